import type { BrokerSymbol, Quote } from './instruments.ts';
import { symbolNamed, symbols } from './instruments.ts';
import { margin, profit, rate } from './money.ts';
import { plus, type Ratio, ratio, round, times } from './ratio.ts';
import { entryOf, rests, stopsFit } from './rules.ts';

export type Side = 1 | -1;
export type RestingType = 'LIMIT' | 'STOP' | 'STOP_LIMIT';
export type Position = {
	readonly ticket: number;
	readonly symbol: string;
	side: Side;
	lots: number;
	open: Ratio;
	sl: number;
	tp: number;
	readonly magic: bigint;
	readonly timeMs: number;
};
export type Order = {
	readonly ticket: number;
	readonly symbol: string;
	readonly side: Side;
	type: RestingType | 'MARKET' | 'CLOSE_BY';
	readonly lots: number;
	leaves: number;
	price: number;
	sl: number;
	tp: number;
	readonly magic: bigint;
	state: 'PLACED' | 'FILLED' | 'CANCELED' | 'EXPIRED';
	/** Of a STOP_LIMIT, until it becomes that limit. */
	stopLimit?: number;
	/** 0 or absent: until it is cancelled. */
	expiresAtMs?: number;
	readonly timeMs: number;
	doneMs: number;
	position: number;
	/** Of a close-by. */
	positionBy?: number;
};
export type Deal = {
	readonly ticket: number;
	readonly order: number;
	readonly position: number;
	readonly symbol: string;
	readonly type: Side | 0;
	readonly entry: 'IN' | 'OUT' | 'INOUT' | 'OUT_BY';
	readonly reason: 'EXPERT' | 'SL' | 'TP' | 'CLIENT';
	readonly lots: number;
	readonly price: number;
	readonly profitMinor: number;
	readonly magic: bigint;
	readonly timeMs: number;
};
export type BrokerState = {
	balanceMinor: number;
	nextTicket: number;
	positions: Position[];
	orders: Order[];
	history: Order[];
	deals: Deal[];
};
export type BrokerEvent =
	| { readonly kind: 'order'; readonly order: Order }
	| { readonly kind: 'deal'; readonly deal: Deal }
	| { readonly kind: 'position'; readonly position: Position }
	| { readonly kind: 'positionGone'; readonly position: Position }
	| { readonly kind: 'account' };
export type Request =
	| {
			readonly action: 'DEAL';
			readonly symbol: string;
			readonly side: Side;
			readonly lots: number;
			readonly sl: number;
			readonly tp: number;
			readonly position: number;
			readonly magic: bigint;
	  }
	| {
			readonly action: 'PENDING';
			readonly type: RestingType;
			readonly symbol: string;
			readonly side: Side;
			readonly lots: number;
			readonly price: number;
			readonly sl: number;
			readonly tp: number;
			readonly magic: bigint;
			readonly expiresAtMs?: number;
			readonly stopLimit?: number;
	  }
	| {
			readonly action: 'MODIFY';
			readonly order: number;
			readonly price: number;
			readonly stopLimit?: number;
			readonly sl: number;
			readonly tp: number;
	  }
	| { readonly action: 'REMOVE'; readonly order: number }
	| { readonly action: 'CLOSE_BY'; readonly position: number; readonly positionBy: number }
	| { readonly action: 'SLTP'; readonly position: number; readonly sl: number; readonly tp: number };
export type Outcome = { readonly retcode: number; readonly order: number; readonly deal: number; readonly events: readonly BrokerEvent[] };

/** MetaTrader's documented trade-server return codes. */
const retcodes = {
	DONE: 10009,
	INVALID: 10013,
	INVALID_VOLUME: 10014,
	INVALID_PRICE: 10015,
	INVALID_STOPS: 10016,
	NO_MONEY: 10019,
	PRICE_OFF: 10021,
	INVALID_EXPIRATION: 10022,
	NO_CHANGES: 10025,
	INVALID_ORDER: 10035,
	POSITION_CLOSED: 10036,
	INVALID_CLOSE_VOLUME: 10038,
} as const;
const maxLots = 10_000;

export function newBrokerState(input: { balanceMinor: number; timeMs: number }): BrokerState {
	const { balanceMinor, timeMs } = input;
	const opening: Deal = {
		ticket: 1,
		order: 0,
		position: 0,
		symbol: '',
		type: 0,
		entry: 'IN',
		reason: 'CLIENT',
		lots: 0,
		price: 0,
		profitMinor: balanceMinor,
		magic: 0n,
		timeMs,
	};
	return { balanceMinor, nextTicket: 2, positions: [], orders: [], history: [], deals: [opening] };
}

