import { describe, expect, it } from 'vitest';
import { createEngine, type OrderView } from '../src/index.ts';
import { Desk, EURUSD, healthyAccount, plainSpec, TRADER, ticketOf, venueOrderOf } from './support/desk.ts';

type Terms = Parameters<Desk['place']>[0];
const gtc = { tif: 'GTC' } as const;

/** A quote whose bid is ten points below its ask. */
const quote = (desk: Desk, ask: number) => desk.mark(EURUSD, { bid: ask - 10, ask });
const opened = (desk: Desk) => desk.sends().filter(({ action }) => action === 'DEAL' || action === 'PENDING');
/** Every life that the order was shown in. */
const livesOf = (desk: Desk, { orderId }: OrderView): string[] =>
	desk.outputs.flatMap((output) => (output.kind === 'order' && output.order.orderId === orderId ? [output.order.life] : []));

describe('an order that waits for its price here', () => {
	const cases: readonly [string, Terms, { readonly before: number; readonly at: number }][] = [
		['a buy if touched: on a falling ask', { type: 'MARKET_IF_TOUCHED', price: 109_900 }, { before: 109_901, at: 109_900 }],
		['a sale if touched: on a rising bid', { type: 'MARKET_IF_TOUCHED', side: 'SELL', price: 110_100 }, { before: 110_109, at: 110_110 }],
		[
			'a buy stop trailing: on a rising ask',
			{ type: 'TRAILING_STOP', trail: { by: 'PRICE', distance: 50 } },
			{ before: 110_059, at: 110_060 },
		],
		[
			'a sell stop trailing: on a falling bid',
			{ type: 'TRAILING_STOP', side: 'SELL', trail: { by: 'PRICE', distance: 50 } },
			{ before: 109_961, at: 109_960 },
		],
	];
	it.each(cases)('%s it becomes a market order, shown as triggered on the way', (_name, terms, { before, at }) => {
		const desk = new Desk();
		const order = desk.place({ ...gtc, ...terms });
		expect(order).toMatchObject({ life: 'ACCEPTED', emulated: ['TRIGGER'], waitsFor: 'PRICE', reservedQty: 100 });
		quote(desk, before);
		expect(opened(desk)).toEqual([]);
		quote(desk, at);
		expect(opened(desk)).toEqual([
			expect.objectContaining({ orderId: order.orderId, action: 'DEAL', type: 'MARKET', side: order.side, qty: 100, price: 0 }),
		]);
		expect(livesOf(desk, order)).toEqual(['ACCEPTED', 'TRIGGERED', 'SUBMITTED']);
		desk.fill(order);
		quote(desk, at);
		expect(desk.order(order.orderId)).toMatchObject({ life: 'FILLED', reservedQty: 0, waitsFor: null, emulated: ['TRIGGER'] });
		expect(opened(desk)).toHaveLength(1);
		expect(desk.breaks()).toEqual([]);
	});

	it.each([10024, 10018])(
		'a stop that closes a position, set off and then refused (%i), is told as a break: nobody may believe that it protects',
		(retcode) => {
			const desk = new Desk({ mode: 'HEDGING' });
			desk.fill(desk.place(), { positionTicket: 5n });
			const stop = desk.place({ ...gtc, type: 'STOP', side: 'SELL', price: 109_900, positionTicket: 5n, reduceOnly: true });
			const entry = desk.place({ ...gtc, type: 'MARKET_IF_TOUCHED', price: 109_900 });
			quote(desk, 109_900);
			for (const { orderId, epoch, commandSeq } of desk.sends().slice(-2))
				desk.venue({ event: 'result', orderId, epoch, commandSeq, retcode, orderTicket: 0n, dealTicket: 0n });
			for (const { orderId } of [stop, entry]) expect(desk.order(orderId)).toMatchObject({ life: 'REJECTED', retcode });
			// The entry protected nothing, and its client hears that it is over.
			expect(desk.outputs.filter(({ kind }) => kind === 'break')).toMatchObject([{ code: 'EXIT_REFUSED', orderId: stop.orderId }]);
			expect(desk.breaks()).toEqual(['EXIT_REFUSED']);
		},
	);

	it('what a client sends itself to close, and is refused, is an answer and no break', () => {
		const desk = new Desk({ mode: 'HEDGING' });
		desk.fill(desk.place(), { positionTicket: 5n });
		desk.place({ side: 'SELL', positionTicket: 5n, reduceOnly: true });
		const { orderId = 0, epoch = 0, commandSeq = 0 } = desk.sends().at(-1) ?? {};
		desk.venue({ event: 'result', orderId, epoch, commandSeq, retcode: 10024, orderTicket: 0n, dealTicket: 0n });
		expect(desk.order(orderId)).toMatchObject({ life: 'REJECTED' });
		expect(desk.breaks()).toEqual([]);
	});

	it('a limit if touched becomes a limit order at its limit, and waits while that could not rest', () => {
		const desk = new Desk();
		const order = desk.place({ ...gtc, type: 'LIMIT_IF_TOUCHED', price: 109_900, limitPrice: 109_850 });
		quote(desk, 109_840);
		expect(desk.order(order.orderId)).toMatchObject({ life: 'TRIGGERED', waitsFor: 'PRICE' });
		expect(opened(desk), 'the market has gone through the limit').toEqual([]);
		quote(desk, 109_851);
		expect(opened(desk)).toEqual([expect.objectContaining({ action: 'PENDING', type: 'LIMIT', price: 109_850, limitPrice: 0 })]);
		desk.venue({ event: 'order', order: venueOrderOf(order, { price: 109_850 }) });
		expect(desk.order(order.orderId)).toMatchObject({ life: 'TRIGGERED', pending: 'NONE', waitsFor: null });
		expect(desk.amendReply(order.orderId, { limitPrice: 109_800 })).toMatchObject({ outcome: 'refused', code: 'NOT_AMENDABLE' });
		expect(desk.cancel(order.orderId)).toMatchObject({ order: { pending: 'CANCEL_SENT' } });
	});

	it('a venue’s own stop stays with the venue; where it has none, and on a hedging position, the engine watches it', () => {
		const desk = new Desk();
		const stop = { ...gtc, type: 'STOP', price: 110_100 } as const;
		expect(desk.place(stop)).toMatchObject({ life: 'SUBMITTED', emulated: [] });
		desk.venue({ event: 'spec', instrumentId: EURUSD, spec: { ...plainSpec, orderTypes: ['MARKET', 'LIMIT'], stopsLevel: 1_000 } });
		expect(desk.place(stop), 'the venue’s distance is not for what it does not see').toMatchObject({
			life: 'ACCEPTED',
			emulated: ['TRIGGER'],
		});
		const limited = { ...stop, type: 'STOP_LIMIT', limitPrice: 110_090 } as const;
		expect(desk.place(limited)).toMatchObject({ life: 'ACCEPTED', emulated: ['TRIGGER'] });

		const hedging = new Desk({ mode: 'HEDGING' });
		hedging.fill(hedging.place(), { positionTicket: 5n });
		const close = { ...gtc, type: 'STOP', side: 'SELL', price: 109_900, positionTicket: 5n, reduceOnly: true } as const;
		expect(hedging.place(close)).toMatchObject({ life: 'ACCEPTED', emulated: ['TRIGGER'], reservedQty: 0 });
		quote(hedging, 109_910);
		expect(hedging.sends().at(-1)).toMatchObject({ action: 'DEAL', side: 'SELL', positionTicket: 5n });
	});

	it('passes every check again when its price is reached, and is denied then if it fails one', () => {
		const desk = new Desk();
		const order = desk.place({ ...gtc, type: 'MARKET_IF_TOUCHED', price: 109_900 });
		desk.reconfigure({ limits: { maxOrderQtyLots: 0 } });
		quote(desk, 109_900);
		expect(desk.order(order.orderId)).toMatchObject({ life: 'DENIED', denial: { code: 'MAX_ORDER_QTY' }, reservedQty: 0 });
		expect(opened(desk)).toEqual([]);
	});

	it('waits on while the venue can’t hear, and goes with the first quote after that', () => {
		const desk = new Desk();
		const order = desk.place({ ...gtc, type: 'MARKET_IF_TOUCHED', price: 109_900 });
		desk.venue({ event: 'account', account: { ...healthyAccount, serverConnected: false } });
		quote(desk, 109_800);
		expect(desk.order(order.orderId).life).toBe('ACCEPTED');
		desk.venue({ event: 'account', account: healthyAccount });
		quote(desk, 109_890);
		expect(desk.order(order.orderId).life).toBe('SUBMITTED');
	});

	it('survives a restart with where its stop stood, is not sent by it, and is no break to the venue’s picture', () => {
		const desk = new Desk();
		const order = desk.place({ ...gtc, type: 'TRAILING_STOP', side: 'SELL', trail: { by: 'BPS', distance: 10 } });
		quote(desk, 111_010);
		const stop = desk.order(order.orderId).price ?? 0;
		desk.nowMs += 1_000;
		quote(desk, 111_010);
		const again = createEngine(structuredClone(desk.engine.memory()));
		const outputs = again.apply({ kind: 'epoch', epoch: 2 }, desk.nowMs);
		expect(outputs.filter(({ kind }) => kind === 'send' || kind === 'order')).toEqual([]);
		desk.apply({ kind: 'epoch', epoch: 2 });
		desk.venue({ event: 'linkUp' });
		desk.snapshot({});
		expect(desk.order(order.orderId)).toMatchObject({ life: 'ACCEPTED', waitsFor: 'PRICE' });
		expect(desk.breaks()).toEqual([]);
		desk.mark(EURUSD, { bid: 110_889, ask: 110_899 });
		expect(stop).toBe(109_890);
		expect(desk.order(order.orderId)).toMatchObject({ life: 'SUBMITTED', price: 110_889 });
	});

	it('is told of to whoever conflates quotes', () => {
		const desk = new Desk();
		const at = { tenantId: 1, accountId: 1, instrumentId: EURUSD };
		expect(desk.engine.watches(at)).toBe(false);
		const order = desk.place({ ...gtc, type: 'MARKET_IF_TOUCHED', price: 109_900 });
		expect([desk.engine.watches(at), desk.engine.watches({ ...at, instrumentId: 2 }), desk.engine.watches({ ...at, tenantId: 2 })]).toEqual(
			[...[true, false, false]],
		);
		desk.cancel(order.orderId);
		expect(desk.engine.watches(at)).toBe(false);
	});
});

