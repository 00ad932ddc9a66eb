import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine, isOpen, type OrderView } from '../src/index.ts';
import { Desk, EURUSD, emptyEngine, envelope } from './support/desk.ts';
import { type Step, TestVenue } from './support/venue.ts';

const numRuns = process.env.MERIDIAN_LONG === '1' ? 20_000 : 800;
const step: fc.Arbitrary<Step> = fc.record({
	do: fc.constantFrom<Step['do'][]>(
		'place',
		'limit',
		'limit',
		'stopLimit',
		'ifTouched',
		'limitIfTouched',
		'trailing',
		'untilMoment',
		'oco',
		'oco',
		'oto',
		'bracket',
		'bracket',
		'big',
		'decide',
		'move',
		'move',
		'cancel',
		'cancelAll',
		'amend',
		'amend',
		'close',
		'closeBy',
		'closeBy',
		'deliver',
		'deliver',
		'deliver',
		'repeat',
		'arrive',
		'arrive',
		'fill',
		'fill',
		'refuse',
		'timeout',
		'cut',
		'reconnect',
		'tick',
		'halt',
		'resume',
		'resume',
	),
	pick: fc.nat({ max: 1_000_000 }),
});

const APPROVER = { userId: 9, active: true, mayTrade: false, mayHalt: false, mayApprove: true };

class Run {
	readonly desk: Desk;
	readonly venue: TestVenue;
	readonly netting: boolean;
	readonly #delivered: Parameters<Desk['venue']>[0][] = [];
	#outputs = 0;

	constructor(netting: boolean) {
		this.desk = new Desk({
			mode: netting ? 'NETTING' : 'HEDGING',
			limits: { ordersBurst: 1000, maxNetLots: 1000, approvalNotionalMinor: 6_000_000 },
		});
		this.desk.reconfigure({ config: { users: [...this.desk.config.users, APPROVER] } });
		this.venue = new TestVenue(netting);
		this.netting = netting;
	}

