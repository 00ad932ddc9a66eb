import { describe, expect, it } from 'vitest';
import { Desk, dealOf, RISK_OFFICER, ticketOf, USDJPY, venueOrderOf } from './support/desk.ts';

const refused = (code: string) => expect.objectContaining({ outcome: 'refused', code });

describe('placing an order', () => {
	it('sends it once, numbers it from 1,000,001 and reserves its exposure', () => {
		const desk = new Desk();
		const order = desk.place();
		expect(order).toMatchObject({ orderId: 1_000_001, life: 'SUBMITTED', pending: 'NEW_SENT', reservedQty: 100 });
		expect(desk.sends()).toEqual([
			expect.objectContaining({ epoch: 1, commandSeq: 1, orderId: 1_000_001, action: 'DEAL', qty: 100, orderTicket: 0n }),
		]);
		expect(desk.place().orderId).toBe(1_000_002);
	});

	it('passes a limit order on with its price, stop loss and take profit', () => {
		const desk = new Desk();
		desk.limit({ price: 109_000, sl: 108_000, tp: 111_000, tif: 'DAY' });
		expect(desk.sends()[0]).toMatchObject({ action: 'PENDING', price: 109_000, sl: 108_000, tp: 111_000, tif: 'DAY' });
	});

	it('passes a stop order on with its trigger, which a fill, an amend and a cancel treat as any resting order', () => {
		const desk = new Desk();
		const order = desk.place({ type: 'STOP', tif: 'GTC', price: 110_500, sl: 110_000 });
		expect(desk.sends()[0]).toMatchObject({ action: 'PENDING', type: 'STOP', side: 'BUY', price: 110_500, sl: 110_000 });
		desk.accept(order);
		expect(desk.amend(order.orderId, { price: 110_600 })).toMatchObject({ pending: 'REPLACE_SENT' });
		expect(desk.amendReply(order.orderId, { price: 110_000 })).toEqual(refused('NOT_AMENDABLE'));
		desk.accept({ ...order, price: 110_600 });
		expect(desk.amendReply(order.orderId, { price: 110_010 })).toMatchObject({ amendDenial: { code: 'PRICE_WRONG_SIDE' } });
		desk.halt(true);
		expect(desk.sends()[2]).toMatchObject({ action: 'REMOVE', type: 'STOP', orderTicket: ticketOf(order) });
		desk.fill(order, { price: 110_603 });
		expect(desk.order(order.orderId)).toMatchObject({ life: 'FILLED', price: 110_600, filledNotional: 100 * 110_603 });
	});

	it('returns the same order for the same client order id and terms, and sends nothing again', () => {
		const desk = new Desk();
		const first = desk.place({ clientOrderId: 'same' });
		desk.fill(first);
		const again = desk.placeReply({ clientOrderId: 'same' });
		expect(again).toMatchObject({ outcome: 'order', duplicate: true, order: { orderId: first.orderId, life: 'FILLED' } });
		expect(desk.sends()).toHaveLength(1);
	});

	it('refuses a client order id that was used for other terms', () => {
		const desk = new Desk();
		desk.place({ clientOrderId: 'same' });
		expect(desk.placeReply({ clientOrderId: 'same', qty: 200 })).toEqual(refused('CLIENT_ORDER_ID_REUSED'));
		expect(desk.close({ clientOrderId: 'same' })).toEqual(refused('CLIENT_ORDER_ID_REUSED'));
	});

	it('remembers a denied order under its client id too', () => {
		const desk = new Desk();
		const denied = desk.place({ clientOrderId: 'no', qty: 999_999 });
		expect(denied).toMatchObject({ life: 'DENIED', reservedQty: 0 });
		expect(desk.placeReply({ clientOrderId: 'no', qty: 999_999 })).toMatchObject({ duplicate: true, order: { orderId: denied.orderId } });
		expect(desk.sends()).toHaveLength(0);
	});

	it('refuses a request that makes no sense, and keeps no order of it', () => {
		const desk = new Desk();
		expect(desk.placeReply({ qty: 1.5 })).toEqual(refused('INVALID_REQUEST'));
		expect(desk.placeReply({ clientOrderId: '' })).toEqual(refused('INVALID_REQUEST'));
		expect(desk.placeReply({ clientOrderId: 'a b' })).toEqual(refused('INVALID_REQUEST'));
		expect(desk.placeReply({ positionTicket: 5n })).toEqual(refused('INVALID_REQUEST'));
		expect(desk.place().orderId).toBe(1_000_001);
	});

	it('refuses unknown tenants and accounts', () => {
		const desk = new Desk();
		const order = desk.terms();
		expect(desk.apply({ kind: 'place', ...order, tenantId: 9 })[0]).toMatchObject({ reply: refused('UNKNOWN_TENANT') });
		expect(desk.apply({ kind: 'place', ...order, accountId: 9 })[0]).toMatchObject({ reply: refused('UNKNOWN_ACCOUNT') });
	});

	it('denies while the terminal is away or not yet reconciled', () => {
		const desk = new Desk({ ready: false });
		expect(desk.place().denial?.code).toBe('VENUE_LINK_DOWN');
		desk.venue({ event: 'linkUp' });
		expect(desk.place().denial?.code).toBe('VENUE_NOT_RECONCILED');
	});
});

