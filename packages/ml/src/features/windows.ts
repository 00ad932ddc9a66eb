import type { State } from './state.ts';

/**
 * The parts of which indicators are made. Each takes one number an update and answers one, NaN until it has seen enough. All cost the same however long
 * their window is.
 */

/** @throws RangeError where a period is missing or is not a whole number from 1 on. */
function checkPeriod(size: number): number {
	if (!Number.isInteger(size) || size < 1) throw new RangeError(`a period must be a whole number from 1 on, it is ${size}`);
	return size;
}

/** The last `size` numbers. */
export class Window {
	readonly size: number;
	readonly #items: Float64Array;
	readonly #at: Float64Array;

	constructor(state: State, size: number) {
		this.size = checkPeriod(size);
		this.#items = state.reserve(size);
		this.#at = state.reserve(1);
	}

	/** @returns the number that fell out, NaN while the window fills. */
	push(value: number): number {
		const count = this.#at[0] ?? 0;
		const slot = count % this.size;
		const oldest = count >= this.size ? (this.#items[slot] ?? 0) : Number.NaN;
		this.#items[slot] = value;
		this.#at[0] = count + 1;
		return oldest;
	}

	get isFull(): boolean {
		return (this.#at[0] ?? 0) >= this.size;
	}

	/** How many it has seen. */
	get seen(): number {
		return this.#at[0] ?? 0;
	}

	/** The number `back` updates ago; 0 is the newest. NaN where there was none. */
	ago(back: number): number {
		const count = this.#at[0] ?? 0;
		if (back >= count || back >= this.size) return Number.NaN;
		return this.#items[(count - 1 - back) % this.size] ?? Number.NaN;
	}
}

/** The number `size` updates ago. */
export class Lag {
	readonly #window: Window;
	constructor(state: State, size: number) {
		this.#window = new Window(state, size);
	}
	update(value: number): number {
		return this.#window.push(value);
	}
}

/** A sum whose rounding errors are carried along (Neumaier), so that a window that runs for years stays exact. */
class ExactSum {
	readonly #of: Float64Array;
	constructor(state: State) {
		this.#of = state.reserve(2);
	}
	add(value: number): void {
		const sum = this.#of[0] ?? 0;
		const next = sum + value;
		this.#of[1] = (this.#of[1] ?? 0) + (Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum);
		this.#of[0] = next;
	}
	get value(): number {
		return (this.#of[0] ?? 0) + (this.#of[1] ?? 0);
	}
}

export class RollingSum {
	readonly window: Window;
	readonly #sum: ExactSum;
	constructor(state: State, size: number) {
		this.window = new Window(state, size);
		this.#sum = new ExactSum(state);
	}
	update(value: number): number {
		const gone = this.window.push(value);
		this.#sum.add(value);
		if (!Number.isNaN(gone)) this.#sum.add(-gone);
		return this.window.isFull ? this.#sum.value : Number.NaN;
	}
	/** Of what is there, full or not. */
	get partial(): number {
		return this.#sum.value;
	}
}

/** Simple moving average. */
export class Sma {
	readonly #sum: RollingSum;
	readonly #size: number;
	constructor(state: State, size: number) {
		this.#sum = new RollingSum(state, size);
		this.#size = size;
	}
	update(value: number): number {
		return this.#sum.update(value) / this.#size;
	}
}

/** Exponential average that begins with the simple one of its first `size` values. `share` is what a new value counts. */
export class Ema {
	readonly #state: Float64Array;
	readonly #size: number;
	readonly #share: number;
	constructor(state: State, size: number, share = 2 / (size + 1)) {
		this.#state = state.reserve(2);
		this.#size = checkPeriod(size);
		this.#share = share;
	}
	update(value: number): number {
		const seen = (this.#state[0] ?? 0) + 1;
		const last = this.#state[1] ?? 0;
		this.#state[0] = seen;
		if (seen < this.#size) this.#state[1] = last + value;
		else this.#state[1] = seen === this.#size ? (last + value) / this.#size : value * this.#share + last * (1 - this.#share);
		return seen < this.#size ? Number.NaN : (this.#state[1] ?? 0);
	}
}

/** Wilder's average: an exponential one in which a new value counts 1 / size. */
export class Wilder extends Ema {
	constructor(state: State, size: number) {
		super(state, size, 1 / size);
	}
}

/** Linearly weighted average: the newest counts `size`, the oldest 1. */
export class Lwma {
	readonly #window: Window;
	readonly #weighted: ExactSum;
	readonly #plain: ExactSum;
	constructor(state: State, size: number) {
		this.#window = new Window(state, size);
		this.#weighted = new ExactSum(state);
		this.#plain = new ExactSum(state);
	}
	update(value: number): number {
		const { size } = this.#window;
		const wasFull = this.#window.isFull;
		const gone = this.#window.push(value);
		if (wasFull) {
			this.#weighted.add(-this.#plain.value);
			this.#plain.add(-gone);
		}
		this.#weighted.add(value * Math.min(this.#window.seen, size));
		this.#plain.add(value);
		return this.#window.isFull ? this.#weighted.value / ((size * (size + 1)) / 2) : Number.NaN;
	}
}

/** Mean and variance (of the population) of a window. */
export class Spread {
	readonly #sum: RollingSum;
	readonly #squares: RollingSum;
	readonly #origin: Float64Array;
	readonly #size: number;
	constructor(state: State, size: number) {
		this.#sum = new RollingSum(state, size);
		this.#squares = new RollingSum(state, size);
		// Values are taken from the first one on: squares of prices themselves would eat the digits.
		this.#origin = state.reserve(1, Number.NaN);
		this.#size = size;
	}
	/** @returns the variance. */
	update(value: number): number {
		if (Number.isNaN(this.#origin[0])) this.#origin[0] = value;
		const moved = value - (this.#origin[0] ?? 0);
		const sum = this.#sum.update(moved);
		const mean = sum / this.#size;
		return Math.max(0, this.#squares.update(moved * moved) / this.#size - mean * mean);
	}
	get mean(): number {
		return this.#sum.window.isFull ? this.#sum.partial / this.#size + (this.#origin[0] ?? 0) : Number.NaN;
	}
}

/** The largest of a window, by a queue of those that may still become it. */
export class RollingMax {
	readonly #values: Float64Array;
	readonly #places: Float64Array;
	/** Head and tail of the queue, and how many were seen. */
	readonly #at: Float64Array;
	readonly #size: number;
	readonly #sign: number;
	constructor(state: State, size: number, sign = 1) {
		this.#values = state.reserve(checkPeriod(size));
		this.#places = state.reserve(size);
		this.#at = state.reserve(3);
		this.#size = size;
		this.#sign = sign;
	}
	update(value: number): number {
		const own = value * this.#sign;
		let [head = 0, tail = 0] = this.#at;
		const seen = this.#at[2] ?? 0;
		while (tail > head && (this.#values[(tail - 1) % this.#size] ?? 0) <= own) tail--;
		while (head < tail && (this.#places[head % this.#size] ?? 0) <= seen - this.#size) head++;
		this.#values[tail % this.#size] = own;
		this.#places[tail % this.#size] = seen;
		this.#at.set([head, tail + 1, seen + 1]);
		return seen + 1 >= this.#size ? (this.#values[head % this.#size] ?? 0) * this.#sign : Number.NaN;
	}
	/** Of what is there, full or not; NaN before the first. */
	get partial(): number {
		const [head = 0, , seen = 0] = this.#at;
		return seen === 0 ? Number.NaN : (this.#values[head % this.#size] ?? 0) * this.#sign;
	}
	/** How many updates ago it came; of the latest where several are equal. */
	get age(): number {
		const [head = 0, , seen = 0] = this.#at;
		return seen - 1 - (this.#places[head % this.#size] ?? 0);
	}
}

export class RollingMin extends RollingMax {
	constructor(state: State, size: number) {
		super(state, size, -1);
	}
}
