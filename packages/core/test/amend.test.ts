import { describe, expect, it } from 'vitest';
import type { OrderView } from '../src/index.ts';
import { Desk, healthyAccount, plainSpec, ticketOf, venueOrderOf } from './support/desk.ts';

const refused = (code: string) => expect.objectContaining({ outcome: 'refused', code });
const denied = (code: string) => expect.objectContaining({ outcome: 'order', amendDenial: expect.objectContaining({ code }) });

function working(terms: Parameters<Desk['limit']>[0] = {}, desk = new Desk()): { readonly desk: Desk; readonly order: OrderView } {
	const order = desk.limit(terms);
	desk.accept(order);
	return { desk, order: desk.order(order.orderId) };
}

const answer = (desk: Desk, { orderId }: OrderView, retcode: number) =>
	desk.venue({ event: 'result', orderId, epoch: 1, commandSeq: 2, retcode, orderTicket: 0n, dealTicket: 0n });

describe('amending', () => {
	it('asks the venue for the new terms, and shows them once it has said yes', () => {
		const { desk, order } = working({ sl: 108_000, tp: 112_000 });
		expect(desk.amend(order.orderId, { price: 109_200, sl: 0 })).toMatchObject({ price: 109_000, sl: 108_000, pending: 'REPLACE_SENT' });
		const terms = { price: 109_200, sl: 0, tp: 112_000, qty: 100 };
		expect(desk.sends()[1]).toMatchObject({ action: 'MODIFY', orderTicket: ticketOf(order), commandSeq: 2, ...terms });
		answer(desk, order, 10009);
		expect(desk.order(order.orderId)).toMatchObject({ price: 109_200, sl: null, tp: 112_000, pending: 'NONE', life: 'ACCEPTED' });
	});

	it('that the venue refuses leaves the old terms', () => {
		const { desk, order } = working();
		desk.amend(order.orderId, { price: 109_200 });
		answer(desk, order, 10015);
		expect(desk.order(order.orderId)).toMatchObject({ price: 109_000, pending: 'NONE', retcode: 10015, life: 'ACCEPTED' });
	});

	it('is answered again under its id and sends nothing again, a denial too', () => {
		const { desk, order } = working();
		desk.amend(order.orderId, { amendId: 'x', price: 109_200 });
		expect(desk.amendReply(order.orderId, { amendId: 'x', price: 109_200 })).toMatchObject({
			duplicate: true,
			order: { pending: 'REPLACE_SENT' },
		});
		answer(desk, order, 10009);
		expect(desk.amendReply(order.orderId, { amendId: 'x', price: 109_200 })).toMatchObject({ duplicate: true, order: { price: 109_200 } });
		expect(desk.amendReply(order.orderId, { amendId: 'x', price: 109_300 })).toEqual(refused('AMEND_ID_REUSED'));
		expect(desk.amendReply(order.orderId, { amendId: 'y', price: 1 })).toEqual(denied('PRICE_COLLAR'));
		expect(desk.amendReply(order.orderId, { amendId: 'y', price: 1 })).toMatchObject({
			duplicate: true,
			amendDenial: { code: 'PRICE_COLLAR' },
		});
		expect(desk.sends()).toHaveLength(2);
	});

	it('that changes nothing sends nothing', () => {
		const { desk, order } = working();
		expect(desk.amend(order.orderId, { price: 109_000 })).toMatchObject({ pending: 'NONE' });
		expect(desk.sends()).toHaveLength(1);
	});

	it('can change no quantity, since MetaTrader can not, and says so', () => {
		const { desk, order } = working();
		for (const qty of [50, 150])
			expect(desk.amendReply(order.orderId, { qty })).toMatchObject({ amendDenial: { code: 'QTY_NOT_AMENDABLE', value: qty, limit: 100 } });
		expect(desk.sends()).toHaveLength(1);
		expect(desk.order(order.orderId)).toMatchObject({ qty: 100, reservedQty: 100, life: 'ACCEPTED', pending: 'NONE' });
	});

	it('is judged by the checks of a new order', () => {
		const { desk, order } = working();
		expect(desk.amendReply(order.orderId, { sl: 109_500 })).toEqual(denied('STOPS_INVALID'));
		expect(desk.amendReply(order.orderId, { price: 100_000 })).toEqual(denied('PRICE_COLLAR'));
		desk.nowMs += 10_001;
		expect(desk.amendReply(order.orderId, { price: 109_200 })).toEqual(denied('MARK_STALE'));
		desk.marks();
		desk.reconfigure({ limits: { maxOrderQtyLots: null } });
		expect(desk.amendReply(order.orderId, { price: 109_200 })).toEqual(denied('LIMIT_MISSING'));
		desk.venue({ event: 'linkDown' });
		expect(desk.amendReply(order.orderId, { price: 109_200 })).toEqual(denied('VENUE_LINK_DOWN'));
		expect(desk.order(order.orderId)).toMatchObject({ life: 'ACCEPTED', price: 109_000, reservedQty: 100 });
	});

	it('takes the place of its old self: a full position, the last open order and all the margin do not deny it', () => {
		const { desk, order } = working({ qty: 100 }, new Desk({ limits: { maxNetLots: 1, maxOpenOrders: 1, marginReserveBps: 0 } }));
		const marginMinor = 100_000; // 1 lot of EUR at 1:100
		desk.venue({ event: 'account', account: { ...healthyAccount, marginFreeMinor: marginMinor } });
		expect(desk.amend(order.orderId, { price: 109_200 })).toMatchObject({ pending: 'REPLACE_SENT', reservedQty: 100 });
		expect(desk.limit().denial?.code).toBe('MAX_OPEN_ORDERS');
	});

	it('reserves the worse of both terms while it is unanswered, and the better only once that is certain', () => {
		const desk = new Desk({ limits: { marginReserveBps: 0, priceCollarBps: 5_000 } });
		desk.venue({ event: 'spec', instrumentId: 1, spec: { ...plainSpec, calcMode: 'CFD', marginCurrency: 'USD' } });
		const { order } = working({ price: 60_000 }, desk);
		const room = () => desk.engine.preview(desk.terms({ type: 'LIMIT', tif: 'GTC', price: 60_000, qty: 1 }), desk.nowMs).marginMinor ?? 0;
		const reserved = () => desk.engine.memory().tenants.get(1)?.accounts.get(1)?.reservedMarginMinor ?? 0;
		const before = reserved();
		expect(before).toBeGreaterThan(room() * 90);
		desk.amend(order.orderId, { price: 90_000 });
		const both = reserved();
		expect(both).toBeGreaterThanOrEqual(Math.floor(before * 1.5) - 1);
		desk.venue({ event: 'linkDown' });
		expect(desk.order(order.orderId)).toMatchObject({ pending: 'REPLACE_UNKNOWN', price: 60_000 });
		expect(reserved()).toBe(both);
		answer(desk, order, 10015);
		expect(reserved()).toBe(before);
	});

	it('is refused, each with its own words', () => {
		const desk = new Desk();
		const market = desk.place();
		expect(desk.amendReply(market.orderId, { price: 1 })).toEqual(refused('NOT_AMENDABLE'));
		const limit = desk.limit();
		expect(desk.amendReply(limit.orderId, { price: 109_100 })).toEqual(refused('NOT_READY'));
		desk.accept(limit);
		expect(desk.amendReply(limit.orderId, { amendId: 'a b' })).toEqual(refused('INVALID_REQUEST'));
		expect(desk.amendReply(limit.orderId, { price: 1.5 })).toEqual(refused('INVALID_REQUEST'));
		expect(desk.amendReply(1_000_099, { price: 1 })).toEqual(refused('UNKNOWN_ORDER'));
		desk.amend(limit.orderId, { price: 109_100 });
		expect(desk.amendReply(limit.orderId, { price: 109_200 })).toEqual(refused('NOT_AMENDABLE'));
		desk.fill(limit);
		expect(desk.amendReply(limit.orderId, { price: 109_200 })).toEqual(refused('NOT_AMENDABLE'));
	});

	it('is denied during a halt, and refused for an order that the halt takes back', () => {
		const { desk, order } = working();
		desk.halt(true);
		desk.venue({ event: 'result', orderId: order.orderId, epoch: 1, commandSeq: 2, retcode: 10029, orderTicket: 0n, dealTicket: 0n });
		expect(desk.amendReply(order.orderId, { price: 109_200 })).toEqual(refused('NOT_AMENDABLE'));
		expect(desk.sends().filter(({ action }) => action === 'MODIFY')).toEqual([]);
	});
});