describe("the venue's answers", () => {
	it('fill a market order when its deals make up its quantity', () => {
		const desk = new Desk();
		const order = desk.place();
		desk.fill(order, { qty: 40 });
		expect(desk.order(order.orderId)).toMatchObject({ life: 'ACCEPTED', pending: 'NONE', filledQty: 40, reservedQty: 60 });
		desk.fill(order, { qty: 60, price: 110_007 });
		expect(desk.order(order.orderId)).toMatchObject({
			life: 'FILLED',
			filledQty: 100,
			filledNotional: 40 * 110_005 + 60 * 110_007,
			reservedQty: 0,
		});
	});

	it('may come in any order: deal before result, result before order', () => {
		const desk = new Desk();
		const order = desk.place();
		desk.fill(order);
		desk.venue({ event: 'order', order: venueOrderOf(order, { state: 'FILLED', leavesQty: 0 }) });
		desk.accept(order);
		desk.venue({
			event: 'result',
			orderId: order.orderId,
			epoch: 1,
			commandSeq: 1,
			retcode: 10009,
			orderTicket: ticketOf(order),
			dealTicket: 1n,
		});
		desk.venue({ event: 'ack', orderId: order.orderId, epoch: 1, commandSeq: 1, sent: true, retcode: 10008 });
		expect(desk.order(order.orderId)).toMatchObject({ life: 'FILLED', filledQty: 100 });
		expect(desk.breaks()).toEqual([]);
	});

	it.each([10004, 10006, 10013, 10018, 10019, 10046])('reject it with retcode %i', (retcode) => {
		const desk = new Desk();
		const order = desk.place();
		desk.venue({ event: 'result', orderId: order.orderId, epoch: 1, commandSeq: 1, retcode, orderTicket: 0n, dealTicket: 0n });
		expect(desk.order(order.orderId)).toMatchObject({ life: 'REJECTED', pending: 'NONE', retcode, reservedQty: 0 });
	});

	it.each([10011, 10012, 10031])('leave it UNKNOWN and reserved with retcode %i', (retcode) => {
		const desk = new Desk();
		const order = desk.place();
		desk.venue({ event: 'result', orderId: order.orderId, epoch: 1, commandSeq: 1, retcode, orderTicket: 0n, dealTicket: 0n });
		expect(desk.order(order.orderId)).toMatchObject({ life: 'UNKNOWN', pending: 'NEW_UNKNOWN', reservedQty: 100 });
		desk.fill(order);
		expect(desk.order(order.orderId)).toMatchObject({ life: 'FILLED', reservedQty: 0 });
	});

	it('reject what never left the terminal', () => {
		const desk = new Desk();
		const order = desk.place();
		desk.venue({ event: 'ack', orderId: order.orderId, epoch: 1, commandSeq: 1, sent: false, retcode: 10027 });
		expect(desk.order(order.orderId)).toMatchObject({ life: 'REJECTED', retcode: 10027 });
	});

	it('end an order that was filled in part only, once the deals that it implies are here', () => {
		const desk = new Desk();
		const order = desk.limit();
		desk.accept(order);
		desk.venue({ event: 'order', order: venueOrderOf(order, { state: 'EXPIRED', leavesQty: 70 }) });
		expect(desk.order(order.orderId)).toMatchObject({ life: 'ACCEPTED', reservedQty: 100 });
		desk.fill(order, { qty: 30 });
		expect(desk.order(order.orderId)).toMatchObject({ life: 'EXPIRED', filledQty: 30, reservedQty: 0 });
		expect(desk.breaks()).toEqual([]);
	});

	it('that did not come in ten seconds leave it UNKNOWN, and the answer that comes at last counts', () => {
		const desk = new Desk();
		const order = desk.place();
		desk.nowMs += 9_999;
		desk.apply({ kind: 'timer' });
		expect(desk.order(order.orderId).life).toBe('SUBMITTED');
		desk.nowMs += 1;
		desk.apply({ kind: 'timer' });
		expect(desk.order(order.orderId).life).toBe('UNKNOWN');
		desk.accept(order);
		expect(desk.order(order.orderId)).toMatchObject({ life: 'ACCEPTED', pending: 'NONE' });
	});

	it('that contradict what is known are breaks, and change nothing', () => {
		const desk = new Desk();
		const order = desk.place();
		desk.fill(order, { qty: 50 });
		desk.venue({ event: 'result', orderId: order.orderId, epoch: 1, commandSeq: 1, retcode: 10006, orderTicket: 0n, dealTicket: 0n });
		expect(desk.order(order.orderId)).toMatchObject({ life: 'ACCEPTED', filledQty: 50 });
		desk.venue({ event: 'order', order: { ...venueOrderOf(order), orderId: 1_999_999 } });
		expect(desk.breaks()).toEqual(['CONTRADICTION', 'CONTRADICTION']);
	});
});

