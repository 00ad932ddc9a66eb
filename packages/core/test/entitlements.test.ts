import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxCentilotsOf, packEntitlements } from '../src/index.ts';

const ids = fc.uniqueArray(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 12 });
const key = (pair: { userId: number; accountId: number; instrumentId: number }) => `${pair.userId} ${pair.accountId} ${pair.instrumentId}`;

describe('entitlements as bitsets', () => {
	it('say of every pair what was packed, and nothing of anything else', () => {
		fc.assert(
			fc.property(
				ids,
				ids,
				ids,
				fc.infiniteStream(fc.constantFrom(0, null, 1, 100, 2_500)),
				(accountIds, instrumentIds, userIds, sizes) => {
					const said = new Map<string, number | null>();
					const packed = packEntitlements({
						...{ accountIds, instrumentIds, userIds },
						maxOf(pair) {
							const max = sizes.next().value ?? null;
							said.set(key(pair), max);
							return max;
						},
					});
					for (const userId of [...userIds, 501])
						for (const accountId of [...accountIds, 501])
							for (const instrumentId of [...instrumentIds, 501]) {
								const pair = { userId, accountId, instrumentId };
								expect(maxCentilotsOf(packed, pair)).toBe(said.has(key(pair)) ? said.get(key(pair)) : 0);
							}
					// As it goes over the wire and into the journal.
					expect(JSON.parse(JSON.stringify(packed))).toEqual(packed);
				},
			),
			{ numRuns: 60 },
		);
	});
});