describe('an amend of unknown fate', () => {
	function unanswered() {
		const { desk, order } = working();
		desk.amend(order.orderId, { price: 109_200 });
		desk.nowMs += 10_000;
		desk.apply({ kind: 'timer' });
		desk.marks();
		expect(desk.order(order.orderId)).toMatchObject({ life: 'ACCEPTED', pending: 'REPLACE_UNKNOWN', price: 109_000 });
		return { desk, order };
	}
	const back = (desk: Desk, snapshot: Parameters<Desk['snapshot']>[0]) => {
		desk.venue({ event: 'linkUp' });
		desk.snapshot({ lastCommandEpoch: 1, lastCommandSeq: 2, ...snapshot });
	};

	it('is settled by the answer that comes at last', () => {
		const { desk, order } = unanswered();
		answer(desk, order, 10009);
		expect(desk.order(order.orderId)).toMatchObject({ pending: 'NONE', price: 109_200 });
	});

	it('is in force where the venue shows the new terms, live or in a snapshot', () => {
		for (const isLive of [true, false]) {
			const { desk, order } = unanswered();
			const shown = venueOrderOf(order, { price: 109_200 });
			if (isLive) desk.venue({ event: 'order', order: shown });
			else back(desk, { orders: [shown] });
			expect(desk.order(order.orderId)).toMatchObject({ pending: 'NONE', price: 109_200 });
		}
	});

	it('did not happen where the terminal never got it', () => {
		const { desk, order } = unanswered();
		back(desk, { lastCommandSeq: 1, orders: [venueOrderOf(order)] });
		expect(desk.order(order.orderId)).toMatchObject({ pending: 'NONE', price: 109_000 });
	});

	it('did not happen where the terminal remembers that the server refused it', () => {
		const { desk, order } = unanswered();
		back(desk, {
			orders: [venueOrderOf(order)],
			requests: [{ orderId: order.orderId, epoch: 1, commandSeq: 2, sent: true, retcode: 10015 }],
		});
		expect(desk.order(order.orderId)).toMatchObject({ pending: 'NONE', price: 109_000, retcode: 10015 });
	});

	it('stays unknown where it arrived and the old terms are shown, until no server would still do it', () => {
		const { desk, order } = unanswered();
		back(desk, { orders: [venueOrderOf(order)] });
		expect(desk.order(order.orderId)).toMatchObject({ pending: 'REPLACE_UNKNOWN', price: 109_000 });
		expect(desk.amendReply(order.orderId, { price: 109_300 })).toEqual(refused('NOT_AMENDABLE'));
		desk.nowMs += 170_000;
		back(desk, { orders: [venueOrderOf(order)] });
		expect(desk.order(order.orderId)).toMatchObject({ pending: 'NONE', price: 109_000 });
	});

	it('lets the order be cancelled, and is still in doubt where that is refused', () => {
		const { desk, order } = unanswered();
		expect(desk.cancel(order.orderId)).toMatchObject({ order: { pending: 'CANCEL_SENT' } });
		desk.venue({ event: 'result', orderId: order.orderId, epoch: 1, commandSeq: 3, retcode: 10029, orderTicket: 0n, dealTicket: 0n });
		expect(desk.order(order.orderId)).toMatchObject({ pending: 'REPLACE_UNKNOWN' });
		answer(desk, order, 10009);
		expect(desk.order(order.orderId)).toMatchObject({ pending: 'NONE', price: 109_200 });
	});

	it('ends with the order', () => {
		const { desk, order } = unanswered();
		desk.fill(order);
		answer(desk, order, 10009);
		expect(desk.order(order.orderId)).toMatchObject({ life: 'FILLED', pending: 'NONE', price: 109_000, reservedQty: 0 });
		expect(desk.breaks()).toEqual([]);
	});
});
