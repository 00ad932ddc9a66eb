import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { terminalKey } from './terminal.ts';

const master = '00112233445566778899aabbccddeeff';

describe('keys of terminals', () => {
	test('the key is hex(HMAC-SHA256(master bytes, "server:login"))', () => {
		// openssl dgst -sha256 -mac HMAC -macopt hexkey:00112233445566778899aabbccddeeff <<< without newline "Meridian-Sim:5001001"
		const expected = createHmac('sha256', Buffer.from(master, 'hex')).update('Meridian-Sim:5001001').digest('hex');
		expect(terminalKey(master, { server: 'Meridian-Sim', login: 5_001_001n })).toBe(expected);
		expect(terminalKey(master, { server: 'Meridian-Sim', login: 5_001_001 })).toBe(expected);
		expect(expected).toMatch(/^[0-9a-f]{64}$/);
	});
	test('every terminal has a key of its own', () => {
		const keys = [5_001_001n, 5_001_002n].flatMap((login) => ['A', 'B'].map((server) => terminalKey(master, { server, login })));
		expect(new Set(keys).size).toBe(4);
	});
	test.each(['', 'abc', 'zz'.repeat(16), 'a'.repeat(31)])('a master that is not 16 bytes of hex is refused: %j', (bad) => {
		expect(() => terminalKey(bad, { server: 's', login: 1n })).toThrow('master key');
	});
});
