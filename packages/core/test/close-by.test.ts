import { describe, expect, it } from 'vitest';
import type { OrderView, Side, VenueDeal, VenueOrder } from '../src/index.ts';
import { dealsOf } from '../src/state/deals.ts';
import { Desk, EURUSD, healthyAccount, orderOf, RISK_OFFICER, ticketOf, USDJPY, venueOrderOf } from './support/desk.ts';

const refused = (code: string) => expect.objectContaining({ outcome: 'refused', code });

/** A hedging desk with the long 1 of 10 lots and the short 2 of 4. */
function locked() {
	const desk = new Desk({ mode: 'HEDGING' });
	const open = (side: Side, qty: number) => {
		const order = desk.place({ side, qty });
		desk.fill(order);
		return 700n + BigInt(order.orderId);
	};
	return { desk, long: open('BUY', 1_000), short: open('SELL', 400), open };
}

const order = (desk: Desk, positionTicket: bigint, positionByTicket: bigint) => orderOf(desk.closeBy({ positionTicket, positionByTicket }));

/** What a venue says of a close-by: nothing of ours is on it. */
const shown = (ours: OrderView, news: Partial<VenueOrder> = {}): VenueOrder => ({
	...venueOrderOf(ours, { orderId: 0, ticket: 50n, state: 'FILLED', leavesQty: 0 }),
	positionByTicket: ours.positionByTicket,
	...news,
});
function legs(ours: OrderView, deal: Partial<VenueDeal> = {}): readonly [VenueDeal, VenueDeal] {
	const { instrumentId, positionTicket, positionByTicket, side, qty } = ours;
	const costs = { commissionMinor: -1, swapMinor: 0, feeMinor: 0 };
	const both = {
		orderId: 0,
		orderTicket: 50n,
		instrumentId,
		entry: 'OUT_BY',
		reason: 'EXPERT',
		qty,
		price: 110_005,
		...costs,
		venueAtMs: 9,
	} as const;
	return [
		{ ...both, ticket: 51n, positionTicket, type: side, profitMinor: 12, ...deal },
		{
			...both,
			ticket: 52n,
			positionTicket: positionByTicket,
			type: side === 'BUY' ? 'SELL' : 'BUY',
			profitMinor: 0,
			...deal,
			...(deal.ticket === undefined ? {} : { ticket: deal.ticket + 1n }),
		},
	];
}
const tell = (desk: Desk, deals: readonly VenueDeal[]) => deals.map((deal) => desk.venue({ event: 'deal', deal }));
const account = (desk: Desk) => {
	const found = desk.engine.memory().tenants.get(1)?.accounts.get(1);
	if (found === undefined) throw new Error('no account');
	return found;
};