describe('cancelling', () => {
	it('asks the venue to remove the order by its ticket, and ends it on its word', () => {
		const desk = new Desk();
		const order = desk.limit();
		desk.accept(order);
		expect(desk.cancel(order.orderId)).toMatchObject({
			outcome: 'order',
			duplicate: false,
			order: { life: 'ACCEPTED', pending: 'CANCEL_SENT', reservedQty: 100 },
		});
		expect(desk.sends()[1]).toMatchObject({ action: 'REMOVE', orderTicket: ticketOf(order), commandSeq: 2 });
		expect(desk.cancel(order.orderId)).toMatchObject({ duplicate: true });
		expect(desk.sends()).toHaveLength(2);
		desk.venue({ event: 'order', order: venueOrderOf(order, { state: 'CANCELED' }) });
		expect(desk.order(order.orderId)).toMatchObject({ life: 'CANCELED', pending: 'NONE', reservedQty: 0 });
	});

	it('ends it on the answer alone too', () => {
		const desk = new Desk();
		const order = desk.limit();
		desk.accept(order);
		desk.cancel(order.orderId);
		desk.venue({ event: 'result', orderId: order.orderId, epoch: 1, commandSeq: 2, retcode: 10009, orderTicket: 0n, dealTicket: 0n });
		expect(desk.order(order.orderId).life).toBe('CANCELED');
	});

	it('that is refused leaves the order working', () => {
		const desk = new Desk();
		const order = desk.limit();
		desk.accept(order);
		desk.cancel(order.orderId);
		desk.venue({ event: 'result', orderId: order.orderId, epoch: 1, commandSeq: 2, retcode: 10029, orderTicket: 0n, dealTicket: 0n });
		expect(desk.order(order.orderId)).toMatchObject({ life: 'ACCEPTED', pending: 'NONE', retcode: 10029, reservedQty: 100 });
	});

	it.each([
		['SERVER_DISABLES_AT', 10026],
		['CLIENT_DISABLES_AT', 10027],
	])('that %s (%i) refuses leaves the order working; a new order that it refuses is rejected', (_name, retcode) => {
		const desk = new Desk();
		const order = desk.limit();
		desk.accept(order);
		desk.cancel(order.orderId);
		const answer = { event: 'result', epoch: 1, retcode, orderTicket: 0n, dealTicket: 0n } as const;
		desk.venue({ ...answer, orderId: order.orderId, commandSeq: 2 });
		expect(desk.order(order.orderId)).toMatchObject({ life: 'ACCEPTED', pending: 'NONE', retcode, reservedQty: 100 });
		const other = desk.limit();
		desk.venue({ ...answer, orderId: other.orderId, commandSeq: 3 });
		expect(desk.order(other.orderId)).toMatchObject({ life: 'REJECTED', pending: 'NONE', retcode, reservedQty: 0 });
		expect(desk.breaks()).toEqual([]);
	});

	it('that is unanswered leaves the order working, its cancel unknown, and may be asked again', () => {
		const desk = new Desk();
		const order = desk.limit();
		desk.accept(order);
		desk.cancel(order.orderId);
		desk.venue({ event: 'linkDown' });
		expect(desk.order(order.orderId)).toMatchObject({ life: 'ACCEPTED', pending: 'CANCEL_UNKNOWN' });
		desk.venue({ event: 'linkUp' });
		desk.snapshot({ lastCommandEpoch: 1, lastCommandSeq: 2, orders: [venueOrderOf(order)] });
		expect(desk.order(order.orderId).pending).toBe('CANCEL_UNKNOWN');
		expect(desk.cancel(order.orderId)).toMatchObject({ duplicate: false, order: { pending: 'CANCEL_SENT' } });
	});

	it('that never arrived is forgotten once the terminal proves it', () => {
		const desk = new Desk();
		const order = desk.limit();
		desk.accept(order);
		desk.cancel(order.orderId);
		desk.venue({ event: 'linkUp' });
		desk.snapshot({ lastCommandEpoch: 1, lastCommandSeq: 1, orders: [venueOrderOf(order)] });
		expect(desk.order(order.orderId)).toMatchObject({ life: 'ACCEPTED', pending: 'NONE' });
	});

	it('does not touch what the venue fills first', () => {
		const desk = new Desk();
		const order = desk.limit();
		desk.accept(order);
		desk.cancel(order.orderId);
		desk.fill(order);
		desk.venue({ event: 'result', orderId: order.orderId, epoch: 1, commandSeq: 2, retcode: 10013, orderTicket: 0n, dealTicket: 0n });
		expect(desk.order(order.orderId)).toMatchObject({ life: 'FILLED', pending: 'NONE' });
		expect(desk.breaks()).toEqual([]);
	});

	it('refuses, each with its own words', () => {
		const desk = new Desk();
		const market = desk.place();
		expect(desk.cancel(market.orderId)).toEqual(refused('NOT_CANCELABLE'));
		const limit = desk.limit();
		expect(desk.cancel(limit.orderId)).toMatchObject({ code: 'NOT_READY', message: expect.stringContaining('ticket') });
		desk.accept(limit);
		expect(desk.cancel(limit.orderId, 3)).toEqual(refused('NOT_ALLOWED'));
		expect(desk.cancel(1_000_099)).toEqual(refused('UNKNOWN_ORDER'));
		desk.venue({ event: 'linkDown' });
		expect(desk.cancel(limit.orderId)).toMatchObject({ code: 'NOT_READY', message: expect.stringContaining('VENUE_LINK_DOWN') });
		desk.fill(limit);
		expect(desk.cancel(limit.orderId)).toEqual(refused('NOT_CANCELABLE'));
	});
});