/**
 * One account at the simulated broker (RULES.md): pure and deterministic; prices in points, lots in hundredths, money in cents.
 * Netting keeps one position a symbol at its exact average price; hedging one a deal.
 */
export class Broker {
	readonly state: BrokerState;
	readonly currency: string;
	readonly #netting: boolean;
	readonly #leverage: number;
	readonly #quotes = new Map<string, Quote>();
	#events: BrokerEvent[] = [];

	constructor(input: { state: BrokerState; currency: string; netting: boolean; leverage: number }) {
		this.state = input.state;
		this.currency = input.currency;
		this.#netting = input.netting;
		this.#leverage = input.leverage;
	}

	quote(symbol: string): Quote | undefined {
		return this.#quotes.get(symbol);
	}

	/** Stops first (SL before TP), then resting orders, each by ticket. */
	tick(symbol: BrokerSymbol, quote: Quote): BrokerEvent[] {
		this.#quotes.set(symbol.name, quote);
		this.#events = [];
		this.#expire(quote.timeMs);
		if (!this.#converts(symbol)) return this.#events;
		for (const position of this.state.positions.filter((p) => p.symbol === symbol.name)) this.#stops(position, quote);
		for (const order of this.state.orders.filter((o) => o.symbol === symbol.name)) {
			const price = order.side === 1 ? quote.ask : quote.bid;
			// A limit waits for a better price, a stop for a worse one.
			const worse = order.side * (price - order.price);
			if (order.type === 'LIMIT' ? worse > 0 : worse < 0) continue;
			if (order.type === 'STOP_LIMIT') this.#becomeLimit(order);
			else this.#fill(order, price);
		}
		return this.#events;
	}

	/** Its stop is reached: the same order rests on as a limit, which the next tick may reach. */
	#becomeLimit(order: Order): void {
		Object.assign(order, { type: 'LIMIT', price: order.stopLimit ?? order.price, stopLimit: 0 });
		this.#events.push({ kind: 'order', order });
	}

	/** Whether a profit in this symbol can be booked: just after a start not every quote is there, and what is due waits for the next tick. */
	#converts({ quote }: BrokerSymbol): boolean {
		return rate(this.#quotes, { from: quote, to: this.currency, gain: true }) !== undefined;
	}

