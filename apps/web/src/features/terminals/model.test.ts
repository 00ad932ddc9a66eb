import { expect, test } from 'vitest';
import { ageOf, duration, mergeTerminals, type Terminal } from './model.ts';

const terminal = (name: string, state: Terminal['state']) => ({ account: { id: name, name }, state }) as Terminal;

test('a terminal that changed takes the place of what was known of it, and the troubled come first', () => {
	const known = [terminal('a', 'READY'), terminal('b', 'READY')];
	expect(mergeTerminals(known, [terminal('b', 'DISCONNECTED')]).map(({ account, state }) => [account.name, state])).toEqual([
		['b', 'DISCONNECTED'],
		['a', 'READY'],
	]);
});

test('durations and ages are told in the unit that a person would use', () => {
	expect([850, 12_345, 123_456, 2_340_000, null].map(duration)).toEqual(['850 µs', '12.3 ms', '123 ms', '2.3 s', '–']);
	const nowMs = Date.parse('2026-01-01T12:00:00Z');
	const ages = ['2026-01-01T11:59:58Z', '2026-01-01T11:30:00Z', '2026-01-01T02:00:00Z', '2025-12-20T12:00:00Z'];
	expect(ages.map((at) => ageOf(at, nowMs))).toEqual(['2 s', '30 min', '10 h', '12 d']);
});