describe('closing two positions by each other', () => {
	it('asks the venue for both tickets, and for as much as the smaller holds', () => {
		const { desk, long, short } = locked();
		expect(order(desk, long, short)).toMatchObject({
			life: 'SUBMITTED',
			side: 'SELL',
			qty: 400,
			positionTicket: long,
			positionByTicket: short,
		});
		expect(desk.sends().at(-1)).toMatchObject({
			action: 'CLOSE_BY',
			positionTicket: long,
			positionByTicket: short,
			qty: 400,
			orderTicket: 0n,
		});
	});

	it('books the pair of deals to both positions and fills the order once, though neither carries its number', () => {
		const { desk, long, short } = locked();
		const { orderId } = order(desk, long, short);
		tell(desk, legs(desk.order(orderId)));
		expect(desk.order(orderId)).toMatchObject({ life: 'FILLED', filledQty: 400, reservedQty: 0, pending: 'NONE', venueOrderTicket: 50n });
		expect(desk.positions.get(long)).toMatchObject({ side: 'BUY', qty: 600, realisedMinor: 12 });
		expect(desk.positions.get(short)).toMatchObject({ qty: 0 });
		expect(desk.account?.balanceMinor).toBe(10);
		const booked = desk.outputs.flatMap((output) =>
			output.kind === 'execution' && output.execution.entry === 'OUT_BY' ? [output.execution] : [],
		);
		expect(booked.map((execution) => [execution.orderId, execution.late])).toEqual([
			[orderId, false],
			[orderId, false],
		]);
		expect(desk.breaks()).toEqual([]);
	});

	it('shows neither position as changed before both deals are here, in whatever order they come', () => {
		const { desk, long, short } = locked();
		const ours = order(desk, long, short);
		const [first, second] = legs(ours);
		tell(desk, [second, second]);
		expect(desk.positions.get(short)).toMatchObject({ qty: 400 });
		expect(desk.order(ours.orderId)).toMatchObject({ life: 'SUBMITTED', reservedQty: 400 });
		tell(desk, [first, second]);
		expect(desk.order(ours.orderId)).toMatchObject({ life: 'FILLED' });
		expect(desk.breaks()).toEqual([]);
	});

	it('ends with what was left where a position had become smaller by then', () => {
		const { desk, long, short } = locked();
		const ours = order(desk, long, short);
		desk.venue({ event: 'order', order: shown(ours, { qty: 300 }) });
		expect(desk.order(ours.orderId)).toMatchObject({ life: 'ACCEPTED', venueOrderTicket: 50n });
		tell(desk, legs(ours, { qty: 300 }));
		expect(desk.order(ours.orderId)).toMatchObject({ life: 'CANCELED', filledQty: 300, reservedQty: 0 });
	});

	it('keeps both quantities from being closed twice until it has ended, and the net position as it is', () => {
		const { desk, long, short } = locked();
		const before = structuredClone(account(desk).exposures.get(EURUSD));
		const ours = order(desk, long, short);
		expect(account(desk).exposures.get(EURUSD)).toEqual(before);
		const denied = (value: number, limit: number) => ({ order: { denial: { code: 'CLOSE_EXCEEDS_POSITION', value, limit } } });
		expect(desk.close({ positionTicket: short })).toMatchObject(denied(400, 0));
		expect(desk.close({ positionTicket: long, qty: 601 })).toMatchObject(denied(601, 600));
		expect(desk.close({ positionTicket: long, qty: 600 })).toMatchObject({ order: { life: 'SUBMITTED' } });
		expect(desk.closeBy({ positionTicket: short, positionByTicket: long })).toMatchObject(denied(400, 0));
		desk.venue({ event: 'result', orderId: ours.orderId, epoch: 1, commandSeq: 3, retcode: 10036, orderTicket: 0n, dealTicket: 0n });
		expect(desk.order(ours.orderId)).toMatchObject({ life: 'REJECTED', retcode: 10036, reservedQty: 0 });
		expect(desk.close({ positionTicket: short })).toMatchObject({ order: { life: 'SUBMITTED' } });
		expect(account(desk).openCloseBys.size).toBe(0);
	});

	it('is not trapped by a halt, a stale mark, a missing limit or a lack of margin, and needs no right to trade', () => {
		const { desk, long, short } = locked();
		desk.halt(true);
		desk.nowMs += 1_000_000;
		desk.reconfigure({
			config: { active: false },
			limits: { maxMarkAgeMs: null, marginReserveBps: null, maxOpenOrders: 0, ordersPerSecond: 0, ordersBurst: 0 },
		});
		desk.venue({ event: 'account', account: { ...healthyAccount, marginFreeMinor: -5 } });
		expect(desk.closeBy({ positionTicket: long, positionByTicket: short, principalId: RISK_OFFICER })).toMatchObject({
			order: { life: 'SUBMITTED' },
		});
	});

	it('that cannot reach the venue is denied', () => {
		const { desk, long, short } = locked();
		desk.venue({ event: 'linkDown' });
		expect(desk.closeBy({ positionTicket: long, positionByTicket: short })).toMatchObject({
			order: { denial: { code: 'VENUE_LINK_DOWN' } },
		});
	});

	it('is answered again under its client order id', () => {
		const { desk, long, short } = locked();
		const pair = { positionTicket: long, positionByTicket: short, clientOrderId: 'x' };
		const first = orderOf(desk.closeBy(pair));
		expect(desk.closeBy(pair)).toMatchObject({ duplicate: true, order: { orderId: first.orderId } });
		expect(desk.closeBy({ ...pair, positionTicket: short, positionByTicket: long })).toEqual(refused('CLIENT_ORDER_ID_REUSED'));
		expect(desk.sends().filter(({ action }) => action === 'CLOSE_BY')).toHaveLength(1);
	});

	it('is refused, each with its own words', () => {
		const { desk, long, short, open } = locked();
		expect(desk.closeBy({ positionTicket: long, positionByTicket: 1n })).toEqual(refused('UNKNOWN_POSITION'));
		expect(desk.closeBy({ positionTicket: long, positionByTicket: short, instrumentId: USDJPY })).toEqual(refused('UNKNOWN_POSITION'));
		expect(desk.closeBy({ positionTicket: long, positionByTicket: long })).toEqual(refused('INVALID_REQUEST'));
		expect(desk.closeBy({ positionTicket: long, positionByTicket: open('BUY', 5) })).toEqual(refused('INVALID_REQUEST'));
		expect(desk.closeBy({ positionTicket: long, positionByTicket: short, clientOrderId: 'a b' })).toEqual(refused('INVALID_REQUEST'));
		expect(new Desk().closeBy({ positionTicket: 1n, positionByTicket: 2n })).toEqual(refused('INVALID_REQUEST'));
		expect(desk.sends().filter(({ action }) => action === 'CLOSE_BY')).toEqual([]);
	});

	it('waits for an order that still adds to one of the positions', () => {
		const { desk, long } = locked();
		const growing = desk.limit({ side: 'SELL', price: 111_000, qty: 400 });
		const positionTicket = ticketOf(growing);
		desk.fill(growing, { qty: 100, positionTicket });
		expect(desk.closeBy({ positionTicket: long, positionByTicket: positionTicket })).toEqual(refused('NOT_READY'));
		desk.fill(growing, { qty: 300, positionTicket });
		expect(desk.closeBy({ positionTicket: long, positionByTicket: positionTicket })).toMatchObject({
			order: { qty: 400, life: 'SUBMITTED' },
		});
	});
});