	request(request: Request): Outcome {
		this.#events = [];
		if (request.action === 'REMOVE') return this.#remove(request.order);
		if (request.action === 'MODIFY') return this.#modify(request);
		if (request.action === 'CLOSE_BY') return this.#closeBy(request);
		if (request.action === 'SLTP') return this.#stopsOf(request);
		const symbol = symbolNamed(request.symbol);
		const quote = symbol && this.#quotes.get(symbol.name);
		if (symbol === undefined || quote === undefined || !this.#converts(symbol)) return refused(retcodes.PRICE_OFF);
		if (request.lots < 1 || request.lots > maxLots) return refused(retcodes.INVALID_VOLUME);
		const price = request.side === 1 ? quote.ask : quote.bid;
		const at = request.action === 'PENDING' ? entryOf(request) : price;
		if (!stopsFit(request, at, request.action === 'DEAL' ? quote : undefined)) return refused(retcodes.INVALID_STOPS);
		if (request.action === 'PENDING') {
			if (!rests(request, quote)) return refused(retcodes.INVALID_PRICE);
			const { expiresAtMs = 0 } = request;
			if (expiresAtMs !== 0 && expiresAtMs <= quote.timeMs) return refused(retcodes.INVALID_EXPIRATION);
			const order = this.#order(request, quote.timeMs, { type: request.type, price: request.price });
			if (request.type === 'STOP_LIMIT') order.stopLimit = entryOf(request);
			if (expiresAtMs !== 0) order.expiresAtMs = expiresAtMs;
			this.state.orders.push(order);
			this.#events.push({ kind: 'order', order });
			return { retcode: retcodes.DONE, order: order.ticket, deal: 0, events: this.#events };
		}
		const closing = request.position === 0 ? undefined : this.state.positions.find((p) => p.ticket === request.position);
		if (request.position !== 0 && (closing === undefined || closing.symbol !== request.symbol)) return refused(retcodes.POSITION_CLOSED);
		if (closing !== undefined && (closing.side === request.side || closing.lots < request.lots))
			return refused(retcodes.INVALID_CLOSE_VOLUME);
		if (closing === undefined && !this.#affords({ symbol, side: request.side, lots: request.lots, price }))
			return refused(retcodes.NO_MONEY);
		const order = this.#order(request, quote.timeMs, { type: 'MARKET', price });
		const deal = this.#fill(order, price, closing);
		return { retcode: retcodes.DONE, order: order.ticket, deal, events: this.#events };
	}

	/** Floating profit, margin and equity at the quotes of now, in minor units. */
	account(): { balanceMinor: number; profitMinor: number; equityMinor: number; marginMinor: number } {
		let profitMinor = 0;
		let used = ratio(0n);
		for (const position of this.state.positions) {
			const symbol = symbolNamed(position.symbol);
			const quote = this.#quotes.get(position.symbol);
			if (symbol === undefined || quote === undefined) continue;
			const close = position.side === 1 ? quote.bid : quote.ask;
			const floating = profit(this.#quotes, {
				symbol,
				side: position.side,
				open: position.open,
				close,
				lots: position.lots,
				currency: this.currency,
			});
			if (floating) profitMinor += round(floating);
		}
		for (const symbol of symbols) used = plus(used, this.#marginOf(symbol, this.#legs(symbol.name)) ?? ratio(0n));
		const { balanceMinor } = this.state;
		return { balanceMinor, profitMinor, equityMinor: balanceMinor + profitMinor, marginMinor: round(used) };
	}

	#legs(symbol: string): { long: number; short: number } {
		const legs = { long: 0, short: 0 };
		for (const position of this.state.positions)
			if (position.symbol === symbol) legs[position.side === 1 ? 'long' : 'short'] += position.lots;
		return legs;
	}

	/** Hedged margin: the larger leg. */
	#marginOf(symbol: BrokerSymbol, legs: { long: number; short: number }): Ratio | undefined {
		const lots = Math.max(legs.long, legs.short);
		const quote = this.#quotes.get(symbol.name);
		if (lots === 0) return ratio(0n);
		return quote && margin(this.#quotes, { symbol, lots, price: quote.ask, currency: this.currency, leverage: this.#leverage });
	}

	#affords({ symbol, side, lots }: { symbol: BrokerSymbol; side: Side; lots: number; price: number }): boolean {
		const legs = this.#legs(symbol.name);
		const before = this.#marginOf(symbol, legs);
		if (this.#netting) {
			const net = legs.long - legs.short + side * lots;
			legs.long = Math.max(net, 0);
			legs.short = Math.max(-net, 0);
		} else legs[side === 1 ? 'long' : 'short'] += lots;
		const after = this.#marginOf(symbol, legs);
		if (before === undefined || after === undefined) return false;
		const { equityMinor, marginMinor } = this.account();
		return equityMinor >= marginMinor - round(before) + round(after);
	}

	#ticket(): number {
		return this.state.nextTicket++;
	}

	#order(
		request: { symbol: string; side: Side; lots: number; sl: number; tp: number; magic: bigint },
		timeMs: number,
		at: { type: Order['type']; price: number },
	): Order {
		return {
			ticket: this.#ticket(),
			symbol: request.symbol,
			side: request.side,
			lots: request.lots,
			leaves: request.lots,
			sl: request.sl,
			tp: request.tp,
			magic: request.magic,
			...at,
			state: 'PLACED',
			timeMs,
			doneMs: 0,
			position: 0,
		};
	}

	/** Price and stops of a resting order, by the rules of a new one. The volume stays: MetaTrader knows no change of it. */
	#modify(request: Extract<Request, { action: 'MODIFY' }>): Outcome {
		const { price, stopLimit = 0, sl, tp } = request;
		const order = this.state.orders.find((o) => o.ticket === request.order);
		if (order === undefined) return refused(retcodes.INVALID_ORDER);
		const quote = this.#quotes.get(order.symbol);
		if (quote === undefined) return refused(retcodes.PRICE_OFF);
		if (order.price === price && (order.stopLimit ?? 0) === stopLimit && order.sl === sl && order.tp === tp)
			return refused(retcodes.NO_CHANGES);
		const { side, type } = order;
		if (!stopsFit({ side, sl, tp }, entryOf({ type, price, stopLimit }), undefined)) return refused(retcodes.INVALID_STOPS);
		if (!rests({ side, type, price, stopLimit }, quote)) return refused(retcodes.INVALID_PRICE);
		Object.assign(order, { price, sl, tp, ...(type === 'STOP_LIMIT' ? { stopLimit } : {}) });
		this.#events.push({ kind: 'order', order });
		return { retcode: retcodes.DONE, order: order.ticket, deal: 0, events: this.#events };
	}

