import { Largest } from './extreme.ts';
import { Ring } from './ring.ts';

/** What a window takes of a tick: prices at the instrument's digits; a size that is missing is 0. */
export type WindowTick = {
	readonly timeMs: number;
	readonly bid: number;
	readonly ask: number;
	readonly bidSize: number;
	readonly askSize: number;
	readonly last: number;
	readonly lastSize: number;
	readonly isQuote: boolean;
	readonly isTrade: boolean;
};

const fields = 6;
const timeField = 0;
const spreadField = 1;
/** Square of the change of twice the middle. */
const squareField = 2;
const flowField = 3;
const sizeField = 4;
/** Size times the price's distance from the first one seen: small, so that sums stay exact. */
const moneyField = 5;

/**
 * The last `lengthMs` of one stream: (newest - length, newest]. Each tick costs the same, however long the window is. All sums are of
 * integers, so taking off what was added leaves no dust: they equal a fresh sum exactly as long as they stay below 2^53.
 */
export class Window {
	readonly lengthMs: number;
	/** Ticks older than the newest: they are in no window. */
	lateTicks = 0;
	#newestMs = Number.NEGATIVE_INFINITY;
	readonly #rows = new Ring(fields);
	readonly #largestSpread = new Largest();
	#quotes = 0;
	#spreads = 0;
	#squares = 0;
	#flow = 0;
	#sizes = 0;
	#money = 0;
	#origin = Number.NaN;
	/** The last quote before the next tick. */
	#bid = 0;
	#ask = 0;
	#bidSize = 0;
	#askSize = 0;

	constructor(lengthMs: number) {
		this.lengthMs = lengthMs;
	}

	add(tick: WindowTick): void {
		if (tick.timeMs < this.#newestMs) {
			this.lateTicks += 1;
			return;
		}
		this.advance(tick.timeMs);
		const row = this.#rows.push();
		for (let field = 1; field < fields; field++) this.#rows.set(row, field, 0);
		this.#rows.set(row, timeField, tick.timeMs);
		if (tick.isQuote) this.#addQuote(row, tick);
		else this.#rows.set(row, spreadField, Number.NaN);
		if (tick.isTrade) this.#addTrade(row, tick);
	}

	/** Forgets what is too old by this moment, where no tick has said what time it is. */
	advance(nowMs: number): void {
		this.#newestMs = Math.max(this.#newestMs, nowMs);
		const oldestMs = this.#newestMs - this.lengthMs;
		const rows = this.#rows;
		while (rows.length > 0 && rows.get(rows.first, timeField) <= oldestMs) {
			const row = rows.first;
			const spread = rows.get(row, spreadField);
			if (!Number.isNaN(spread)) {
				this.#quotes -= 1;
				this.#spreads -= spread;
			}
			this.#squares -= rows.get(row, squareField);
			this.#flow -= rows.get(row, flowField);
			this.#sizes -= rows.get(row, sizeField);
			this.#money -= rows.get(row, moneyField);
			rows.first += 1;
		}
		this.#largestSpread.dropBefore(rows.first);
	}

	get ticks(): number {
		return this.#rows.length;
	}

	/** Ticks a second. */
	get tickRate(): number {
		return (this.#rows.length * 1_000) / this.lengthMs;
	}

	/** Mean of ask - bid over the quotes; NaN without one, like all that follow. */
	get spreadMean(): number {
		return this.#spreads / this.#quotes;
	}

	get spreadMax(): number {
		return this.#largestSpread.value;
	}

	/** Root of the sum of the squares of the middle's relative changes, in parts per million of the newest middle. */
	get volatilityPpm(): number {
		return this.#quotes === 0 ? Number.NaN : (Math.sqrt(this.#squares) * 1e6) / (this.#bid + this.#ask);
	}

	/** Price of trades weighted by size. */
	get vwap(): number {
		return this.#origin + this.#money / this.#sizes;
	}

	/**
	 * Order-flow imbalance of the best quotes (Cont, Kukanov, Stoikov 2014): size that came at the bid or left the ask, less the reverse.
	 * A quote without sizes counts as size 1, which then counts moves.
	 */
	get orderFlow(): number {
		return this.#quotes === 0 ? Number.NaN : this.#flow;
	}

	#addQuote(row: number, tick: WindowTick): void {
		const { bid, ask } = tick;
		const [bidSize, askSize] = [tick.bidSize || 1, tick.askSize || 1];
		const spread = ask - bid;
		let [square, flow] = [0, 0];
		if (this.#ask !== 0 || this.#bid !== 0) {
			square = (bid + ask - this.#bid - this.#ask) ** 2;
			if (bid >= this.#bid) flow += bidSize;
			if (bid <= this.#bid) flow -= this.#bidSize;
			if (ask <= this.#ask) flow -= askSize;
			if (ask >= this.#ask) flow += this.#askSize;
		}
		this.#bid = bid;
		this.#ask = ask;
		this.#bidSize = bidSize;
		this.#askSize = askSize;
		this.#rows.set(row, spreadField, spread);
		this.#rows.set(row, squareField, square);
		this.#rows.set(row, flowField, flow);
		this.#quotes += 1;
		this.#spreads += spread;
		this.#squares += square;
		this.#flow += flow;
		this.#largestSpread.push(row, spread);
	}

	#addTrade(row: number, { last, lastSize }: WindowTick): void {
		if (Number.isNaN(this.#origin)) this.#origin = last;
		const money = (last - this.#origin) * lastSize;
		this.#rows.set(row, sizeField, lastSize);
		this.#rows.set(row, moneyField, money);
		this.#sizes += lastSize;
		this.#money += money;
	}
}
