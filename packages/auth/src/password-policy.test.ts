import { describe, expect, test } from 'vitest';
import { passwordProblem } from './password-policy.ts';

const personal = ['trader@aurora.example', 'Toni Traderson', 'Aurora Capital'];

describe('a password', () => {
	test.each(['correct horse battery', 'p4$$ ünïcode ok', 'xk2-vv91-qq0z-w', '12 monkeys and a typewriter'])('%s will do', (text) => {
		expect(passwordProblem(text, personal)).toBeNull();
	});
	test.each([
		['short one', 'at least 12'],
		['x'.repeat(1_001), 'at most'],
		['aaaaaaaaaaaaaaaa', 'again and again'],
		['Password123456', 'easy to guess'],
		['qwertyuiop1234', 'easy to guess'],
		['MeridianTrading1', 'easy to guess'],
		['Aurora-Capital-2026', 'easy to guess'],
		['traderson.toni', 'easy to guess'],
		['abcdefghijklmnop', 'easy to guess'],
	])('%s will not: %s', (text, why) => {
		expect(passwordProblem(text, personal)).toContain(why);
	});
	test('is measured as it is kept: what NFKC makes shorter is shorter', () => {
		expect(passwordProblem('e\u0301'.repeat(6), personal)).toContain('at least 12');
	});
});
