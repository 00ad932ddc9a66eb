import { describe, expect, it } from 'vitest';
import { Desk, healthyAccount, RISK_OFFICER, ticketOf, venueOrderOf } from './support/desk.ts';

const removes = (desk: Desk) => desk.sends().filter(({ action }) => action === 'REMOVE');

describe('the kill switch', () => {
	it('cancels working entry orders with the next message, and denies new ones', () => {
		const desk = new Desk();
		const [buy, sell] = [desk.limit(), desk.limit({ side: 'SELL', price: 111_000 })];
		desk.accept(buy);
		desk.accept(sell);
		expect(desk.halt(true, RISK_OFFICER)).toEqual({ outcome: 'done' });
		expect(removes(desk).map(({ orderId, orderTicket }) => [orderId, orderTicket])).toEqual([
			[buy.orderId, ticketOf(buy)],
			[sell.orderId, ticketOf(sell)],
		]);
		expect(desk.order(buy.orderId)).toMatchObject({ life: 'ACCEPTED', pending: 'CANCEL_SENT', reservedQty: 100 });
		expect(desk.limit().denial?.code).toBe('HALTED');
	});

	it('leaves what reduces a netting position, asked for as that or not', () => {
		const desk = new Desk();
		desk.fill(desk.place({ qty: 300 }));
		const target = desk.limit({ side: 'SELL', price: 111_000, qty: 100, reduceOnly: true });
		const fits = desk.limit({ side: 'SELL', price: 111_500, qty: 200 });
		const adds = desk.limit();
		for (const order of [target, fits, adds]) desk.accept(order);
		desk.halt(true);
		expect(removes(desk).map(({ orderId }) => orderId)).toEqual([adds.orderId]);
		expect(desk.order(target.orderId)).toMatchObject({ life: 'ACCEPTED', pending: 'NONE' });
	});

	it('cancels what was to reduce a netting position that is gone: now it would open one', () => {
		const desk = new Desk();
		desk.fill(desk.place());
		const target = desk.limit({ side: 'SELL', price: 111_000, reduceOnly: true });
		desk.accept(target);
		desk.fill(desk.order(1_000_001), { type: 'SELL', entry: 'OUT', reason: 'SL', orderId: 0 });
		desk.halt(true);
		expect(removes(desk).map(({ orderId }) => orderId)).toEqual([target.orderId]);
	});

	it('leaves closes, stop losses and targets of a hedging account, and cancels its entries', () => {
		const desk = new Desk({ mode: 'HEDGING' });
		desk.fill(desk.place({ sl: 109_000, tp: 112_000 }), { positionTicket: 77n });
		desk.close({ positionTicket: 77n, qty: 40 });
		const entry = desk.limit({ side: 'SELL', price: 111_000 });
		desk.accept(entry);
		desk.halt(true);
		expect(removes(desk).map(({ orderId }) => orderId)).toEqual([entry.orderId]);
		expect(desk.close({ positionTicket: 77n })).toMatchObject({ order: { life: 'SUBMITTED', qty: 60 } });
		expect(removes(desk)).toHaveLength(1);
	});

	it('cancels an order of unknown fate as soon as the venue shows it', () => {
		const desk = new Desk();
		const order = desk.limit();
		desk.nowMs += 10_000;
		desk.apply({ kind: 'timer' });
		expect(desk.order(order.orderId).life).toBe('UNKNOWN');
		desk.halt(true);
		expect(removes(desk)).toEqual([]);
		desk.accept(order);
		expect(removes(desk)).toEqual([expect.objectContaining({ orderId: order.orderId, orderTicket: ticketOf(order) })]);
	});

	it('aimed at a dead line waits, and goes out with the reconciling snapshot before anything else', () => {
		const desk = new Desk();
		const order = desk.limit();
		desk.accept(order);
		desk.venue({ event: 'linkDown' });
		expect(desk.halt(true)).toEqual({ outcome: 'done' });
		expect(removes(desk)).toEqual([]);
		desk.venue({ event: 'linkUp' });
		expect(removes(desk)).toEqual([]);
		const outputs = desk.snapshot({ lastCommandEpoch: 1, lastCommandSeq: 1, orders: [venueOrderOf(order)] });
		expect(outputs.filter(({ kind }) => kind === 'send')).toEqual([
			expect.objectContaining({ send: expect.objectContaining({ action: 'REMOVE', commandSeq: 2, orderId: order.orderId }) }),
		]);
	});

	it('is asserted again after a reconnect in which its cancel was lost, and after a change of leader, even if trading was resumed', () => {
		const desk = new Desk();
		const order = desk.limit();
		desk.accept(order);
		desk.halt(true);
		desk.venue({ event: 'linkDown' });
		desk.halt(false);
		desk.apply({ kind: 'epoch', epoch: 2 });
		desk.venue({ event: 'linkUp' });
		desk.snapshot({ lastCommandEpoch: 1, lastCommandSeq: 1, orders: [venueOrderOf(order)] });
		expect(removes(desk).map(({ epoch, commandSeq }) => [epoch, commandSeq])).toEqual([
			[1, 2],
			[2, 1],
		]);
		desk.venue({ event: 'order', order: venueOrderOf(order, { state: 'CANCELED' }) });
		desk.venue({ event: 'linkUp' });
		desk.snapshot({ lastCommandEpoch: 2, lastCommandSeq: 1, orders: [venueOrderOf(order, { state: 'CANCELED' })] });
		expect(removes(desk)).toHaveLength(2);
	});

	it('asks again ten seconds after a refusal or a silence, and not before', () => {
		const desk = new Desk();
		const order = desk.limit();
		desk.accept(order);
		desk.halt(true);
		desk.venue({ event: 'result', orderId: order.orderId, epoch: 1, commandSeq: 2, retcode: 10029, orderTicket: 0n, dealTicket: 0n });
		expect(desk.order(order.orderId)).toMatchObject({ life: 'ACCEPTED', pending: 'NONE', retcode: 10029 });
		desk.nowMs += 9_999;
		desk.apply({ kind: 'timer' });
		expect(removes(desk)).toHaveLength(1);
		desk.nowMs += 1;
		desk.apply({ kind: 'timer' });
		expect(removes(desk)).toHaveLength(2);
		desk.nowMs += 10_000;
		desk.apply({ kind: 'timer' });
		expect(removes(desk)).toHaveLength(3);
	});

	it('waits for the trade server too', () => {
		const desk = new Desk();
		const order = desk.limit();
		desk.accept(order);
		const account = { ...healthyAccount, equityMinor: 0, marginFreeMinor: 0 };
		desk.venue({ event: 'account', account: { ...account, serverConnected: false } });
		desk.halt(true);
		expect(removes(desk)).toEqual([]);
		desk.venue({ event: 'account', account: { ...account, serverConnected: true } });
		expect(removes(desk)).toHaveLength(1);
	});

	it('sends no cancel for an order that is being cancelled already, or that the venue fills first', () => {
		const desk = new Desk();
		const [first, second] = [desk.limit(), desk.limit()];
		desk.accept(first);
		desk.accept(second);
		desk.cancel(first.orderId);
		desk.halt(true);
		desk.halt(true);
		expect(removes(desk).map(({ orderId }) => orderId)).toEqual([first.orderId, second.orderId]);
		desk.fill(second);
		desk.nowMs += 60_000;
		desk.apply({ kind: 'timer' });
		expect(removes(desk).map(({ orderId }) => orderId)).toEqual([first.orderId, second.orderId, first.orderId]);
		expect(desk.breaks()).toEqual([]);
	});
});
