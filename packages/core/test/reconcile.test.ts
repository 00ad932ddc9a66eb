import { describe, expect, it } from 'vitest';
import type { OrderView, VenuePosition } from '../src/index.ts';
import { Desk, dealOf, EURUSD, healthyAccount, plainSpec, ticketOf, venueOrderOf } from './support/desk.ts';

function cutAfter(desk: Desk): void {
	desk.venue({ event: 'linkDown' });
	desk.venue({ event: 'linkUp' });
}

const held = (position: Partial<VenuePosition>): VenuePosition => ({
	positionTicket: 5n,
	instrumentId: EURUSD,
	side: 'BUY',
	qty: 100,
	priceOpen: 110_005,
	sl: 0,
	tp: 0,
	swapMinor: 0,
	profitMinor: 0,
	venueAtMs: 5,
	...position,
});

const deposit = (order: OrderView, profitMinor: number) =>
	dealOf(order, { orderId: 0, type: 'BALANCE', reason: 'OTHER', instrumentId: 0, qty: 0, price: 0, positionTicket: 0n, profitMinor });
const someOrder = () => new Desk().place();

describe('a link cut in the middle of an order', () => {
	it('leaves it UNKNOWN with its exposure reserved, and the same client order id returns it', () => {
		const desk = new Desk();
		const order = desk.place({ clientOrderId: 'thesis' });
		desk.venue({ event: 'linkDown' });
		expect(desk.order(order.orderId)).toMatchObject({ life: 'UNKNOWN', pending: 'NEW_UNKNOWN', reservedQty: 100 });
		expect(desk.placeReply({ clientOrderId: 'thesis' })).toMatchObject({ duplicate: true, order: { life: 'UNKNOWN' } });
		expect(desk.sends()).toHaveLength(1);
	});

	it('after the frame arrived: the one fill is booked on reconnect', () => {
		const desk = new Desk();
		const order = desk.place();
		cutAfter(desk);
		const deal = dealOf(order, { positionTicket: 5n });
		const filled = venueOrderOf(order, { state: 'FILLED', leavesQty: 0 });
		desk.snapshot({ lastCommandEpoch: 1, lastCommandSeq: 1, deals: [deal], orders: [filled], positions: [held({})] });
		expect(desk.order(order.orderId)).toMatchObject({ life: 'FILLED', filledQty: 100, reservedQty: 0 });
		desk.snapshot({ lastCommandEpoch: 1, lastCommandSeq: 1, deals: [deal], orders: [filled], positions: [held({})] });
		expect(desk.outputs.filter(({ kind }) => kind === 'execution')).toHaveLength(1);
		expect(desk.breaks()).toEqual([]);
	});

	it('before the frame arrived: it becomes NOT_SENT, and its exposure is let go', () => {
		const desk = new Desk();
		const order = desk.place();
		cutAfter(desk);
		desk.snapshot({ lastCommandEpoch: 1, lastCommandSeq: 0 });
		expect(desk.order(order.orderId)).toMatchObject({ life: 'NOT_SENT', pending: 'NONE', reservedQty: 0 });
	});

	it('sent in an epoch that the terminal never saw: NOT_SENT', () => {
		const desk = new Desk();
		desk.apply({ kind: 'epoch', epoch: 7 });
		desk.connect();
		const order = desk.place();
		cutAfter(desk);
		desk.snapshot({ lastCommandEpoch: 1, lastCommandSeq: 500 });
		expect(desk.order(order.orderId).life).toBe('NOT_SENT');
	});

	it('received but without a trace: it stays UNKNOWN, snapshot after snapshot', () => {
		const desk = new Desk();
		const order = desk.place();
		for (let i = 0; i < 3; i++) {
			cutAfter(desk);
			desk.snapshot({ lastCommandEpoch: 1, lastCommandSeq: 1 });
		}
		expect(desk.order(order.orderId)).toMatchObject({ life: 'UNKNOWN', reservedQty: 100 });
	});

	it('a trace outweighs what the terminal forgot', () => {
		const desk = new Desk();
		const order = desk.limit();
		cutAfter(desk);
		desk.snapshot({ lastCommandEpoch: 0, lastCommandSeq: 0, orders: [venueOrderOf(order)] });
		expect(desk.order(order.orderId)).toMatchObject({ life: 'ACCEPTED', pending: 'NONE' });
	});

	it("the terminal's memory of a request that it could not pass on rejects it", () => {
		const desk = new Desk();
		const order = desk.place();
		cutAfter(desk);
		desk.snapshot({
			lastCommandEpoch: 1,
			lastCommandSeq: 1,
			requests: [{ orderId: order.orderId, epoch: 1, commandSeq: 1, sent: false, retcode: 10027 }],
		});
		expect(desk.order(order.orderId)).toMatchObject({ life: 'REJECTED', retcode: 10027 });
	});

	it("the terminal's memory of an older epoch says nothing about a request that has the same number in this one", () => {
		const desk = new Desk();
		const order = desk.limit();
		desk.accept(order);
		desk.apply({ kind: 'epoch', epoch: 2 });
		desk.connect();
		desk.snapshot({ orders: [venueOrderOf(order)] });
		desk.cancel(order.orderId);
		desk.venue({ event: 'linkUp' });
		const refusedBefore = { orderId: order.orderId, epoch: 1, commandSeq: 1, sent: true, retcode: 10029 };
		desk.snapshot({ lastCommandEpoch: 2, lastCommandSeq: 1, orders: [venueOrderOf(order)], requests: [refusedBefore] });
		expect(desk.order(order.orderId)).toMatchObject({ pending: 'CANCEL_UNKNOWN', retcode: 0 });
		desk.venue({ event: 'linkUp' });
		const refusedNow = { ...refusedBefore, epoch: 2 };
		desk.snapshot({ lastCommandEpoch: 2, lastCommandSeq: 1, orders: [venueOrderOf(order)], requests: [refusedNow] });
		expect(desk.order(order.orderId)).toMatchObject({ pending: 'NONE', retcode: 10029 });
	});

	it('a snapshot in the middle of a session says nothing about what is on its way', () => {
		const desk = new Desk();
		const order = desk.place();
		desk.snapshot({ lastCommandEpoch: 1, lastCommandSeq: 0 });
		expect(desk.order(order.orderId).life).toBe('SUBMITTED');
		desk.nowMs += 10_000;
		desk.apply({ kind: 'timer' });
		desk.snapshot({ lastCommandEpoch: 1, lastCommandSeq: 0 });
		expect(desk.order(order.orderId).life).toBe('UNKNOWN');
	});

	it('a resting order that is gone without a word becomes UNKNOWN, with a break', () => {
		const desk = new Desk();
		const order = desk.limit();
		desk.accept(order);
		cutAfter(desk);
		desk.snapshot({ lastCommandEpoch: 1, lastCommandSeq: 1 });
		expect(desk.order(order.orderId)).toMatchObject({ life: 'UNKNOWN', reservedQty: 100 });
		expect(desk.breaks()).toEqual(['CONTRADICTION']);
		desk.accept(order);
		expect(desk.order(order.orderId).life).toBe('ACCEPTED');
	});

	it('the venue shows an order that was proven not sent: a break, once', () => {
		const desk = new Desk();
		const order = desk.limit();
		cutAfter(desk);
		desk.snapshot({ lastCommandEpoch: 1, lastCommandSeq: 0 });
		desk.snapshot({ lastCommandEpoch: 1, lastCommandSeq: 0, orders: [venueOrderOf(order)] });
		desk.snapshot({ lastCommandEpoch: 1, lastCommandSeq: 0, orders: [venueOrderOf(order)] });
		expect(desk.order(order.orderId).life).toBe('NOT_SENT');
		expect(desk.breaks()).toEqual(['CONTRADICTION']);
	});
});