	take({ do: action, pick }: Step): void {
		const { desk, venue } = this;
		const ids = [...desk.orders.keys()];
		switch (action) {
			case 'place':
				desk.placeReply({ side: pick % 2 === 0 ? 'BUY' : 'SELL', qty: 1 + (pick % 50) });
				break;
			case 'limit':
				desk.placeReply({
					type: 'LIMIT',
					...(pick % 3 === 0 ? { tif: 'GTD', expiresAtMs: desk.nowMs + 1_000 } : { tif: 'GTC' }),
					side: pick % 2 === 0 ? 'BUY' : 'SELL',
					// Mostly apart, so that they don't meet each other; sometimes they do, and are denied.
					price: (pick % 2 === 0 ? 109_050 : 109_950) + (pick % 1000),
					qty: 1 + (pick % 50),
				});
				break;
			case 'stopLimit': {
				const prices = { price: 110_020 + (pick % 900), limitPrice: 110_020 };
				desk.placeReply({ type: 'STOP_LIMIT', tif: 'GTC', side: 'BUY', qty: 1 + (pick % 50), ...prices });
				break;
			}
			case 'ifTouched':
				desk.placeReply({ type: 'MARKET_IF_TOUCHED', tif: 'GTC', qty: 1 + (pick % 50), price: 109_960 + (pick % 50) });
				break;
			case 'limitIfTouched': {
				const price = 109_960 + (pick % 50);
				desk.placeReply({ type: 'LIMIT_IF_TOUCHED', tif: 'GTC', qty: 1 + (pick % 50), price, limitPrice: price - (pick % 30) });
				break;
			}
			case 'trailing': {
				const side = pick % 2 === 0 ? 'BUY' : 'SELL';
				const trail = { trail: { by: 'PRICE', distance: 1 + (pick % 60) } } as const;
				desk.placeReply({ type: 'TRAILING_STOP', tif: 'GTC', side, qty: 1 + (pick % 50), ...trail, reduceOnly: pick % 3 === 0 });
				break;
			}
			case 'untilMoment':
				desk.placeReply({
					...{ type: 'MARKET_IF_TOUCHED', tif: 'GTD', qty: 1 + (pick % 50), price: 109_900 },
					expiresAtMs: desk.nowMs + 1 + (pick % 9_000),
				});
				break;
			case 'oco':
			case 'oto': {
				const qty = 1 + (pick % 50);
				const first = { type: 'LIMIT', tif: 'GTC', price: 109_000 + (pick % 40), qty } as const;
				const stop = { type: 'STOP', tif: 'GTC', price: 110_100 + (pick % 40), qty: 1 + (pick % 30) } as const;
				const trailing = { type: 'TRAILING_STOP', tif: 'GTC', side: 'SELL', trail: { by: 'PRICE', distance: 40 }, qty } as const;
				const legs = action === 'oco' ? [first, stop] : pick % 2 === 0 ? [first, trailing] : [first, trailing, stop];
				const contingency = action === 'oco' ? 'OCO' : legs.length === 2 ? 'OTO' : 'OTOCO';
				desk.placeGroup(contingency, legs);
				break;
			}
			case 'bracket': {
				const exits = { bracket: true, sl: 108_000, ...(pick % 3 === 0 ? {} : { tp: 112_000 }) };
				desk.placeReply({
					type: pick % 2 === 0 ? 'MARKET' : 'LIMIT',
					tif: pick % 2 === 0 ? 'IOC' : 'GTC',
					qty: 1 + (pick % 50),
					...exits,
					price: pick % 2 === 0 ? null : 109_500,
				});
				break;
			}
			case 'big':
				desk.placeReply({ side: pick % 2 === 0 ? 'BUY' : 'SELL', qty: 80 + (pick % 50) });
				break;
			case 'decide': {
				const held = ids.filter((id) => desk.order(id).life === 'HELD');
				const orderId = held[pick % Math.max(1, held.length)] ?? 0;
				const by = { tenantId: 1, accountId: 1, envelope: { ...envelope, principalId: APPROVER.userId } };
				desk.apply({ kind: 'decide', ...by, orderId, approved: pick % 4 !== 0 });
				break;
			}
			case 'move': {
				const bid = 109_940 + (pick % 120);
				desk.mark(EURUSD, { bid, ask: bid + 10 });
				break;
			}
			case 'cancel':
				desk.cancel(ids[pick % Math.max(1, ids.length)] ?? 0);
				break;
			case 'cancelAll':
				desk.cancelAll(pick % 2 === 0 ? {} : { side: 'BUY' });
				break;
			case 'amend':
				desk.amendReply(ids[pick % Math.max(1, ids.length)] ?? 0, { price: 109_500 + (pick % 997) });
				break;
			case 'close': {
				const open = [...desk.positions.values()];
				desk.close({ positionTicket: open[pick % Math.max(1, open.length)]?.positionTicket ?? 0n });
				break;
			}
			case 'closeBy': {
				const open = [...desk.positions.values()].filter(({ qty }) => qty > 0);
				const first = open[pick % Math.max(1, open.length)];
				const second = open.find(({ side }) => side !== first?.side);
				desk.closeBy({ positionTicket: first?.positionTicket ?? 0n, positionByTicket: second?.positionTicket ?? 0n });
				break;
			}
			case 'arrive':
				if (venue.connected) venue.arrive();
				break;
			case 'deliver': {
				const [news] = venue.news.splice(pick % Math.max(1, venue.news.length), 1);
				if (news !== undefined) this.tell(news);
				break;
			}
			case 'repeat': {
				const old = this.#delivered[pick % Math.max(1, this.#delivered.length)];
				if (old?.event === 'deal') this.tell(old);
				break;
			}
			case 'fill':
				venue.fill(pick);
				if (!venue.connected) venue.news = [];
				break;
			case 'refuse':
				venue.refuse(pick);
				if (!venue.connected) venue.news = [];
				break;
			case 'timeout':
				desk.nowMs += 4_000;
				desk.apply({ kind: 'timer' });
				break;
			case 'cut':
				venue.cut();
				desk.venue({ event: 'linkDown' });
				break;
			case 'reconnect':
				this.reconnect();
				break;
			case 'halt':
			case 'resume':
				desk.halt(action === 'halt');
				break;
			case 'tick':
				desk.marks();
				break;
		}
		venue.listen(desk.outputs.slice(this.#outputs));
		this.#outputs = desk.outputs.length;
	}

	/** Opposite positions to begin with: random steps seldom come to where a close-by is possible. */
	lock(): void {
		for (const side of ['BUY', 'SELL', 'BUY', 'SELL'] as const) {
			this.take({ do: 'place', pick: side === 'BUY' ? 40 : 31 });
			this.drain();
			this.venue.fill(0);
			this.drain();
		}
	}

	/** Nothing new is set off by what is heard. */
	settle(): void {
		this.venue.cut();
		this.desk.venue({ event: 'linkUp' });
		this.tell(this.venue.snapshot());
	}

	reconnect(): void {
		this.settle();
		this.desk.marks();
	}

	/** Everything that is on its way arrives, and everything that the venue has to say is heard. */
	drain(): void {
		const { desk, venue } = this;
		do {
			for (const news of venue.news.splice(0)) this.tell(news);
			venue.listen(desk.outputs.slice(this.#outputs));
			this.#outputs = desk.outputs.length;
			while (venue.wire.length > 0) venue.arrive();
		} while (venue.news.length > 0);
	}

	tell(news: Parameters<Desk['venue']>[0]): void {
		this.#delivered.push(news);
		this.desk.venue(news);
	}
}

/** Halted, with nothing on its way: what still rests at the venue can only reduce what is held. */
function afterKill({ desk, venue }: Run): void {
	const net = venue.positions().map(({ side, qty }) => (side === 'BUY' ? qty : -qty))[0] ?? 0;
	for (const { orderId, state, side, send } of venue.orders) {
		const rests = (state === 'PLACED' || state === 'PARTIAL') && send.action === 'PENDING';
		if (rests) expect(side === 'BUY' ? net : -net, `order ${orderId} was left by the kill`).toBeLessThan(0);
	}
}

/** True at every moment, whatever the schedule did. */
function always({ desk, venue, netting }: Run): void {
	let balance = 0;
	const tickets = new Set<bigint>();
	const filled = new Map<number, number>();
	for (const output of desk.outputs) {
		if (output.kind !== 'execution') continue;
		const { ticket, orderId, positionTicket, qty, profitMinor, commissionMinor, swapMinor, feeMinor } = output.execution;
		// A close-by has two deals; the one on the other position does not fill it.
		if (desk.orders.get(orderId)?.positionByTicket !== positionTicket) filled.set(orderId, (filled.get(orderId) ?? 0) + qty);
		expect(tickets.has(ticket), 'each deal is booked once').toBe(false);
		tickets.add(ticket);
		balance += profitMinor + commissionMinor + swapMinor + feeMinor;
	}
	expect(desk.account?.balanceMinor, 'money is conserved').toBe(balance);
	const sends = desk.sends();
	const opened = sends
		.filter(({ action }) => action === 'DEAL' || action === 'PENDING' || action === 'CLOSE_BY')
		.map(({ orderId }) => orderId);
	expect(new Set(opened).size, 'no order is sent twice').toBe(opened.length);
	for (const order of desk.orders.values()) {
		expect(order.filledQty, 'filled quantity equals the deals').toBe(filled.get(order.orderId) ?? 0);
		const open = isOpen(order.life);
		const reserves = open && order.life !== 'HELD' && (order.waitsFor === null || order.reservedQty > 0);
		const leaves = reserves ? Math.max(0, order.qty - order.filledQty) : 0;
		// Of orders that cancel each other the worst one counts.
		if (order.ocoId !== 0 || order.parentOrderId !== 0) expect(order.reservedQty).toBeLessThanOrEqual(leaves);
		else expect(order.reservedQty).toBe(leaves);
		if (order.waitsFor === 'PRICE' && order.ocoId === 0 && !order.reduceOnly && order.life === 'ACCEPTED' && netting === false)
			expect(order.reservedQty).toBe(order.qty);
		if (open) continue;
		expect(order.pending).toBe('NONE');
		const { order: there } = venue.orderOf(order.orderId);
		const neverSent = !opened.includes(order.orderId);
		if (neverSent) expect(['CANCELED', 'EXPIRED', 'DENIED'], 'what was never sent ends here').toContain(order.life);
		if (neverSent || order.life === 'NOT_SENT') expect(there, `${order.life} was never at the venue`).toBeUndefined();
		else if (order.life === 'FILLED') expect(there?.state).toBe('FILLED');
		else expect(there?.state, 'no order ends without evidence').toBe(order.life);
	}
}

const workingLife = ({ emulated }: OrderView): string => (emulated.includes('TRIGGER') ? 'TRIGGERED' : 'ACCEPTED');

/** After a complete picture both books are the same. */
function atRest({ desk, venue }: Run): void {
	expect(desk.account?.balanceMinor).toBe(venue.balanceMinor());
	const ours = [...desk.positions.values()]
		.filter(({ qty }) => qty > 0)
		.map(({ positionTicket, side, qty }) => `${positionTicket} ${side} ${qty}`);
	expect(ours.sort()).toEqual(
		venue
			.positions()
			.map(({ positionTicket, side, qty }) => `${positionTicket} ${side} ${qty}`)
			.sort(),
	);
	for (const order of desk.orders.values()) {
		if (!desk.sends().some(({ orderId }) => orderId === order.orderId)) continue;
		const { order: there, filledQty } = venue.orderOf(order.orderId);
		expect(order.filledQty).toBe(filledQty);
		if (there === undefined && order.positionByTicket !== 0n) expect(['NOT_SENT', 'REJECTED', 'UNKNOWN']).toContain(order.life);
		else if (there === undefined) expect(order.life).toBe('NOT_SENT');
		else expect(order.life).toBe(there.state === 'PLACED' || there.state === 'PARTIAL' ? workingLife(order) : there.state);
		const inDoubt = order.pending === 'REPLACE_SENT' || order.pending === 'REPLACE_UNKNOWN';
		if (order.life === 'ACCEPTED' && order.type !== 'MARKET' && !inDoubt) expect(order.price, 'the terms in force').toBe(there?.price);
	}
	// Fills at random prices turn positions round; an exit that no longer closes anything is refused then, and told.
	const lates = desk.breaks().filter((code) => code !== 'LATE_FILL' && code !== 'EXIT_REFUSED');
	expect(lates, 'an honest venue causes no break').toEqual([]);
}

describe.each([
	['netting', true],
	['hedging', false],
] as const)('random venue schedules with loss, repetition and reordering, %s', (_mode, netting) => {
	it('lose nothing, end nothing without evidence, send nothing twice, and agree with the venue in the end', () => {
		const reached = new Set<string>();
		fc.assert(
			fc.property(fc.array(step, { minLength: 5, maxLength: 70, size: 'max' }), (steps) => {
				const run = new Run(netting);
				if (!netting && steps.length % 2 === 0) run.lock();
				for (const one of steps) {
					run.take(one);
					always(run);
				}
				run.settle();
				// What a fill that was told of now sets off goes out, and is heard of.
				run.drain();
				run.settle();
				always(run);
				atRest(run);
				run.desk.halt(true);
				run.drain();
				always(run);
				if (netting) afterKill(run);
				else expect(run.venue.orders.filter(({ send, state }) => send.action === 'PENDING' && state === 'PLACED')).toEqual([]);
				for (const output of run.desk.outputs) {
					if (output.kind !== 'order') continue;
					const { life, pending, positionByTicket } = output.order;
					reached.add(life).add(pending);
					if (output.order.ocoId !== 0) reached.add(`alternative ${life}`);
					if (output.order.parentOrderId !== 0) reached.add(`child ${life}`);
					if (positionByTicket !== 0n) reached.add(`close-by ${life}`);
				}
				for (const code of run.desk.breaks()) reached.add(code);
			}),
			{ numRuns },
		);
		const places = [
			'SUBMITTED',
			'ACCEPTED',
			'UNKNOWN',
			'FILLED',
			'CANCELED',
			'EXPIRED',
			'NOT_SENT',
			'HELD',
			'TRIGGERED',
			'alternative CANCELED',

			'REPLACE_SENT',
			'REPLACE_UNKNOWN',
			'CANCEL_SENT',
			'CANCEL_UNKNOWN',
			...(netting ? ['child FILLED'] : ['close-by FILLED', 'close-by UNKNOWN', 'close-by NOT_SENT']),
		];
		expect([...reached], 'the schedules reach the places they are about').toEqual(expect.arrayContaining(places));
	});
});

it('the same inputs give the same outputs and the same hash, input by input', () => {
	fc.assert(
		fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
			const run = new Run(true);
			for (const one of steps) run.take(one);
			const again = emptyEngine();
			const withObjects = createEngine();
			const outputs = run.desk.inputs.flatMap(({ input, atMs }) => again.apply(structuredClone(input), atMs));
			expect(outputs).toEqual(run.desk.outputs);
			const others = run.desk.inputs.flatMap(({ input, atMs }) => withObjects.apply(structuredClone(input), atMs));
			expect(others, 'whether what has ended is a row or an object is nobody’s concern').toEqual(outputs);
			expect(again.stateHash()).toBe(run.desk.engine.stateHash());
			expect(again.stateHash()).toMatch(/^[0-9a-f]{16}$/);
		}),
		{ numRuns: 100 },
	);
});

it('the hash tells histories apart', () => {
	const hashes = new Set<string>();
	for (let i = 0; i < 200; i++) {
		const desk = new Desk();
		desk.mark(EURUSD, { bid: 110_000 + i, ask: 110_010 + i });
		hashes.add(desk.engine.stateHash());
	}
	expect(hashes.size).toBe(200);
});
