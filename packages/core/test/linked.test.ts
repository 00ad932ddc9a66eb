import { describe, expect, it } from 'vitest';
import type { Contingency, OrderView } from '../src/index.ts';
import { Desk, EURUSD, envelope, plainSpec, RISK_OFFICER, ticketOf, USDJPY, venueOrderOf } from './support/desk.ts';

type Terms = NonNullable<Parameters<Desk['terms']>[0]>;
const gtc = { tif: 'GTC' } as const;
/** Buy above the market, sell below it: whichever comes first. */
const breakout: readonly Terms[] = [
	{ ...gtc, type: 'STOP', price: 110_100 },
	{ ...gtc, type: 'STOP', side: 'SELL', price: 109_900, qty: 60 },
];

function placed(desk: Desk, contingency: Contingency, orders: readonly Terms[]): readonly OrderView[] {
	const reply = desk.placeGroup(contingency, orders);
	if (reply.outcome !== 'orders') throw new Error(JSON.stringify(reply));
	return reply.orders;
}

const lives = (desk: Desk, orders: readonly OrderView[]) => orders.map(({ orderId }) => desk.order(orderId).life);
const removed = (desk: Desk) => desk.sends().flatMap(({ action, orderId }) => (action === 'REMOVE' ? [orderId] : []));
const canceled = (desk: Desk, order: OrderView) =>
	desk.venue({ event: 'order', order: venueOrderOf(order, { ticket: ticketOf(order), state: 'CANCELED' }) });
const working = (desk: Desk) => {
	const exposure = desk.state.tenants.get(1)?.accounts.get(1)?.exposures.get(EURUSD);
	return [exposure?.workingBuyQty ?? 0, exposure?.workingSellQty ?? 0];
};