	/** Other stops of an open position, by the rules of a market order's. */
	#stopsOf({ position: ticket, sl, tp }: Extract<Request, { action: 'SLTP' }>): Outcome {
		const position = this.state.positions.find((p) => p.ticket === ticket);
		if (position === undefined) return refused(retcodes.POSITION_CLOSED);
		const quote = this.#quotes.get(position.symbol);
		if (quote === undefined) return refused(retcodes.PRICE_OFF);
		if (position.sl === sl && position.tp === tp) return refused(retcodes.NO_CHANGES);
		if (!stopsFit({ side: position.side, sl, tp }, 0, quote)) return refused(retcodes.INVALID_STOPS);
		Object.assign(position, { sl, tp });
		this.#events.push({ kind: 'position', position });
		return { retcode: retcodes.DONE, order: 0, deal: 0, events: this.#events };
	}

	#remove(ticket: number): Outcome {
		const order = this.state.orders.find((o) => o.ticket === ticket);
		if (order === undefined) return refused(retcodes.INVALID_ORDER);
		this.#finish(order, 'CANCELED');
		this.#events.push({ kind: 'order', order });
		return { retcode: retcodes.DONE, order: ticket, deal: 0, events: this.#events };
	}

	/** Both by the smaller volume, at the open price of the second: the profit is of the first. Neither order nor deals carry the request's magic. */
	#closeBy(request: { readonly position: number; readonly positionBy: number }): Outcome {
		const first = this.state.positions.find((p) => p.ticket === request.position);
		const second = this.state.positions.find((p) => p.ticket === request.positionBy);
		if (this.#netting || first === undefined || second === undefined) return refused(retcodes.POSITION_CLOSED);
		if (first.symbol !== second.symbol || first.side === second.side) return refused(retcodes.INVALID);
		const symbol = symbolNamed(first.symbol);
		if (symbol === undefined || !this.#converts(symbol)) return refused(retcodes.PRICE_OFF);
		const lots = Math.min(first.lots, second.lots);
		const price = round(second.open); // exact: on a hedging account a position has one opening price
		const timeMs = this.#quotes.get(first.symbol)?.timeMs ?? first.timeMs;
		const side: Side = first.side === 1 ? -1 : 1;
		const terms = { symbol: first.symbol, side, lots, sl: 0, tp: 0, magic: 0n };
		const order = this.#order(terms, timeMs, { type: 'CLOSE_BY', price });
		Object.assign(order, { leaves: 0, position: first.ticket, positionBy: second.ticket });
		this.#finish(order, 'FILLED');
		this.#events.push({ kind: 'order', order });
		const deals = [first, second].map((held) => this.#offset(held, { order, lots, price, timeMs }));
		this.#events.push({ kind: 'account' });
		return { retcode: retcodes.DONE, order: order.ticket, deal: deals[0] ?? 0, events: this.#events };
	}

	/** One side of a close-by. @returns the deal's ticket */
	#offset(held: Position, by: { readonly order: Order; readonly lots: number; readonly price: number; readonly timeMs: number }): number {
		const { order, lots, price, timeMs } = by;
		const symbol = symbolNamed(held.symbol);
		const terms = { side: held.side, open: held.open, close: price, lots, currency: this.currency };
		const made = symbol && profit(this.#quotes, { symbol, ...terms });
		if (made === undefined) throw new Error(`no conversion into ${this.currency} for ${held.symbol}`);
		const type: Side = held.side === 1 ? -1 : 1;
		const ids = { ticket: this.#ticket(), order: order.ticket, position: held.ticket, symbol: held.symbol };
		const deal: Deal = { ...ids, type, entry: 'OUT_BY', reason: 'EXPERT', lots, price, profitMinor: round(made), magic: 0n, timeMs };
		held.lots -= lots;
		this.state.balanceMinor += deal.profitMinor;
		this.state.deals.push(deal);
		this.#events.push({ kind: 'deal', deal });
		if (held.lots > 0) this.#events.push({ kind: 'position', position: held });
		else {
			this.state.positions.splice(this.state.positions.indexOf(held), 1);
			this.#events.push({ kind: 'positionGone', position: held });
		}
		return deal.ticket;
	}

	#expire(nowMs: number): void {
		for (const order of this.state.orders.filter(({ expiresAtMs = 0 }) => expiresAtMs !== 0 && expiresAtMs <= nowMs)) {
			this.#finish(order, 'EXPIRED');
			this.#events.push({ kind: 'order', order });
		}
	}

	#finish(order: Order, state: 'FILLED' | 'CANCELED' | 'EXPIRED'): void {
		order.state = state;
		order.doneMs = this.#quotes.get(order.symbol)?.timeMs ?? order.timeMs;
		this.state.orders.splice(0, this.state.orders.length, ...this.state.orders.filter((o) => o !== order));
		this.state.history.push(order);
	}

	#stops(position: Position, quote: Quote): void {
		const long = position.side === 1;
		const price = long ? quote.bid : quote.ask;
		const stopped = position.sl > 0 && (long ? price <= position.sl : price >= position.sl);
		const taken = position.tp > 0 && (long ? price >= position.tp : price <= position.tp);
		if (!stopped && !taken) return;
		const request = { symbol: position.symbol, side: long ? (-1 as const) : (1 as const), lots: position.lots, sl: 0, tp: 0, magic: 0n };
		this.#fill(this.#order(request, quote.timeMs, { type: 'MARKET', price }), price, position, stopped ? 'SL' : 'TP');
	}

	/** Fills all of an order at one price. @returns the deal's ticket. */
	#fill(order: Order, price: number, closing?: Position, reason: Deal['reason'] = 'EXPERT'): number {
		const position = closing ?? (this.#netting ? this.state.positions.find((p) => p.symbol === order.symbol) : undefined);
		const timeMs = this.#quotes.get(order.symbol)?.timeMs ?? order.timeMs;
		const ticket = this.#ticket();
		const symbol = symbolNamed(order.symbol);
		if (symbol === undefined) throw new Error(`no symbol ${order.symbol}`);
		let entry: Deal['entry'] = 'IN';
		let profitMinor = 0;
		let held = position;
		if (held === undefined) {
			held = {
				ticket: order.ticket,
				symbol: order.symbol,
				side: order.side,
				lots: order.lots,
				open: ratio(BigInt(price)),
				sl: order.sl,
				tp: order.tp,
				magic: order.magic,
				timeMs,
			};
			this.state.positions.push(held);
		} else if (held.side === order.side) {
			held.open = times(
				plus(times(held.open, ratio(BigInt(held.lots))), ratio(BigInt(price) * BigInt(order.lots))),
				ratio(1n, BigInt(held.lots + order.lots)),
			);
			held.lots += order.lots;
			if (order.sl > 0) held.sl = order.sl;
			if (order.tp > 0) held.tp = order.tp;
		} else {
			const closed = Math.min(held.lots, order.lots);
			const made = profit(this.#quotes, { symbol, side: held.side, open: held.open, close: price, lots: closed, currency: this.currency });
			if (made === undefined) throw new Error(`no conversion from ${symbol.quote} to ${this.currency}`);
			profitMinor = round(made);
			entry = order.lots > held.lots ? 'INOUT' : 'OUT';
			if (entry === 'INOUT')
				Object.assign(held, { side: order.side, lots: order.lots - held.lots, open: ratio(BigInt(price)), sl: order.sl, tp: order.tp });
			else held.lots -= closed;
		}
		order.leaves = 0;
		order.position = held.ticket;
		this.#finish(order, 'FILLED');
		this.state.balanceMinor += profitMinor;
		const deal: Deal = {
			ticket,
			order: order.ticket,
			position: held.ticket,
			symbol: order.symbol,
			type: order.side,
			entry,
			reason,
			lots: order.lots,
			price,
			profitMinor,
			magic: order.magic,
			timeMs,
		};
		this.state.deals.push(deal);
		this.#events.push({ kind: 'order', order }, { kind: 'deal', deal });
		if (held.lots === 0) {
			this.state.positions.splice(this.state.positions.indexOf(held), 1);
			this.#events.push({ kind: 'positionGone', position: held });
		} else this.#events.push({ kind: 'position', position: held });
		this.#events.push({ kind: 'account' });
		return ticket;
	}
}

function refused(retcode: number): Outcome {
	return { retcode, order: 0, deal: 0, events: [] };
}