describe('a new leader', () => {
	it('knows nothing of what the last one sent, keeps what was accepted, and numbers anew', () => {
		const desk = new Desk();
		const resting = desk.limit();
		desk.accept(resting);
		const sent = desk.place();
		desk.apply({ kind: 'epoch', epoch: 2 });
		expect(desk.order(sent.orderId)).toMatchObject({ life: 'UNKNOWN', pending: 'NEW_UNKNOWN' });
		expect(desk.order(resting.orderId).life).toBe('ACCEPTED');
		expect(desk.account).toMatchObject({ link: false, reconciled: false });
		expect(desk.place().denial?.code).toBe('VENUE_LINK_DOWN');
		desk.venue({ event: 'linkUp' });
		desk.snapshot({ lastCommandEpoch: 1, lastCommandSeq: 1, orders: [venueOrderOf(resting)] });
		expect(desk.order(sent.orderId).life).toBe('NOT_SENT');
		desk.marks();
		desk.place();
		expect(desk.sends().at(-1)).toMatchObject({ epoch: 2, commandSeq: 1 });
	});

	it('takes no answer of the last one for its own: numbers are given out again', () => {
		const desk = new Desk();
		const resting = desk.limit();
		desk.apply({ kind: 'epoch', epoch: 2 });
		desk.venue({ event: 'linkUp' });
		desk.snapshot({ lastCommandEpoch: 1, lastCommandSeq: 1, orders: [venueOrderOf(resting)] });
		desk.marks();
		desk.cancel(resting.orderId);
		expect(desk.sends().at(-1)).toMatchObject({ action: 'REMOVE', epoch: 2, commandSeq: 1 });
		const answer = { event: 'result', orderId: resting.orderId, commandSeq: 1, orderTicket: 0n, dealTicket: 0n } as const;
		// The server's answer to the order of epoch 1 comes late: it is no answer to the cancel, which has the same number.
		desk.venue({ ...answer, epoch: 1, retcode: 10009 });
		expect(desk.order(resting.orderId)).toMatchObject({ life: 'ACCEPTED', pending: 'CANCEL_SENT' });
		desk.venue({ ...answer, epoch: 1, retcode: 10013 });
		expect(desk.order(resting.orderId)).toMatchObject({ life: 'ACCEPTED', pending: 'CANCEL_SENT' });
		desk.venue({ ...answer, epoch: 2, retcode: 10009 });
		expect(desk.order(resting.orderId).life).toBe('CANCELED');
	});

	it('of an old epoch is ignored', () => {
		const desk = new Desk();
		expect(desk.apply({ kind: 'epoch', epoch: 1 })).toEqual([]);
		expect(desk.apply({ kind: 'epoch', epoch: 0 })).toEqual([]);
	});
});