describe('orders that cancel each other', () => {
	it('both work at the venue, and any fill of one takes the other back', () => {
		const desk = new Desk();
		const [buy, sell] = placed(desk, 'OCO', breakout) as [OrderView, OrderView];
		expect([buy, sell]).toMatchObject([
			{ life: 'SUBMITTED', ocoId: buy.orderId, parentOrderId: 0, emulated: ['LINK'] },
			{ life: 'SUBMITTED', ocoId: buy.orderId, parentOrderId: 0, emulated: ['LINK'] },
		]);
		desk.accept(buy);
		desk.accept(sell);
		desk.fill(buy, { qty: 10 });
		expect(removed(desk)).toEqual([sell.orderId]);
		canceled(desk, sell);
		desk.fill(buy, { qty: 90 });
		expect(lives(desk, [buy, sell])).toEqual(['FILLED', 'CANCELED']);
		expect(desk.state.tenants.get(1)?.accounts.get(1)?.ocos.size).toBe(0);
	});

	it('take the other back also after the line was down when the fill came, once', () => {
		const desk = new Desk();
		const [buy, sell] = placed(desk, 'OCO', breakout) as [OrderView, OrderView];
		desk.accept(buy);
		desk.accept(sell);
		desk.venue({ event: 'account', account: { ...desk_account, serverConnected: false } });
		desk.fill(buy);
		expect(removed(desk)).toEqual([]);
		desk.venue({ event: 'account', account: desk_account });
		expect(removed(desk)).toEqual([sell.orderId]);
	});

	it('leave the other alone where one ends without a fill', () => {
		const desk = new Desk();
		const [buy, sell] = placed(desk, 'OCO', breakout) as [OrderView, OrderView];
		desk.accept(sell);
		desk.venue({ event: 'order', order: venueOrderOf(buy, { state: 'REJECTED' }) });
		expect(removed(desk)).toEqual([]);
		expect(desk.order(sell.orderId)).toMatchObject({ life: 'ACCEPTED' });
	});

	it('book both where both filled before the venue could take one back', () => {
		const desk = new Desk();
		const [buy, sell] = placed(desk, 'OCO', breakout) as [OrderView, OrderView];
		desk.fill(buy);
		desk.fill(sell);
		expect(lives(desk, [buy, sell])).toEqual(['FILLED', 'FILLED']);
	});

	it('reserve the worst of them, not all', () => {
		const desk = new Desk();
		const same = [{ ...gtc, type: 'LIMIT', price: 109_000, qty: 40 } as const, { ...gtc, type: 'STOP', price: 110_100, qty: 100 } as const];
		const [limit, stop] = placed(desk, 'OCO', same) as [OrderView, OrderView];
		expect([desk.order(limit.orderId).reservedQty, desk.order(stop.orderId).reservedQty]).toEqual([40, 60]);
		expect(working(desk)).toEqual([100, 0]);
		desk.accept(limit);
		desk.cancel(limit.orderId);
		canceled(desk, limit);
		expect(working(desk), 'the other now reserves all of its own').toEqual([100, 0]);
		const both = new Desk();
		placed(both, 'OCO', breakout);
		expect(working(both), 'each side for itself').toEqual([100, 60]);
		expect(both.state.tenants.get(1)?.accounts.get(1)?.reservedMarginMinor).toBe(100_000);
	});

	it('are judged each for itself, and denied together', () => {
		const desk = new Desk({ limits: { maxNetLots: 1 } });
		const two = [{ ...gtc, type: 'LIMIT', price: 109_000 } as const, { ...gtc, type: 'STOP', price: 110_100 } as const];
		expect(lives(desk, placed(desk, 'OCO', two)), 'one lot at most comes of two').toEqual(['SUBMITTED', 'SUBMITTED']);
		const other = new Desk();
		const orders = placed(other, 'OCO', [breakout[0] ?? {}, { ...breakout[1], price: 110_500 }]);
		expect(orders.map(({ life, denial }) => [life, denial?.code])).toEqual([
			['DENIED', 'GROUP_DENIED'],
			['DENIED', 'PRICE_WRONG_SIDE'],
		]);
		expect(other.sends()).toEqual([]);
	});

	it('are asked for once: the same group again is the same orders, another under the same ids is refused', () => {
		const desk = new Desk();
		const legs = breakout.map((terms, i) => ({ ...terms, clientOrderId: `leg${i}` }));
		const first = placed(desk, 'OCO', legs);
		expect(desk.placeGroup('OCO', legs)).toMatchObject({
			outcome: 'orders',
			duplicate: true,
			orders: [{ orderId: first[0]?.orderId }, {}],
		});
		expect(desk.placeGroup('OTO', legs)).toMatchObject({ code: 'CLIENT_ORDER_ID_REUSED' });
		expect(desk.placeReply({ clientOrderId: 'leg0' })).toMatchObject({ code: 'CLIENT_ORDER_ID_REUSED' });
		expect(desk.sends()).toHaveLength(2);
	});

	it.each([
		['alone', 'OCO', breakout.slice(0, 1)],
		['five', 'OCO', [...breakout, ...breakout, ...breakout].slice(0, 5)],
		['in two instruments', 'OCO', [breakout[0] ?? {}, { ...breakout[1], instrumentId: USDJPY }]],
		['under one id', 'OTO', breakout.map((terms) => ({ ...terms, clientOrderId: 'x' }))],
		['with a broken number', 'OTO', [breakout[0] ?? {}, { ...breakout[1], qty: 0.5 }]],
		['two for one that sets off alternatives', 'OTOCO', breakout],
	] as const)('are refused %s', (_name, contingency, orders) => {
		const desk = new Desk();
		expect(desk.placeGroup(contingency, orders)).toMatchObject({ outcome: 'refused', code: 'INVALID_REQUEST' });
		expect(desk.orders.size).toBe(0);
	});

	it('that need a second person are held together and go together', () => {
		const desk = new Desk({ limits: { approvalNotionalMinor: 8_000_000 } });
		desk.reconfigure({ config: { users: desk.config.users.map((user) => ({ ...user, mayApprove: true })) } });
		const orders = placed(desk, 'OCO', breakout);
		expect(lives(desk, orders)).toEqual(['HELD', 'HELD']);
		const by = { tenantId: 1, accountId: 1, envelope: { ...envelope, principalId: RISK_OFFICER } };
		desk.apply({ kind: 'decide', ...by, orderId: orders[1]?.orderId ?? 0, approved: true });
		expect(lives(desk, orders)).toEqual(['SUBMITTED', 'SUBMITTED']);
	});
});

