import { describe, expect, it } from 'vitest';
import type { VenueDeal } from '../src/index.ts';
import { type Desk, dealOf, EURUSD, healthyAccount, plainSpec } from './support/desk.ts';
import { CARRY, levelsOf, placeAt, twoAccounts } from './support/two-accounts.ts';

const news = (desk: Desk, accountId: number) =>
	desk.apply({ kind: 'venue', tenantId: 1, accountId, event: 'account', account: healthyAccount });
const quote = (desk: Desk, accountId: number, bid: number) =>
	desk.apply({ kind: 'mark', tenantId: 1, accountId, instrumentId: EURUSD, bid, ask: bid + 10, venueAtMs: desk.nowMs });

/** Fills an order of an account at once. */
function trade(desk: Desk, accountId: number, deal: Partial<VenueDeal> & { readonly strategyId?: number } = {}): void {
	const { strategyId = null, ...rest } = deal;
	const order = placeAt(desk, accountId, { strategyId, side: rest.type === 'SELL' ? 'SELL' : 'BUY' });
	desk.apply({ kind: 'venue', tenantId: 1, accountId, event: 'deal', deal: dealOf(order, { positionTicket: BigInt(accountId), ...rest }) });
	news(desk, accountId);
}

describe('the loss of the day of all accounts', () => {
	it.each(['tenant', 'desk'] as const)('is held against the limit of the %s, in its currency', (level) => {
		const desk = twoAccounts({ [level]: { maxDailyLossMinor: 1_500 } });
		trade(desk, 1, { price: 110_000, profitMinor: 0 });
		trade(desk, 1, { type: 'SELL', price: 110_000, profitMinor: -1_000 });
		expect(placeAt(desk, 2).life, 'ten euros of fifteen').toBe('SUBMITTED');
		trade(desk, 2, { price: 110_000, commissionMinor: -501 });
		expect(placeAt(desk, 2).denial).toEqual({ code: 'DAILY_LOSS', value: 1_501, limit: 1_500, headroom: -1, level: level.toUpperCase() });
		expect(placeAt(desk, 1).denial, 'and holds back the other account too').toMatchObject({ code: 'DAILY_LOSS' });
	});

	it('counts what is open as far as quotes tell', () => {
		const desk = twoAccounts({ tenant: { maxDailyLossMinor: 9_000 } });
		trade(desk, 1, { price: 110_000 });
		quote(desk, 1, 109_900);
		news(desk, 1);
		// 100 dollars bought at 1.09900.
		expect(placeAt(desk, 2).denial).toMatchObject({ code: 'DAILY_LOSS', value: 9_099, level: 'TENANT' });
		quote(desk, 1, 110_000);
		news(desk, 1);
		expect(placeAt(desk, 2).life).toBe('SUBMITTED');
	});

	it('follows an account to its new desk', () => {
		const desk = twoAccounts({ desk: { maxDailyLossMinor: 500 } });
		trade(desk, 1, { price: 110_000, commissionMinor: -600 });
		expect(placeAt(desk, 2).denial).toMatchObject({ code: 'DAILY_LOSS', level: 'DESK' });
		desk.reconfigure({ config: levelsOf(desk.config, { desk: { maxDailyLossMinor: 500 }, secondDesk: 5 }) });
		expect(placeAt(desk, 2).life).toBe('SUBMITTED');
	});

	it('is not known, and denies, where a position has no quote of its broker', () => {
		const desk = twoAccounts({ tenant: { maxDailyLossMinor: 1_000_000 } });
		trade(desk, 1);
		desk.state.tenants.get(1)?.accounts.get(1)?.marks.values.fill(0);
		desk.apply({
			kind: 'venue',
			tenantId: 1,
			accountId: 1,
			event: 'spec',
			instrumentId: EURUSD,
			spec: plainSpec,
		});
		news(desk, 1);
		expect(placeAt(desk, 2).denial).toMatchObject({ code: 'MARK_MISSING' });
	});
});

describe('the drawdown', () => {
	it('of all accounts trails their highest profit together', () => {
		const desk = twoAccounts({ tenant: { maxDrawdownMinor: 2_000 } });
		trade(desk, 1, { price: 110_000, profitMinor: 3_000 });
		trade(desk, 2, { price: 110_000, profitMinor: -2_000 });
		expect(placeAt(desk, 1).life, 'twenty below the peak of thirty').toBe('SUBMITTED');
		trade(desk, 2, { price: 110_000, profitMinor: -1 });
		expect(placeAt(desk, 1).denial).toEqual({ code: 'DRAWDOWN', value: 2_001, limit: 2_000, headroom: -1, level: 'TENANT' });
	});

	it('of a strategy is that of its own book, over all accounts, and holds back its orders alone', () => {
		const desk = twoAccounts({ strategy: { maxDrawdownMinor: 1_000 } });
		trade(desk, 1, { price: 110_000, strategyId: CARRY, profitMinor: 500 });
		trade(desk, 2, { price: 110_000, strategyId: CARRY, commissionMinor: -400 });
		trade(desk, 2, { price: 110_000, profitMinor: -90_000 });
		expect(placeAt(desk, 1, { strategyId: CARRY }).life).toBe('SUBMITTED');
		quote(desk, 1, 109_990);
		news(desk, 1);
		// 400 of commission, and 10 dollars of a position at 1.09990: 909 cents.
		expect(placeAt(desk, 1, { strategyId: CARRY }).denial).toMatchObject({
			code: 'DRAWDOWN',
			value: 1_309,
			limit: 1_000,
			level: 'STRATEGY',
		});
		expect(placeAt(desk, 1).life).toBe('SUBMITTED');
	});

	it('is forgotten with the currency that it was in', () => {
		const desk = twoAccounts({ tenant: { maxDrawdownMinor: 100 } });
		trade(desk, 1, { price: 110_000, profitMinor: 3_000 });
		trade(desk, 1, { price: 110_000, profitMinor: -1_000 });
		expect(placeAt(desk, 1).denial?.code).toBe('DRAWDOWN');
		desk.reconfigure({ config: { baseCurrency: 'USD' } });
		expect(placeAt(desk, 1).denial?.code).not.toBe('DRAWDOWN');
	});
});
