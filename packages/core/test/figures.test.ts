import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { riskInputFor } from '../src/risk/input.ts';
import { Desk, EURUSD, healthyAccount, instruments, plainSpec, TRADER } from './support/desk.ts';

/** Half away from zero, with BigInt: the naive reference. */
function rounded(num: bigint, den: bigint): number {
	return Number((2n * num + den) / (2n * den));
}

const price = fc.integer({ min: 50_000, max: 250_000 });

describe('notional and margin of an order', () => {
	it('are what exact fractions give, whatever sizes and rates', () => {
		fc.assert(
			fc.property(
				fc.record({
					contractSize: fc.oneof(fc.constantFrom(1, 100, 1_000, 100_000), fc.integer({ min: 1, max: 1_000_003 })),
					leverage: fc.oneof(fc.constantFrom(1, 30, 100), fc.integer({ min: 1, max: 997 })),
					marginRatePpm: fc.oneof(fc.constant(1_000_000), fc.integer({ min: 1, max: 2_000_000 })),
					eurusd: price,
					usdjpy: price,
					qty: fc.integer({ min: 1, max: 10_000 }),
					instrumentId: fc.constantFrom(...instruments.map(({ instrumentId }) => instrumentId)),
				}),
				({ contractSize, leverage, marginRatePpm, eurusd, usdjpy, qty, instrumentId }) => {
					const desk = new Desk();
					const isEuro = instrumentId === EURUSD;
					const spec = { ...plainSpec, contractSize, leverage, marginRatePpm, marginCurrency: isEuro ? 'EUR' : 'USD' };
					desk.venue({ event: 'spec', instrumentId, spec });
					desk.venue({ event: 'account', account: healthyAccount });
					desk.mark(EURUSD, { bid: eurusd, ask: eurusd + 10 });
					desk.mark(instruments[1]?.instrumentId ?? 0, { bid: usdjpy, ask: usdjpy + 10 });
					const tenant = desk.state.tenants.get(1);
					const account = tenant?.accounts.get(1);
					if (tenant === undefined || account === undefined) throw new Error('the desk has an account');
					expect(tenant.config.baseCurrency).toBe('EUR');
					expect(account.config.currency).toBe('EUR');
					const instrument = tenant.instruments.get(instrumentId);
					if (instrument === undefined) throw new Error('the desk has the instrument');
					const terms = desk.terms({ instrumentId, qty });
					const { notional, margin } = riskInputFor({ tenant, account, userId: TRADER, terms, nowMs: desk.nowMs });
					const [units, ask] = [BigInt(qty) * BigInt(contractSize), BigInt((isEuro ? eurusd : usdjpy) + 10)];
					const lots = 10n ** BigInt(instrument.qtyDigits);
					const points = 10n ** BigInt(instrument.priceDigits);
					// What is owed is bought at the worse side: dollars at the bid of the euro, yen at the bid of the dollar as well.
					const [euroNum, euroDen] = [100_000n, BigInt(eurusd)];
					const [yenNum, yenDen] = isEuro ? [1n, 1n] : [points, BigInt(usdjpy)];
					expect(notional).toBe(rounded(units * ask * 100n * euroNum * yenNum, lots * points * euroDen * yenDen));
					const [marginNum, marginDen] = isEuro ? [1n, 1n] : [euroNum, euroDen];
					expect(margin).toBe(rounded(units * BigInt(marginRatePpm) * 100n * marginNum, lots * 1_000_000n * BigInt(leverage) * marginDen));
				},
			),
			{ numRuns: 300 },
		);
	});
});