describe('the first snapshot of an account', () => {
	it('books the opening balance from its deposits', () => {
		const desk = new Desk({ ready: false });
		desk.venue({ event: 'linkUp' });
		desk.snapshot({ account: { ...healthyAccount, balanceMinor: 10_000_000 }, deals: [deposit(someOrder(), 10_000_000)] });
		expect(desk.account).toMatchObject({ balanceMinor: 10_000_000, realisedMinor: 0, reconciled: true });
		expect(desk.breaks()).toEqual([]);
	});

	it('adopts a balance that its deals do not explain, with a break', () => {
		const desk = new Desk({ ready: false });
		desk.venue({ event: 'linkUp' });
		desk.snapshot({ account: { ...healthyAccount, balanceMinor: 12_345 } });
		expect(desk.account?.balanceMinor).toBe(12_345);
		expect(desk.breaks()).toEqual(['BALANCE_MISMATCH']);
		desk.snapshot({});
		expect(desk.breaks()).toHaveLength(1);
	});

	it('adopts positions that were there before us, with a break, so that they can be closed', () => {
		const desk = new Desk({ ready: false });
		desk.venue({ event: 'linkUp' });
		desk.snapshot({ positions: [held({ side: 'SELL', sl: 111_000 })] });
		expect(desk.positions.get(5n)).toMatchObject({ side: 'SELL', qty: 100, openNotional: 100 * 110_005, sl: 111_000 });
		expect(desk.breaks()).toEqual(['POSITION_MISMATCH']);
		expect(desk.close({ positionTicket: 5n })).toMatchObject({ order: { side: 'BUY', qty: 100, life: 'SUBMITTED' } });
	});
});