const desk_account = {
	...{ balanceMinor: 0, creditMinor: 0, equityMinor: 100_000_000, marginMinor: 0, marginFreeMinor: 100_000_000 },
	...{ stopOutMode: null, marginCall: 0, stopOut: 0, serverConnected: true, tradeAllowed: true },
};

describe('an order that another sets off', () => {
	const entry = { ...gtc, type: 'LIMIT', price: 109_500 } as const;
	const exit = { ...gtc, type: 'LIMIT', side: 'SELL', price: 110_500, reduceOnly: true } as const;

	it('waits, reserves nothing, and goes to the venue once the first is filled', () => {
		const desk = new Desk();
		const [first, then] = placed(desk, 'OTO', [entry, exit]) as [OrderView, OrderView];
		expect(then).toMatchObject({
			life: 'ACCEPTED',
			waitsFor: 'PARENT',
			parentOrderId: first.orderId,
			reservedQty: 0,
			emulated: ['LINK', 'REDUCE_ONLY'],
		});
		desk.fill(first, { qty: 99 });
		expect(desk.order(then.orderId).waitsFor).toBe('PARENT');
		desk.fill(first, { qty: 1 });
		expect(desk.order(then.orderId)).toMatchObject({ life: 'SUBMITTED', waitsFor: null, reservedQty: 100 });
		desk.accept(then);
		expect(desk.order(then.orderId).life).toBe('ACCEPTED');
		expect(desk.amend(then.orderId, { price: 110_600 }).pending).toBe('REPLACE_SENT');
	});

	it('waits on for its own price then', () => {
		const desk = new Desk();
		const trailing = { ...gtc, type: 'TRAILING_STOP', side: 'SELL', trail: { by: 'PRICE', distance: 50 }, reduceOnly: true } as const;
		const [first, then] = placed(desk, 'OTO', [entry, trailing]) as [OrderView, OrderView];
		desk.mark(EURUSD, { bid: 109_000, ask: 109_010 });
		desk.fill(first);
		expect(desk.order(then.orderId)).toMatchObject({ life: 'ACCEPTED', waitsFor: 'PRICE' });
		desk.mark(EURUSD, { bid: 109_200, ask: 109_210 });
		desk.mark(EURUSD, { bid: 109_150, ask: 109_160 });
		expect(desk.order(then.orderId)).toMatchObject({ life: 'SUBMITTED', price: 109_150 });
	});

	it('is judged in full when its turn comes', () => {
		const desk = new Desk();
		const [first, then] = placed(desk, 'OTO', [entry, { ...entry, price: 109_400 }]) as [OrderView, OrderView];
		desk.reconfigure({ limits: { maxNetLots: 1 } });
		desk.fill(first);
		expect(desk.order(then.orderId)).toMatchObject({ life: 'DENIED', denial: { code: 'MAX_NET_POSITION' } });
	});

	it.each([
		['is cancelled', (desk: Desk, first: OrderView) => void canceled(desk, first)],
		[
			'is rejected',
			(desk: Desk, first: OrderView) => void desk.venue({ event: 'order', order: venueOrderOf(first, { state: 'REJECTED' }) }),
		],
		['is killed', (desk: Desk, first: OrderView) => (desk.accept(first), desk.halt(true), void canceled(desk, first))],
	])('ends with the first where that %s', (_name, end) => {
		const desk = new Desk();
		const [first, then] = placed(desk, 'OTO', [entry, exit]) as [OrderView, OrderView];
		end(desk, first);
		expect(desk.order(then.orderId).life).toBe('CANCELED');
	});

	it('may be one of several that cancel each other', () => {
		const desk = new Desk();
		const stop = { ...gtc, type: 'STOP', side: 'SELL', price: 109_000, reduceOnly: true } as const;
		const orders = placed(desk, 'OTOCO', [entry, exit, stop]);
		const [first, target, loss] = orders as [OrderView, OrderView, OrderView];
		desk.fill(first);
		expect(lives(desk, orders)).toEqual(['FILLED', 'SUBMITTED', 'SUBMITTED']);
		expect(working(desk), 'one of them closes what was opened').toEqual([0, 100]);
		desk.accept(target);
		desk.accept(loss);
		desk.fill(target, { type: 'SELL', entry: 'OUT' });
		expect(removed(desk)).toEqual([loss.orderId]);
	});
});

