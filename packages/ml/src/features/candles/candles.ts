import type { Bar } from '../bar.ts';
import type { State } from '../state.ts';

/** What is long or short, against the bars before: which range, over how many bars (0: its own body), how many times that (as in TA-Lib). */
const settings = {
	bodyLong: ['body', 10, 1],
	bodyVeryLong: ['body', 10, 3],
	bodyShort: ['body', 10, 1],
	bodyDoji: ['range', 10, 0.1],
	shadowLong: ['body', 0, 1],
	shadowVeryLong: ['body', 0, 2],
	shadowShort: ['shadows', 10, 0.5],
	shadowVeryShort: ['range', 10, 0.1],
	near: ['range', 5, 0.2],
	far: ['range', 5, 0.6],
	equal: ['range', 5, 0.05],
} as const;
export type Setting = keyof typeof settings;

/** A pattern looks back at most four bars, and each of these at the ten before it. */
const depth = 16;
const fields = 4;

/** The latest bars, `back` 0 the newest, and what is usual for each. */
export class Candles {
	readonly #bars: Float64Array;
	readonly #seen: Float64Array;

	constructor(state: State) {
		this.#bars = state.reserve(depth * fields);
		this.#seen = state.reserve(1);
	}

	get isReady(): boolean {
		return (this.#seen[0] ?? 0) >= depth;
	}

	/** How many it has seen. */
	get seen(): number {
		return this.#seen[0] ?? 0;
	}

	push({ open, high, low, close }: Bar): void {
		this.#bars.set([open, high, low, close], (this.seen % depth) * fields);
		this.#seen[0] = this.seen + 1;
	}

	#at(back: number, field: number): number {
		return this.#bars[((this.seen - 1 - back + depth) % depth) * fields + field] ?? Number.NaN;
	}

	open = (back: number): number => this.#at(back, 0);
	high = (back: number): number => this.#at(back, 1);
	low = (back: number): number => this.#at(back, 2);
	close = (back: number): number => this.#at(back, 3);
	top = (back: number): number => Math.max(this.open(back), this.close(back));
	bottom = (back: number): number => Math.min(this.open(back), this.close(back));
	body = (back: number): number => this.top(back) - this.bottom(back);
	range = (back: number): number => this.high(back) - this.low(back);
	upper = (back: number): number => this.high(back) - this.top(back);
	lower = (back: number): number => this.bottom(back) - this.low(back);
	/** 1 white, -1 black. */
	colour = (back: number): number => (this.close(back) >= this.open(back) ? 1 : -1);
	isWhite = (back: number): boolean => this.colour(back) === 1;
	isBlack = (back: number): boolean => this.colour(back) === -1;
	/** Bodies, or whole bars, that do not meet: the newer one above the older one, or below. */
	gapsUp = (newer: number, older: number): boolean => this.bottom(newer) > this.top(older);
	gapsDown = (newer: number, older: number): boolean => this.top(newer) < this.bottom(older);
	leapsUp = (newer: number, older: number): boolean => this.low(newer) > this.high(older);
	leapsDown = (newer: number, older: number): boolean => this.high(newer) < this.low(older);

	/** What the setting calls usual at this bar. */
	usual(name: Setting, back: number): number {
		const [kind, bars, factor] = settings[name];
		if (bars === 0) return factor * this.body(back);
		let sum = 0;
		for (let before = back + 1; before <= back + bars; before++)
			sum += kind === 'body' ? this.body(before) : kind === 'range' ? this.range(before) : this.upper(before) + this.lower(before);
		return (factor * sum) / bars;
	}

	isLong = (back: number): boolean => this.body(back) > this.usual('bodyLong', back);
	isShort = (back: number): boolean => this.body(back) <= this.usual('bodyShort', back);
	isDoji = (back: number): boolean => this.body(back) <= this.usual('bodyDoji', back);
	/** Within the setting's reach of a price, both ends counted. */
	isAt = (price: number, of: { readonly to: number; readonly name: Setting; readonly back: number }): boolean =>
		Math.abs(price - of.to) <= this.usual(of.name, of.back);
	hasNoUpper = (back: number): boolean => this.upper(back) < this.usual('shadowVeryShort', back);
	hasNoLower = (back: number): boolean => this.lower(back) < this.usual('shadowVeryShort', back);
}
