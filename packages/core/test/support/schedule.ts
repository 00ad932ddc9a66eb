import { Desk, EURUSD, envelope } from './desk.ts';
import { afterKill, atRest, Watch } from './schedule-rules.ts';
import { TestVenue } from './venue.ts';

/** What a step of a random schedule may do; what stands here twice is done twice as often. */
// biome-ignore format: a list of words
export const stepKinds = [
	'place', 'limit', 'limit', 'stopLimit', 'ifTouched', 'limitIfTouched', 'trailing', 'untilMoment', 'oco', 'oco', 'oto', 'bracket', 'bracket', 'big', 'decide', 'move', 'move', 'cancel', 'cancelAll', 'amend', 'amend', 'close', 'closeBy', 'closeBy', 'deliver', 'deliver', 'deliver', 'repeat', 'arrive', 'arrive', 'fill', 'fill', 'refuse', 'timeout', 'cut', 'reconnect', 'tick', 'halt', 'resume', 'resume', 'amendPosition', 'amendPosition',
] as const;
/** `pick` chooses among whatever is there. */
export type Step = { readonly do: (typeof stepKinds)[number]; readonly pick: number };

const APPROVER = { userId: 9, active: true, mayTrade: false, mayHalt: false, mayApprove: true };

/** One desk, one venue, and what is on its way between them. */
export class Run {
	readonly desk: Desk;
	readonly venue: TestVenue;
	readonly netting: boolean;
	readonly #delivered: Parameters<Desk['venue']>[0][] = [];
	#listened = 0;

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
			case 'amendPosition': {
				const open = [...desk.positions.values()].filter(({ qty }) => qty > 0);
				const position = open[pick % Math.max(1, open.length)];
				const below = position?.side === 'SELL' ? 111_000 + (pick % 50) : 109_000 + (pick % 50);
				desk.amendPosition({ positionTicket: position?.positionTicket ?? 0n, sl: pick % 4 === 0 ? 0 : below });
				break;
			}
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
		venue.listen(desk.outputs.slice(this.#listened));
		this.#listened = desk.outputs.length;
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
			venue.listen(desk.outputs.slice(this.#listened));
			this.#listened = desk.outputs.length;
			while (venue.wire.length > 0) venue.arrive();
		} while (venue.news.length > 0);
	}

	tell(news: Parameters<Desk['venue']>[0]): void {
		this.#delivered.push(news);
		this.desk.venue(news);
	}
}

/** Plays a schedule to its end, and looks at every rule after every step. @returns lives, requests and breaks that it came by */
export function playSchedule(input: { readonly netting: boolean; readonly steps: readonly Step[] }): ReadonlySet<string> {
	const { netting, steps } = input;
	const run = new Run(netting);
	const watch = new Watch(run);
	if (!netting && steps.length % 2 === 0) run.lock();
	for (const one of steps) {
		run.take(one);
		watch.look();
	}
	run.settle();
	// What a fill that was told of now sets off goes out, and is heard of.
	run.drain();
	run.settle();
	watch.look();
	atRest(run);
	run.desk.halt(true);
	run.drain();
	watch.look();
	afterKill(run);
	return watch.reached;
}
