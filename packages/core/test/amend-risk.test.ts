import { describe, expect, it } from 'vitest';
import type { AccountLimits, OrderView } from '../src/index.ts';
import { peekOrder } from '../src/state/orders.ts';
import { Desk } from './support/desk.ts';
import { CARRY, levelsOf, placeAt, twoAccounts } from './support/two-accounts.ts';

/** Buys 1 lot at 1.09000 and works at the venue. */
function working(desk = new Desk(), terms: Parameters<Desk['limit']>[0] = {}): { readonly desk: Desk; readonly order: OrderView } {
	const order = desk.limit(terms);
	desk.accept(order);
	return { desk, order: desk.order(order.orderId) };
}

const answer = (desk: Desk, { orderId }: OrderView, retcode: number) => {
	const commandSeq = peekOrder(desk.state.orders, orderId)?.replaced.commandSeq ?? 0;
	return desk.venue({ event: 'result', orderId, epoch: 1, commandSeq, retcode, orderTicket: 0n, dealTicket: 0n });
};

describe('an amend', () => {
	// 109,200 USD, bought at 1.10000: 99,272.73 EUR, of an equity of a million.
	it.each([
		['gross exposure', 'MAX_GROSS_EXPOSURE', 'maxGrossMinor', 9_927_273],
		['exposure per currency', 'MAX_CURRENCY_EXPOSURE', 'maxNetCurrencyMinor', 9_927_273],
		['concentration', 'CONCENTRATION', 'maxConcentrationBps', 993],
	] as const)('is held against %s as its new terms make it, its old self left out', (_, code, limit, value) => {
		const set = (at: number): { readonly limits: Partial<AccountLimits> } => ({ limits: { [limit]: at } });
		const { desk, order } = working();
		desk.reconfigure(set(value - 1));
		expect(desk.amendReply(order.orderId, { price: 109_200 })).toMatchObject({
			amendDenial: { code, value, limit: value - 1, headroom: -1, level: 'ACCOUNT' },
			order: { price: 109_000, pending: 'NONE', reservedQty: 100 },
		});
		desk.reconfigure(set(value));
		expect(desk.amend(order.orderId, { price: 109_200 }).pending).toBe('REPLACE_SENT');
	});

	it('is held against what all accounts of the tenant have, and says whose limit it was', () => {
		const { desk, order } = working(twoAccounts());
		placeAt(desk, 2, { type: 'LIMIT', tif: 'GTC', price: 109_000 });
		// The other account's lot is worth 100,009.09 EUR at the mark.
		const value = 10_000_909 + 9_927_273;
		const set = (maxGrossMinor: number) => desk.reconfigure({ config: levelsOf(desk.config, { tenant: { maxGrossMinor } }) });
		set(value - 1);
		expect(desk.amendReply(order.orderId, { price: 109_200 })).toMatchObject({
			amendDenial: { code: 'MAX_GROSS_EXPOSURE', value, headroom: -1, level: 'TENANT' },
		});
		set(value);
		expect(desk.amend(order.orderId, { price: 109_200 }).pending).toBe('REPLACE_SENT');
	});

	it('is no second open order, at any level', () => {
		const one = { maxOpenOrders: 1 };
		const { desk, order } = working(twoAccounts({ tenant: one, desk: one, strategy: one, instrument: one, user: one }), {
			strategyId: CARRY,
		});
		expect(desk.amend(order.orderId, { price: 109_200 }).pending).toBe('REPLACE_SENT');
		expect(desk.limit({ strategyId: CARRY }).denial).toMatchObject({ code: 'MAX_OPEN_ORDERS', value: 2 });
	});

	it('takes a token of the user who asks', () => {
		const { desk, order } = working(twoAccounts({ user: { ordersPerSecond: 1, ordersBurst: 2 } }));
		desk.amend(order.orderId, { price: 109_200 });
		answer(desk, order, 10009);
		expect(desk.amendReply(order.orderId, { price: 109_300 })).toMatchObject({ amendDenial: { code: 'ORDER_RATE', level: 'USER' } });
	});

	it('may not meet a resting order of the tenant', () => {
		const { desk, order } = working();
		desk.limit({ side: 'SELL', price: 111_000 });
		expect(desk.amendReply(order.orderId, { price: 111_000 })).toMatchObject({
			amendDenial: { code: 'SELF_CROSS', value: 111_000, limit: 111_000 },
		});
		expect(desk.amend(order.orderId, { price: 110_999 }).pending).toBe('REPLACE_SENT');
	});

	it.each([
		[10009, 108_000],
		[10015, 109_000],
	])('is met by other orders at either price until it is settled: retcode %i leaves %i', (retcode, price) => {
		const { desk, order } = working();
		desk.amend(order.orderId, { price: 108_000 });
		const sell = (at: number) => desk.engine.preview(desk.terms({ side: 'SELL', type: 'LIMIT', tif: 'GTC', price: at }), desk.nowMs).denial;
		expect(sell(109_000)).toMatchObject({ code: 'SELF_CROSS', limit: 109_000 });
		answer(desk, order, retcode);
		expect(desk.order(order.orderId).price).toBe(price);
		expect(sell(price)).toMatchObject({ code: 'SELF_CROSS', limit: price });
		expect(sell(price + 1)).toBeNull();
	});

	it('upwards is met at its new price before the venue has answered', () => {
		const { desk, order } = working();
		desk.amend(order.orderId, { price: 109_500 });
		const sell = desk.terms({ side: 'SELL', type: 'LIMIT', tif: 'GTC', price: 109_500 });
		expect(desk.engine.preview(sell, desk.nowMs).denial).toMatchObject({ code: 'SELF_CROSS', limit: 109_500 });
	});
});

describe('the window of equal orders', () => {
	const windowed = () => working(new Desk({ limits: { duplicateWindowMs: 1_000 } }));

	it('holds no amend against its own order: a stop may move, and a price go there and back', () => {
		const { desk, order } = windowed();
		for (const change of [{ sl: 108_000 }, { price: 109_100 }, { price: 109_000 }]) {
			expect(desk.amend(order.orderId, change).pending).toBe('REPLACE_SENT');
			answer(desk, order, 10009);
		}
		expect(desk.order(order.orderId)).toMatchObject({ price: 109_000, sl: 108_000, pending: 'NONE' });
	});

	it('holds an amend against another order with the terms that it asks for', () => {
		const { desk, order } = windowed();
		desk.limit({ price: 109_100 });
		desk.nowMs += 999;
		expect(desk.amendReply(order.orderId, { price: 109_100 })).toMatchObject({
			amendDenial: { code: 'DUPLICATE_ORDER', value: 999, limit: 1_000, headroom: -1, level: 'ACCOUNT' },
		});
		desk.nowMs += 1;
		expect(desk.amend(order.orderId, { price: 109_100 }).pending).toBe('REPLACE_SENT');
	});

	it('holds a new order against the terms that an amend asked for, as long as after any', () => {
		const { desk, order } = windowed();
		desk.nowMs += 600;
		desk.amend(order.orderId, { price: 109_100 });
		desk.nowMs += 999;
		expect(desk.limit({ price: 109_100 }).denial).toMatchObject({ code: 'DUPLICATE_ORDER', value: 999 });
		expect(desk.limit().life, 'the terms that it was placed with are older').toBe('SUBMITTED');
	});
});