describe('closing', () => {
	it('sells the whole of a long netting position, capped by what is already closing', () => {
		const desk = new Desk();
		desk.fill(desk.place({ qty: 300 }));
		expect(desk.close({ qty: 100 })).toMatchObject({ order: { side: 'SELL', type: 'MARKET', tif: 'IOC', qty: 100, positionTicket: 0n } });
		expect(desk.close()).toMatchObject({ order: { qty: 200, life: 'SUBMITTED' } });
		expect(desk.close()).toMatchObject({ order: { life: 'DENIED', denial: { code: 'CLOSE_EXCEEDS_POSITION', value: 300, limit: 0 } } });
	});

	it('names the ticket of a hedging position', () => {
		const desk = new Desk({ mode: 'HEDGING' });
		desk.fill(desk.place({ side: 'SELL' }), { positionTicket: 77n });
		expect(desk.close({ positionTicket: 77n, qty: 30 })).toMatchObject({ order: { side: 'BUY', qty: 30, positionTicket: 77n } });
		expect(desk.sends()[1]).toMatchObject({ action: 'DEAL', side: 'BUY', positionTicket: 77n });
		expect(desk.close({ positionTicket: 77n, qty: 71 })).toMatchObject({
			order: { denial: { code: 'CLOSE_EXCEEDS_POSITION', value: 71, limit: 70 } },
		});
	});

	it('counts a close of unknown fate as closing', () => {
		const desk = new Desk({ mode: 'HEDGING' });
		desk.fill(desk.place(), { positionTicket: 77n });
		desk.close({ positionTicket: 77n });
		desk.venue({ event: 'linkDown' });
		desk.venue({ event: 'linkUp' });
		desk.snapshot({
			lastCommandEpoch: 1,
			lastCommandSeq: 2,
			positions: [
				{
					positionTicket: 77n,
					instrumentId: 1,
					side: 'BUY',
					qty: 100,
					priceOpen: 110_005,
					sl: 0,
					tp: 0,
					swapMinor: 0,
					profitMinor: 0,
					venueAtMs: 5,
				},
			],
		});
		expect(desk.close({ positionTicket: 77n })).toMatchObject({ order: { denial: { code: 'CLOSE_EXCEEDS_POSITION', limit: 0 } } });
	});

	it('asked again with its client order id is the same order, whatever is left by then', () => {
		const desk = new Desk();
		desk.fill(desk.place());
		const first = desk.close({ clientOrderId: 'x' });
		if (first.outcome !== 'order') throw new Error('refused');
		desk.fill(first.order, { positionTicket: 700n + 1_000_001n });
		expect(desk.close({ clientOrderId: 'x' })).toMatchObject({ duplicate: true, order: { orderId: first.order.orderId, life: 'FILLED' } });
		expect(desk.close()).toEqual(refused('UNKNOWN_POSITION'));
	});

	it('works for a risk officer and during a halt', () => {
		const desk = new Desk();
		desk.fill(desk.place());
		expect(desk.halt(true, RISK_OFFICER)).toEqual({ outcome: 'done' });
		expect(desk.place().denial?.code).toBe('HALTED');
		expect(desk.close({ principalId: RISK_OFFICER })).toMatchObject({ order: { life: 'SUBMITTED' } });
		expect(desk.halt(false, 3)).toEqual(refused('NOT_ALLOWED'));
		expect(desk.halt(false, RISK_OFFICER)).toEqual({ outcome: 'done' });
		expect(desk.place().life).toBe('SUBMITTED');
	});

	it('refuses a position that is not there, or is not in that instrument', () => {
		const desk = new Desk({ mode: 'HEDGING' });
		desk.fill(desk.place(), { positionTicket: 77n });
		expect(desk.close({ positionTicket: 78n })).toEqual(refused('UNKNOWN_POSITION'));
		expect(desk.close({ positionTicket: 77n, instrumentId: USDJPY })).toEqual(refused('UNKNOWN_POSITION'));
		expect(desk.placeReply({ positionTicket: 77n, side: 'BUY' })).toEqual(refused('INVALID_REQUEST'));
		expect(desk.place({ positionTicket: 77n, side: 'SELL' }).life).toBe('SUBMITTED');
	});
});