describe('a trailing stop', () => {
	it.each([
		['PRICE', 50, 109_950],
		['POINTS', 50, 109_950],
		['BPS', 10, 109_890],
	] as const)('by %s follows the market up and never goes back', (trailBy, trailDistance, first) => {
		const desk = new Desk();
		const order = desk.place({ ...gtc, type: 'TRAILING_STOP', side: 'SELL', trail: { by: trailBy, distance: trailDistance } });
		expect(order.price).toBe(first);
		desk.nowMs += 1_000;
		desk.mark(EURUSD, { bid: 110_100, ask: 110_110 });
		const higher = desk.order(order.orderId).price ?? 0;
		expect(higher).toBeGreaterThan(first);
		desk.nowMs += 1_000;
		desk.mark(EURUSD, { bid: 110_060, ask: 110_070 });
		expect(desk.order(order.orderId)).toMatchObject({ price: higher, life: 'ACCEPTED' });
	});

	it('takes a stop loss beyond where it would trade now, and none on the wrong side of that', () => {
		const desk = new Desk();
		const trailing = { ...gtc, type: 'TRAILING_STOP', side: 'SELL', trail: { by: 'PRICE', distance: 50 } } as const;
		const first = desk.place(trailing).price ?? 0;
		expect(desk.place({ ...trailing, sl: first + 100 })).toMatchObject({ life: 'ACCEPTED', sl: first + 100, denial: null });
		expect(desk.place({ ...trailing, sl: first - 1 })).toMatchObject({ life: 'DENIED', denial: { code: 'STOPS_INVALID' } });
	});

	it('is amended where it stands: quantity and stop loss change, the stop goes on following', () => {
		const desk = new Desk();
		const order = desk.place({ ...gtc, type: 'TRAILING_STOP', side: 'SELL', trail: { by: 'PRICE', distance: 50 } });
		const sl = (order.price ?? 0) + 200;
		desk.amend(order.orderId, { qty: 50, sl });
		expect(desk.order(order.orderId)).toMatchObject({ life: 'ACCEPTED', qty: 50, sl, price: order.price });
		desk.nowMs += 1_000;
		desk.mark(EURUSD, { bid: 110_100, ask: 110_110 });
		expect(desk.order(order.orderId)).toMatchObject({ qty: 50, sl, price: 110_050 });
	});

	it('counts the venue’s points where that quotes fewer digits', () => {
		const desk = new Desk();
		desk.venue({ event: 'spec', instrumentId: EURUSD, spec: { ...plainSpec, digits: 4, tickSize: 10 } });
		expect(desk.place({ ...gtc, type: 'TRAILING_STOP', side: 'SELL', trail: { by: 'POINTS', distance: 5 } }).price).toBe(109_950);
	});

	it('shows where it stands once a second at most', () => {
		const desk = new Desk();
		const order = desk.place({ ...gtc, type: 'TRAILING_STOP', side: 'SELL', trail: { by: 'PRICE', distance: 50 } });
		const shown = () => livesOf(desk, order).length;
		const before = shown();
		for (let i = 1; i <= 20; i++) {
			desk.nowMs += 100;
			quote(desk, 110_010 + i);
		}
		expect(shown() - before).toBe(2);
	});

	it('that protects is cut to what is left, and cancelled where nothing is', () => {
		const trailing = { ...gtc, type: 'TRAILING_STOP', side: 'SELL', trail: { by: 'PRICE', distance: 50 }, reduceOnly: true } as const;
		const desk = new Desk();
		desk.fill(desk.place());
		const order = desk.place(trailing);
		expect(order.reservedQty, 'it stands in nobody’s way out').toBe(0);
		expect(desk.close({ qty: 60 })).toMatchObject({ order: { life: 'SUBMITTED' } });
		desk.fill(desk.order(order.orderId + 1), { type: 'SELL', entry: 'OUT' });
		quote(desk, 109_900);
		expect(desk.sends().at(-1)).toMatchObject({ orderId: order.orderId, action: 'DEAL', qty: 40 });

		const flat = new Desk();
		flat.fill(flat.place());
		const idle = flat.place(trailing);
		flat.fill(flat.place({ side: 'SELL' }), { entry: 'OUT' });
		quote(flat, 109_900);
		expect(flat.order(idle.orderId).life).toBe('CANCELED');
		expect(opened(flat)).toHaveLength(2);
	});

	it('goes on protecting when its user is gone', () => {
		const desk = new Desk();
		desk.fill(desk.place());
		const order = desk.place({ ...gtc, type: 'TRAILING_STOP', side: 'SELL', trail: { by: 'PRICE', distance: 50 }, reduceOnly: true });
		desk.reconfigure({ config: { users: [{ userId: TRADER, active: false, mayTrade: true, mayHalt: true }] } });
		quote(desk, 109_900);
		expect(desk.order(order.orderId).life).toBe('SUBMITTED');
	});
});