describe('a later snapshot', () => {
	it('that differs in positions is a break as long as it differs, and ours stay as the deals made them', () => {
		const desk = new Desk();
		desk.fill(desk.place(), { positionTicket: 5n });
		desk.snapshot({ positions: [held({ qty: 90 })] });
		desk.snapshot({ positions: [] });
		desk.snapshot({ positions: [held({})] });
		expect(desk.positions.get(5n)?.qty).toBe(100);
		expect(desk.breaks()).toEqual(['POSITION_MISMATCH']);
	});

	it('that differs in balance is a break once per difference', () => {
		const desk = new Desk();
		const differing = { account: { ...healthyAccount, balanceMinor: 5 } };
		desk.snapshot(differing);
		desk.snapshot(differing);
		expect(desk.breaks()).toEqual(['BALANCE_MISMATCH']);
		desk.snapshot({});
		desk.snapshot(differing);
		expect(desk.breaks()).toHaveLength(2);
		expect(desk.account?.balanceMinor).toBe(0);
	});

	it('closes with a break what the venue ended in an earlier session and its deals do not explain', () => {
		const desk = new Desk();
		const order = desk.limit();
		desk.accept(order);
		desk.venue({ event: 'order', order: venueOrderOf(order, { state: 'CANCELED', leavesQty: 40 }) });
		expect(desk.order(order.orderId).life).toBe('ACCEPTED');
		cutAfter(desk);
		desk.snapshot({ lastCommandEpoch: 1, lastCommandSeq: 1 });
		expect(desk.order(order.orderId)).toMatchObject({ life: 'CANCELED', filledQty: 0 });
		expect(desk.breaks()).toEqual(['CONTRADICTION']);
	});

	it('of a terminal that outlived our books never takes an old order for a new one of the same number', () => {
		const desk = new Desk({ ready: false });
		const old = venueOrderOf({ ...someOrder(), orderId: 1_000_001 }, { state: 'FILLED', leavesQty: 0, ticket: 3n });
		desk.venue({ event: 'linkUp' });
		desk.snapshot({ orders: [old] });
		desk.venue({ event: 'spec', instrumentId: EURUSD, spec: plainSpec });
		desk.marks();
		const order = desk.limit();
		expect(order.orderId).toBe(1_000_001);
		cutAfter(desk);
		desk.snapshot({ lastCommandEpoch: 1, lastCommandSeq: 1, orders: [old] });
		expect(desk.order(order.orderId)).toMatchObject({ life: 'UNKNOWN', venueOrderTicket: 0n });
	});

	it('shows a manual order of a stranger once, and ours under another magic as a break', () => {
		const desk = new Desk();
		const order = desk.limit();
		desk.snapshot({ orders: [{ ...venueOrderOf(order), orderId: 0 }] });
		desk.snapshot({ orders: [{ ...venueOrderOf(order), orderId: 0 }] });
		expect(desk.breaks()).toEqual(['FOREIGN_ORDER']);
		desk.snapshot({ orders: [{ ...venueOrderOf(order), orderId: 5_000_000, ticket: ticketOf(order) }] });
		expect(desk.breaks()).toEqual(['FOREIGN_ORDER', 'CONTRADICTION']);
	});
});