describe('configuration', () => {
	it('of an older version is refused', () => {
		const desk = new Desk();
		desk.reconfigure({});
		expect(desk.apply({ kind: 'configure', config: { ...desk.config, version: 1 } })[0]).toMatchObject({ reply: refused('STALE_CONFIG') });
	});

	it('may not change the scale under booked numbers', () => {
		const desk = new Desk();
		const changed = desk.config.instruments.map((instrument) => ({ ...instrument, priceDigits: 3 }));
		expect(desk.reconfigure({ config: { instruments: changed } })).toEqual(refused('INVALID_REQUEST'));
		expect(desk.reconfigure({ account: { mode: 'HEDGING' } })).toEqual(refused('INVALID_REQUEST'));
	});

	it('that drops an instrument still lets its position be closed', () => {
		const desk = new Desk();
		desk.fill(desk.place());
		desk.reconfigure({ config: { instruments: [] } });
		expect(desk.place().denial?.code).toBe('INSTRUMENT_INACTIVE');
		expect(desk.close()).toMatchObject({ order: { life: 'SUBMITTED' } });
	});
});

describe('deals', () => {
	it('are booked late, flagged, from any end', () => {
		const desk = new Desk();
		const order = desk.limit();
		desk.accept(order);
		desk.venue({ event: 'order', order: venueOrderOf(order, { state: 'CANCELED', leavesQty: 100 }) });
		const outputs = desk.fill(order, { qty: 40 });
		expect(desk.order(order.orderId)).toMatchObject({ life: 'CANCELED', filledQty: 40, reservedQty: 0 });
		expect(outputs).toContainEqual(expect.objectContaining({ kind: 'execution', execution: expect.objectContaining({ late: true }) }));
		expect(desk.positions.get(700n + BigInt(order.orderId))?.qty).toBe(40);
		expect(desk.breaks()).toEqual(['LATE_FILL']);
	});

	it('beyond the quantity are booked and alarmed', () => {
		const desk = new Desk();
		const order = desk.place();
		desk.fill(order, { qty: 130 });
		expect(desk.order(order.orderId)).toMatchObject({ life: 'FILLED', filledQty: 130, reservedQty: 0 });
		expect(desk.breaks()).toEqual(['OVERFILL']);
	});

	it('that repeat are ignored; under the ticket of another they are a break', () => {
		const desk = new Desk();
		const order = desk.place();
		const deal = dealOf(order, { profitMinor: 5 });
		desk.venue({ event: 'deal', deal });
		expect(desk.venue({ event: 'deal', deal: { ...deal } })).toEqual([]);
		expect(desk.account?.balanceMinor).toBe(5);
		desk.venue({ event: 'deal', deal: { ...deal, positionTicket: 1n } });
		expect(desk.account?.balanceMinor).toBe(5);
		expect(desk.breaks()).toEqual(['DUPLICATE_DEAL']);
	});

	it('of others are booked to position and account, and are a break; a deposit is none', () => {
		const desk = new Desk();
		desk.fill(desk.place(), { orderId: 0, positionTicket: 5n, profitMinor: -7, commissionMinor: -3, swapMinor: -2, feeMinor: -1 });
		expect(desk.positions.get(5n)).toMatchObject({ qty: 100, side: 'BUY', realisedMinor: -7, swapMinor: -2 });
		expect(desk.account).toMatchObject({ balanceMinor: -13, realisedMinor: -7 });
		desk.fill(desk.order(1_000_001), { orderId: 0, type: 'BALANCE', instrumentId: 0, qty: 0, price: 0, profitMinor: 1000 });
		expect(desk.account).toMatchObject({ balanceMinor: 987, realisedMinor: -7 });
		expect(desk.breaks()).toEqual(['FOREIGN_DEAL']);
	});

	it("of the venue's own stop close our position and are nobody's overfill, even under the opening order's magic", () => {
		const desk = new Desk({ mode: 'HEDGING' });
		const order = desk.place({ sl: 109_000 });
		desk.fill(order, { positionTicket: 5n });
		desk.fill(order, { positionTicket: 5n, orderTicket: 99n, type: 'SELL', entry: 'OUT', reason: 'SL', price: 109_000, profitMinor: -100 });
		expect(desk.positions.get(5n)).toMatchObject({ qty: 0, side: 'BUY', realisedMinor: -100 });
		expect(desk.order(order.orderId)).toMatchObject({ filledQty: 100, life: 'FILLED' });
		expect(desk.breaks()).toEqual([]);
	});

	it('in an instrument that nobody mapped move money and are a break', () => {
		const desk = new Desk();
		desk.fill(desk.place(), { orderId: 0, instrumentId: 99, profitMinor: 10 });
		expect(desk.account?.balanceMinor).toBe(10);
		expect(desk.breaks()).toEqual(['FOREIGN_DEAL', 'UNMAPPED_SYMBOL']);
	});
});