describe('an order that the engine holds', () => {
	const waiting = (desk: Desk) => desk.place({ ...gtc, type: 'MARKET_IF_TOUCHED', price: 109_900 });

	it('is cancelled at once, line or no line', () => {
		const desk = new Desk();
		const order = waiting(desk);
		desk.venue({ event: 'linkDown' });
		expect(desk.cancel(order.orderId, 3)).toMatchObject({ code: 'NOT_ALLOWED' });
		expect(desk.cancel(order.orderId)).toMatchObject({ order: { life: 'CANCELED', reservedQty: 0 } });
		expect(desk.sends()).toEqual([]);
	});

	it('is cancelled together with all others', () => {
		const desk = new Desk();
		const order = waiting(desk);
		expect(desk.cancelAll()).toMatchObject({ outcome: 'canceling', sent: 1, notReady: 0 });
		expect(desk.order(order.orderId).life).toBe('CANCELED');
	});

	it('takes new terms at once, quantity too, after the same checks', () => {
		const desk = new Desk();
		const order = waiting(desk);
		expect(desk.amend(order.orderId, { price: 109_800, qty: 150 })).toMatchObject({
			price: 109_800,
			qty: 150,
			reservedQty: 150,
			pending: 'NONE',
		});
		expect(desk.amendReply(order.orderId, { price: 110_500 })).toMatchObject({ amendDenial: { code: 'PRICE_WRONG_SIDE' } });
		quote(desk, 109_850);
		expect(opened(desk)).toEqual([]);
		quote(desk, 109_800);
		expect(opened(desk)).toMatchObject([{ qty: 150 }]);
		const trailing = desk.place({ ...gtc, type: 'TRAILING_STOP', side: 'SELL', trail: { by: 'PRICE', distance: 50 } });
		expect(desk.amendReply(trailing.orderId, { price: 109_000 })).toMatchObject({ amendDenial: { code: 'PRICE_NOT_ALLOWED' } });
		expect(desk.amend(trailing.orderId, { qty: 50 })).toMatchObject({ qty: 50 });
	});

	it('is taken back by a halt where it would open, and stays where it protects', () => {
		const desk = new Desk();
		desk.fill(desk.place());
		const entry = waiting(desk);
		const exit = desk.place({ ...gtc, type: 'TRAILING_STOP', side: 'SELL', trail: { by: 'PRICE', distance: 50 }, reduceOnly: true });
		desk.halt(true);
		expect([desk.order(entry.orderId).life, desk.order(exit.orderId).life]).toEqual(['CANCELED', 'ACCEPTED']);
		quote(desk, 109_900);
		expect(desk.order(exit.orderId).life, 'and does what it is for').toBe('SUBMITTED');
	});

	it('makes a break of venue news about it, and takes none of them', () => {
		const desk = new Desk();
		const order = waiting(desk);
		desk.venue({ event: 'order', order: venueOrderOf(order, { state: 'FILLED', leavesQty: 0 }) });
		desk.fill(order);
		expect(desk.order(order.orderId)).toMatchObject({ life: 'ACCEPTED', filledQty: 0 });
		expect(desk.breaks()).toEqual(['CONTRADICTION', 'FOREIGN_DEAL']);
	});

	it('ends in time, here or at the venue, where that counts no time', () => {
		const desk = new Desk();
		desk.venue({ event: 'spec', instrumentId: EURUSD, spec: { ...plainSpec, timesInForce: ['GTC'] } });
		const until = { tif: 'GTD', expiresAtMs: desk.nowMs + 5_000 } as const;
		const here = desk.place({ ...until, type: 'MARKET_IF_TOUCHED', price: 109_900 });
		const there = desk.place({ ...until, type: 'LIMIT', price: 109_000 });
		expect([here.emulated, there.emulated]).toEqual([['TRIGGER', 'EXPIRY'], ['EXPIRY']]);
		expect(desk.sends().at(-1)).toMatchObject({ tif: 'GTC', expiresAtMs: null });
		desk.accept(there);
		expect(desk.engine.wakeAtMs()).toBe(until.expiresAtMs);
		desk.nowMs += 4_999;
		desk.apply({ kind: 'timer' });
		expect(desk.order(here.orderId).life).toBe('ACCEPTED');
		desk.nowMs += 1;
		desk.apply({ kind: 'timer' });
		expect(desk.order(here.orderId).life).toBe('EXPIRED');
		expect(desk.order(there.orderId)).toMatchObject({ life: 'ACCEPTED', pending: 'CANCEL_SENT' });
		expect(desk.engine.wakeAtMs()).toBe(null);
		desk.venue({ event: 'order', order: venueOrderOf(there, { ticket: ticketOf(there), state: 'CANCELED' }) });
		expect(desk.order(there.orderId).life).toBe('EXPIRED');
	});
});