describe('a close-by of unknown fate', () => {
	function cut() {
		const { desk, long, short } = locked();
		const ours = order(desk, long, short);
		desk.venue({ event: 'linkDown' });
		expect(desk.order(ours.orderId)).toMatchObject({ life: 'UNKNOWN', reservedQty: 400 });
		const held = (qty: number) =>
			[
				{ positionTicket: long, side: 'BUY' as const, qty: 1_000 - qty },
				...(qty === 400 ? [] : [{ positionTicket: short, side: 'SELL' as const, qty: 400 - qty }]),
			].map((position) => ({
				...position,
				instrumentId: EURUSD,
				priceOpen: 110_005,
				sl: 0,
				tp: 0,
				swapMinor: 0,
				profitMinor: 0,
				venueAtMs: 5,
			}));
		const back = (parts: Parameters<Desk['snapshot']>[0], qty: number) => {
			desk.venue({ event: 'linkUp' });
			const booked = dealsOf(desk.state.deals, { account: account(desk) });
			const deals = [...booked, ...(parts.deals ?? [])];
			const balanceMinor = deals.reduce((sum, deal) => sum + deal.profitMinor + deal.commissionMinor, 0);
			desk.snapshot({
				account: { ...healthyAccount, balanceMinor },
				lastCommandEpoch: 1,
				lastCommandSeq: 3,
				positions: held(qty),
				...parts,
				deals,
			});
		};
		return { desk, ours, back };
	}

	it('is filled by the deals that a complete picture holds', () => {
		const { desk, ours, back } = cut();
		back({ orders: [shown(ours)], deals: legs(ours) }, 400);
		expect(desk.order(ours.orderId)).toMatchObject({ life: 'FILLED', filledQty: 400, reservedQty: 0 });
		expect(desk.breaks()).toEqual([]);
	});

	it('was not sent where the terminal never got it', () => {
		const { desk, ours, back } = cut();
		back({ lastCommandSeq: 2 }, 0);
		expect(desk.order(ours.orderId)).toMatchObject({ life: 'NOT_SENT', reservedQty: 0 });
	});

	it('stays unknown, both quantities reserved, where the terminal got it and nothing shows what became of it', () => {
		const { desk, ours, back } = cut();
		back({}, 0);
		expect(desk.order(ours.orderId)).toMatchObject({ life: 'UNKNOWN', reservedQty: 400 });
		expect(desk.close({ positionTicket: ours.positionByTicket })).toMatchObject({ order: { denial: { code: 'CLOSE_EXCEEDS_POSITION' } } });
		tell(desk, legs(ours));
		expect(desk.order(ours.orderId)).toMatchObject({ life: 'FILLED' });
	});

	it('is rejected where the terminal remembers that the server refused it', () => {
		const { desk, ours, back } = cut();
		back({ requests: [{ orderId: ours.orderId, epoch: 1, commandSeq: 3, sent: true, retcode: 10036 }] }, 0);
		expect(desk.order(ours.orderId)).toMatchObject({ life: 'REJECTED', retcode: 10036 });
	});
});

describe('deals of a close-by that is not ours', () => {
	it('are booked to their positions and reported, and leave a close-by of other positions alone', () => {
		const { desk, long, short, open } = locked();
		const ours = order(desk, long, short);
		const other = open('SELL', 100);
		const [first, second] = legs({ ...ours, positionByTicket: other, qty: 100 }, { orderTicket: 90n, ticket: 91n });
		tell(desk, [first, second]);
		expect(desk.positions.get(other)).toMatchObject({ qty: 0 });
		expect(desk.positions.get(long)).toMatchObject({ qty: 900 });
		expect(desk.order(ours.orderId)).toMatchObject({ life: 'SUBMITTED', filledQty: 0 });
		expect(desk.breaks()).toEqual(['FOREIGN_DEAL', 'FOREIGN_DEAL']);
	});

	it('never fill the order whose number they carry from the position', () => {
		const { desk, long, short } = locked();
		const [opened] = [...desk.orders.values()];
		tell(
			desk,
			legs(
				{ ...desk.order(opened?.orderId ?? 0), side: 'SELL', qty: 100, positionTicket: long, positionByTicket: short },
				{ orderId: opened?.orderId ?? 0 },
			),
		);
		expect(desk.order(opened?.orderId ?? 0)).toMatchObject({ filledQty: 1_000 });
		expect(desk.breaks()).toEqual(['FOREIGN_DEAL', 'FOREIGN_DEAL']);
	});

	it('are booked alone, and reported, where a complete picture does not hold the other half', () => {
		const { desk, long, short } = locked();
		const ours = order(desk, long, short);
		const [first] = legs(ours);
		tell(desk, [first]);
		expect(desk.positions.get(long)).toMatchObject({ qty: 1_000 });
		desk.snapshot({});
		expect(desk.positions.get(long)).toMatchObject({ qty: 600 });
		expect(desk.breaks()).toContain('FOREIGN_DEAL');
	});
});
