import { describe, expect, it } from 'vitest';
import type { OrderView } from '../src/index.ts';
import { Desk, plainSpec, venueOrderOf } from './support/desk.ts';

/** The market is 110,000 / 110,010. */
const buy = { type: 'STOP_LIMIT', tif: 'GTC', side: 'BUY', price: 110_100, limitPrice: 110_050 } as const;
const code = (desk: Desk, terms: Parameters<Desk['place']>[0]) => desk.place({ ...buy, ...terms }).denial?.code ?? null;

function working(): { readonly desk: Desk; readonly order: OrderView } {
	const desk = new Desk();
	const order = desk.place(buy);
	desk.venue({ event: 'order', order: venueOrderOf(order, { limitPrice: 110_050 }) });
	return { desk, order: desk.order(order.orderId) };
}
const triggered = (order: OrderView) => venueOrderOf(order, { price: 110_050 });

describe('a stop-limit order', () => {
	it('goes to the venue with both prices', () => {
		const { desk, order } = working();
		expect(desk.sends()[0]).toMatchObject({ action: 'PENDING', type: 'STOP_LIMIT', price: 110_100, limitPrice: 110_050 });
		expect(order).toMatchObject({ life: 'ACCEPTED', price: 110_100, limitPrice: 110_050, reservedQty: 100 });
	});

	it.each([
		['without its limit price', { limitPrice: null }, 'PRICE_MISSING'],
		['without its stop price', { price: null }, 'PRICE_MISSING'],
		['with a limit price of nothing', { limitPrice: 0 }, 'PRICE_NOT_POSITIVE'],
		['whose stop is reached already', { price: 110_010, limitPrice: 110_000 }, 'PRICE_WRONG_SIDE'],
		['whose buy limit is above its stop', { limitPrice: 110_101 }, 'LIMIT_PRICE_WRONG_SIDE'],
		['whose sell limit is below its stop', { side: 'SELL', price: 109_900, limitPrice: 109_899 }, 'LIMIT_PRICE_WRONG_SIDE'],
		['with a limit price far from the market', { limitPrice: 100_000 }, 'PRICE_COLLAR'],
		['with a stop loss above its limit', { sl: 110_060 }, 'STOPS_INVALID'],
		['that would be at once or not at all', { tif: 'IOC' }, 'TIF_UNSUPPORTED'],
	] as const)('%s is denied', (_what, terms, denial) => {
		expect(code(new Desk(), terms)).toBe(denial);
	});

	it('passes with its limit at its stop, on either side, and a stop loss below the limit', () => {
		expect(code(new Desk(), { limitPrice: 110_100, sl: 110_099 })).toBeNull();
		expect(code(new Desk(), { side: 'SELL', price: 109_900, limitPrice: 109_900 })).toBeNull();
	});

	it('is denied where the price is off the tick', () => {
		const desk = new Desk();
		desk.venue({ event: 'spec', instrumentId: 1, spec: { ...plainSpec, tickSize: 100 } });
		expect(code(desk, { limitPrice: 110_050 })).toBe('PRICE_OFF_TICK');
	});

	it('alone has a limit price', () => {
		expect(new Desk().limit({ limitPrice: 109_000 }).denial?.code).toBe('PRICE_NOT_ALLOWED');
	});

	it('is amended in either price, and works on with the new ones once the venue shows them', () => {
		const { desk, order } = working();
		expect(desk.amendReply(order.orderId, { limitPrice: 110_200 })).toMatchObject({ amendDenial: { code: 'LIMIT_PRICE_WRONG_SIDE' } });
		desk.amend(order.orderId, { price: 110_300, limitPrice: 110_200 });
		expect(desk.sends().at(-1)).toMatchObject({ action: 'MODIFY', price: 110_300, limitPrice: 110_200 });
		desk.venue({ event: 'order', order: venueOrderOf(order, { price: 110_300, limitPrice: 110_050 }) });
		expect(desk.order(order.orderId)).toMatchObject({ price: 110_100, pending: 'REPLACE_SENT' });
		desk.venue({ event: 'order', order: venueOrderOf(order, { price: 110_300, limitPrice: 110_200 }) });
		expect(desk.order(order.orderId)).toMatchObject({ price: 110_300, limitPrice: 110_200, pending: 'NONE' });
	});

	it('works on when its stop is reached: it can be filled and cancelled, and no longer amended', () => {
		const { desk, order } = working();
		desk.venue({ event: 'order', order: triggered(order) });
		expect(desk.order(order.orderId)).toMatchObject({ life: 'TRIGGERED', price: 110_100, limitPrice: 110_050 });
		expect(desk.amendReply(order.orderId, { price: 110_200 })).toMatchObject({ outcome: 'refused', code: 'NOT_AMENDABLE' });
		expect(desk.cancel(order.orderId)).toMatchObject({ order: { pending: 'CANCEL_SENT' } });
		desk.fill(order, { price: 110_050 });
		expect(desk.order(order.orderId)).toMatchObject({ life: 'FILLED', filledQty: 100 });
		expect(desk.breaks()).toEqual([]);
	});

	it('whose amend is in doubt when its stop is reached shows by the limit which terms are in force', () => {
		for (const [limitPrice, price] of [[110_200, 110_300] as const, [110_050, 110_100] as const]) {
			const { desk, order } = working();
			desk.amend(order.orderId, { price: 110_300, limitPrice: 110_200 });
			desk.venue({ event: 'linkDown' });
			desk.venue({ event: 'linkUp' });
			desk.nowMs += 180_000;
			desk.snapshot({ lastCommandEpoch: 1, lastCommandSeq: 2, orders: [venueOrderOf(order, { price: limitPrice })] });
			expect(desk.order(order.orderId)).toMatchObject({ price, limitPrice, pending: 'NONE' });
		}
	});

	it('is taken back by a halt', () => {
		const { desk } = working();
		desk.halt(true);
		expect(desk.sends().at(-1)).toMatchObject({ action: 'REMOVE', type: 'STOP_LIMIT' });
	});
});