describe('an order with a bracket of its own that others wait for', () => {
	it('sets them off once it is filled, and keeps its exits', () => {
		const desk = new Desk();
		const entry = { bracket: true, sl: 109_000, tp: 111_000, qty: 40 };
		const later = { ...gtc, type: 'LIMIT', side: 'SELL', price: 110_900, qty: 20 } as const;
		const [first, child] = placed(desk, 'OTO', [entry, later]) as [OrderView, OrderView];
		desk.fill(first);
		expect(lives(desk, [first, child])).toEqual(['FILLED', 'SUBMITTED']);
		expect([...desk.orders.values()].map(({ clientOrderId, life }) => [clientOrderId.slice(-3), life]).slice(2)).toEqual([
			['.SL', 'SUBMITTED'],
			['.TP', 'SUBMITTED'],
		]);
		desk.fill(child);
		const exits = [...desk.orders.values()].slice(2);
		for (const exit of exits) desk.accept(exit);
		expect(exits.map(({ orderId }) => desk.order(orderId).reservedQty)).toEqual([40, 0]);
	});

	it('ends them where it ends without a fill', () => {
		const desk = new Desk();
		const entry = { ...gtc, type: 'LIMIT', price: 109_000, bracket: true, sl: 108_000, qty: 40 } as const;
		const [first, child] = placed(desk, 'OTO', [entry, { side: 'SELL', qty: 20 }]) as [OrderView, OrderView];
		desk.accept(first);
		canceled(desk, first);
		expect(lives(desk, [first, child])).toEqual(['CANCELED', 'CANCELED']);
		expect(desk.state.tenants.get(1)?.accounts.get(1)?.children.size).toBe(0);
	});
});

