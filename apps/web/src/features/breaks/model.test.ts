import { expect, test } from 'vitest';
import { type Break, mergeBreaks } from './model.ts';

const one = (seq: string, at: string, resolvedAt: string | null = null) => ({ seq, at, resolvedAt, account: { id: 'a' } }) as Break;

test('what is told comes, what is resolved goes, newest first', () => {
	const open = mergeBreaks([], [one('1', '10:00'), one('2', '11:00')]);
	expect(open.map(({ seq }) => seq)).toEqual(['2', '1']);
	expect(mergeBreaks(open, [one('2', '11:00', '11:05'), one('3', '12:00')]).map(({ seq }) => seq)).toEqual(['3', '1']);
});
