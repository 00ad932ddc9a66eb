import { describe, expect, it } from 'vitest';
import { Desk, ticketOf, venueOrderOf } from './support/desk.ts';

const code = (desk: Desk, terms: Parameters<Desk['limit']>[0]) => desk.limit(terms).denial?.code ?? null;

describe('an order until a moment', () => {
	it('goes to the venue with its expiry, and is shown with it', () => {
		const desk = new Desk();
		const expiresAtMs = desk.nowMs + 60_000;
		expect(desk.limit({ tif: 'GTD', expiresAtMs })).toMatchObject({ life: 'SUBMITTED', tif: 'GTD', expiresAtMs });
		expect(desk.sends()[0]).toMatchObject({ action: 'PENDING', tif: 'GTD', expiresAtMs });
	});

	it('is denied without a moment, with one that has come, and where another time in force has one', () => {
		const desk = new Desk();
		const { nowMs } = desk;
		expect(code(desk, { tif: 'GTD' })).toBe('EXPIRY_MISSING');
		expect(desk.limit({ tif: 'GTD', expiresAtMs: nowMs }).denial).toMatchObject({ code: 'EXPIRY_PASSED', value: nowMs, limit: nowMs });
		expect(code(desk, { tif: 'GTD', expiresAtMs: nowMs + 1 })).toBeNull();
		expect(code(desk, { tif: 'GTC', expiresAtMs: nowMs + 1 })).toBe('EXPIRY_NOT_ALLOWED');
		expect(desk.placeReply({ tif: 'GTD', type: 'LIMIT', price: 109_000, expiresAtMs: 1.5 })).toMatchObject({ code: 'INVALID_REQUEST' });
	});

	it('is denied as a market order, which does not rest', () => {
		const desk = new Desk();
		const expiresAtMs = desk.nowMs + 60_000;
		expect(desk.place({ tif: 'GTD', expiresAtMs }).denial?.code).toBe('TIF_UNSUPPORTED');
	});

	it('may reduce a position while the specification is missing, and is held to its moment all the same', () => {
		const desk = new Desk();
		const held = desk.place();
		desk.fill(held);
		const reduce = { side: 'SELL', price: 111_000, reduceOnly: true, tif: 'GTD' } as const;
		expect(code(desk, { ...reduce, qty: 40, expiresAtMs: desk.nowMs })).toBe('EXPIRY_PASSED');
		expect(code(desk, { ...reduce, qty: 40, expiresAtMs: desk.nowMs + 1 })).toBeNull();
	});

	it('stays as it is when its moment has come: only the venue says that it expired', () => {
		const desk = new Desk();
		const order = desk.limit({ tif: 'GTD', expiresAtMs: desk.nowMs + 1_000 });
		desk.accept(order);
		desk.nowMs += 100_000;
		desk.apply({ kind: 'timer' });
		expect(desk.order(order.orderId)).toMatchObject({ life: 'ACCEPTED', reservedQty: 100 });
		desk.venue({ event: 'order', order: venueOrderOf(order, { state: 'EXPIRED' }) });
		expect(desk.order(order.orderId)).toMatchObject({ life: 'EXPIRED', reservedQty: 0 });
	});

	it('is amended with its expiry, and not after it', () => {
		const desk = new Desk();
		const expiresAtMs = desk.nowMs + 1_000;
		const order = desk.limit({ tif: 'GTD', expiresAtMs });
		desk.accept(order);
		desk.amend(order.orderId, { price: 109_100 });
		expect(desk.sends().at(-1)).toMatchObject({ action: 'MODIFY', tif: 'GTD', expiresAtMs, orderTicket: ticketOf(order) });
		desk.venue({ event: 'order', order: venueOrderOf(order, { price: 109_100 }) });
		desk.nowMs += 1_000;
		expect(desk.amendReply(order.orderId, { price: 109_200 })).toMatchObject({ amendDenial: { code: 'EXPIRY_PASSED' } });
	});

	it('is another order with another moment under the same client order id', () => {
		const desk = new Desk();
		const terms = { clientOrderId: 'x', tif: 'GTD', type: 'LIMIT', price: 109_000, expiresAtMs: desk.nowMs + 1_000 } as const;
		desk.placeReply(terms);
		expect(desk.placeReply(terms)).toMatchObject({ duplicate: true });
		expect(desk.placeReply({ ...terms, expiresAtMs: desk.nowMs + 2_000 })).toMatchObject({ code: 'CLIENT_ORDER_ID_REUSED' });
	});
});
