import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMarks, type Mark, markOf, setMark } from '../src/state/marks.ts';

const mark = fc.record({ bid: fc.integer({ min: 1 }), ask: fc.integer({ min: 1 }), atMs: fc.maxSafeNat(), venueAtMs: fc.maxSafeInteger() });
const account = fc.nat(2);
const instrument = fc.oneof(fc.nat(20), fc.maxSafeInteger());

describe('the quotes of accounts that share their rows', () => {
	it('are the last that each account was told, and no other account’s', () => {
		fc.assert(
			fc.property(fc.array(fc.tuple(account, instrument, mark)), instrument, (told, asked) => {
				const rows = new Map<number, number>();
				const accounts = [0, 1, 2].map(() => ({ marks: createMarks(rows) }));
				const naive = new Map<string, Mark>();
				for (const [at, instrumentId, quote] of told) {
					const to = accounts[at];
					if (to !== undefined) setMark(to, instrumentId, quote);
					naive.set(`${at} ${instrumentId}`, quote);
				}
				for (const [at, of] of accounts.entries())
					for (const instrumentId of [asked, ...told.map(([, id]) => id)])
						expect(markOf(of, instrumentId)).toEqual(naive.get(`${at} ${instrumentId}`));
			}),
		);
	});
});