describe('a bracket on a netting account', () => {
	const bracket = { bracket: true, sl: 109_000, tp: 111_000 } as const;
	const exitsOf = (desk: Desk, entry: OrderView) =>
		[...desk.orders.values()].filter(({ parentOrderId }) => parentOrderId === entry.orderId);
	const live = (desk: Desk, entry: OrderView) =>
		exitsOf(desk, entry)
			.filter(({ life }) => life === 'SUBMITTED' || life === 'ACCEPTED')
			.map(({ type, qty, price }) => `${type} ${qty} at ${price}`);
	/** The venue shows every exit that is on its way. */
	const acceptAll = (desk: Desk, entry: OrderView) => {
		for (const exit of exitsOf(desk, entry)) if (exit.life === 'SUBMITTED') desk.accept(exit);
	};

	it('sends no stop loss and no target with the entry, and protects each fill by orders at the venue', () => {
		const desk = new Desk();
		const entry = desk.place(bracket);
		expect(entry).toMatchObject({ bracket: true, emulated: ['LINK'], sl: 109_000, tp: 111_000 });
		expect(desk.sends()[0]).toMatchObject({ sl: 0, tp: 0 });
		desk.fill(entry, { qty: 30 });
		expect(live(desk, entry)).toEqual(['STOP 30 at 109000', 'LIMIT 30 at 111000']);
		desk.fill(entry, { qty: 70 });
		expect(live(desk, entry)).toEqual(['STOP 30 at 109000', 'LIMIT 30 at 111000', 'STOP 70 at 109000', 'LIMIT 70 at 111000']);
		expect(exitsOf(desk, entry)[0]).toMatchObject({
			side: 'SELL',
			reduceOnly: true,
			emulated: ['LINK', 'REDUCE_ONLY'],
			clientOrderId: expect.stringMatching(/^#/),
		});
		expect(working(desk), 'stop or target, not both').toEqual([0, 100]);
	});

	it('takes the target back when the stop closed the position, and the other way round', () => {
		for (const which of [0, 1]) {
			const desk = new Desk();
			const entry = desk.place(bracket);
			desk.fill(entry);
			acceptAll(desk, entry);
			const exits = exitsOf(desk, entry) as [OrderView, OrderView];
			desk.fill(exits[which] ?? exits[0], { type: 'SELL', entry: 'OUT' });
			expect(removed(desk)).toEqual([exits[1 - which]?.orderId]);
			canceled(desk, exits[1 - which] ?? exits[0]);
			expect(live(desk, entry)).toEqual([]);
			expect(desk.state.tenants.get(1)?.accounts.get(1)?.brackets.size).toBe(0);
		}
	});

	it('fits the stop to what a partly filled target left, one after the other', () => {
		const desk = new Desk();
		const entry = desk.place(bracket);
		desk.fill(entry);
		acceptAll(desk, entry);
		const [stop, target] = exitsOf(desk, entry) as [OrderView, OrderView];
		desk.fill(target, { type: 'SELL', entry: 'OUT', qty: 60 });
		expect(removed(desk)).toEqual([stop.orderId]);
		canceled(desk, stop);
		expect(live(desk, entry)).toEqual(['LIMIT 100 at 111000', 'STOP 40 at 109000']);
	});

	it('stands in nobody’s way out, and fits itself to what a close left', () => {
		const desk = new Desk();
		const entry = desk.place(bracket);
		desk.fill(entry);
		acceptAll(desk, entry);
		const close = desk.close({ qty: 60 });
		expect(close).toMatchObject({ order: { life: 'SUBMITTED', qty: 60 } });
		desk.fill(desk.order(entry.orderId + 3), { type: 'SELL', entry: 'OUT' });
		const [stop, target] = exitsOf(desk, entry) as [OrderView, OrderView];
		expect(removed(desk)).toEqual([stop.orderId, target.orderId]);
		canceled(desk, stop);
		canceled(desk, target);
		expect(live(desk, entry)).toEqual(['STOP 40 at 109000', 'LIMIT 40 at 111000']);
	});

	it('of each entry is its own: what one closes leaves the other protected', () => {
		const desk = new Desk();
		const [first, second] = [desk.place(bracket), desk.place({ ...bracket, sl: 108_500, qty: 50 })];
		desk.fill(first);
		desk.fill(second);
		for (const entry of [first, second]) acceptAll(desk, entry);
		const [stop] = exitsOf(desk, first) as [OrderView];
		desk.fill(stop, { type: 'SELL', entry: 'OUT' });
		expect(live(desk, second)).toEqual(['STOP 50 at 108500', 'LIMIT 50 at 111000']);
	});

	it('watches the price itself where the venue refuses an exit, and calls a person where that fails too', () => {
		const desk = new Desk();
		const entry = desk.place(bracket);
		desk.fill(entry);
		const [stop] = exitsOf(desk, entry) as [OrderView];
		desk.venue({ event: 'result', orderId: stop.orderId, epoch: 1, commandSeq: 2, retcode: 10015, orderTicket: 0n, dealTicket: 0n });
		expect(exitsOf(desk, entry).at(-1)).toMatchObject({
			type: 'STOP',
			life: 'ACCEPTED',
			waitsFor: 'PRICE',
			emulated: ['TRIGGER', 'LINK', 'REDUCE_ONLY'],
		});
		desk.mark(EURUSD, { bid: 108_900, ask: 108_910 });
		expect(desk.sends().at(-1)).toMatchObject({ action: 'DEAL', side: 'SELL', qty: 100 });
		const { commandSeq = 0, orderId = 0 } = desk.sends().at(-1) ?? {};
		desk.venue({ event: 'result', orderId, epoch: 1, commandSeq, retcode: 10018, orderTicket: 0n, dealTicket: 0n });
		expect(live(desk, entry).filter((exit) => exit.startsWith('STOP'))).toEqual([]);
		expect(desk.breaks()).toEqual(['EXIT_REFUSED', 'EXIT_REFUSED']);
	});

	it('loses an exit that the client cancels, and places no other for it', () => {
		const desk = new Desk();
		const entry = desk.place(bracket);
		desk.fill(entry);
		acceptAll(desk, entry);
		const [stop] = exitsOf(desk, entry) as [OrderView];
		desk.cancel(stop.orderId);
		canceled(desk, stop);
		expect(live(desk, entry)).toEqual(['LIMIT 100 at 111000']);
		expect(desk.order(entry.orderId)).toMatchObject({ sl: null, tp: 111_000 });
	});

	it('learns of a fill while the line was down, and protects it with the picture that tells of it', () => {
		const desk = new Desk();
		const entry = desk.limit({ ...bracket, sl: 108_000 });
		desk.accept(entry);
		desk.venue({ event: 'linkDown' });
		desk.venue({ event: 'linkUp' });
		const deal = { ...dealFor(desk, entry) };
		desk.snapshot({
			...{ lastCommandEpoch: 1, lastCommandSeq: 1, deals: [deal], orders: [venueOrderOf(entry, { state: 'FILLED', leavesQty: 0 })] },
			positions: [
				{
					positionTicket: deal.positionTicket,
					instrumentId: EURUSD,
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
		expect(live(desk, entry)).toEqual(['STOP 100 at 108000', 'LIMIT 100 at 111000']);
	});

	it('stays when a halt takes entries back, and when its user is gone', () => {
		const desk = new Desk();
		const entry = desk.place(bracket);
		desk.fill(entry, { qty: 50 });
		acceptAll(desk, entry);
		desk.halt(true);
		expect(removed(desk)).toEqual([]);
		desk.reconfigure({ config: { users: [] } });
		desk.fill(entry, { qty: 50 });
		expect(live(desk, entry)).toHaveLength(4);
	});

	it('takes new stops while the entry works, without a word to the venue', () => {
		const desk = new Desk();
		const entry = desk.limit({ bracket: true, sl: 108_000 });
		desk.accept(entry);
		expect(desk.amend(entry.orderId, { sl: 108_500 })).toMatchObject({ sl: 108_500, pending: 'NONE' });
		desk.fill(entry);
		expect(live(desk, entry)).toEqual(['STOP 100 at 108500']);
	});

	it('is denied without stop or target, and where the order would only reduce', () => {
		const desk = new Desk();
		expect(desk.place({ bracket: true }).denial?.code).toBe('BRACKET_NOT_ALLOWED');
		desk.fill(desk.place());
		expect(desk.place({ side: 'SELL', qty: 50, bracket: true, sl: 112_000 }).denial?.code).toBe('BRACKET_NOT_ALLOWED');
	});

	it('on a hedging account is the venue’s own', () => {
		const desk = new Desk({ mode: 'HEDGING' });
		expect(desk.place(bracket)).toMatchObject({ bracket: true, emulated: [] });
		expect(desk.sends()[0]).toMatchObject({ sl: 109_000, tp: 111_000 });
	});

	function dealFor(desk: Desk, entry: OrderView) {
		const other = new Desk();
		const outputs = other.fill(other.limit({ clientOrderId: entry.clientOrderId, bracket: true, sl: 108_000 }));
		const execution = outputs.flatMap((output) => (output.kind === 'execution' ? [output.execution] : []))[0];
		if (execution === undefined) throw new Error('no deal');
		const { tenantId: _, accountId: __, late: ___, bookedAtMs: ____, ...deal } = execution;
		return { ...deal, ticket: deal.ticket + 1n, orderId: desk.order(entry.orderId).orderId };
	}
});

it('a resting order that may only reduce is taken back when less is held than it would close', () => {
	const desk = new Desk();
	desk.fill(desk.place());
	const stop = desk.place({ ...gtc, type: 'STOP', side: 'SELL', price: 109_000, qty: 100, reduceOnly: true });
	expect(stop.emulated).toEqual(['REDUCE_ONLY']);
	desk.accept(stop);
	desk.fill(desk.order(1_000_001), { orderId: 0, type: 'SELL', entry: 'OUT', reason: 'CLIENT', qty: 40 });
	expect(removed(desk)).toEqual([stop.orderId]);
	desk.venue({ event: 'spec', instrumentId: EURUSD, spec: plainSpec });
});
