import type { State } from '../state.ts';
import type { Candles } from './candles.ts';

/** A bar inside the one before, then a break out that is false; a close beyond the inside bar within three bars confirms it, as 200. */
export class Hikkake {
	/** Result, bars since, and the bar whose end must be passed: as many back from the pattern. */
	readonly #last: Float64Array;
	readonly #isModified: boolean;

	constructor(state: State, { isModified }: { readonly isModified: boolean }) {
		this.#last = state.reserve(2);
		this.#isModified = isModified;
	}

	update(k: Candles): number {
		const found = this.#isModified ? this.#modified(k) : this.#plain(k);
		if (found !== 0) {
			this.#last.set([found, 0]);
			return found;
		}
		const [result = 0, age = 0] = this.#last;
		this.#last[1] = age + 1;
		if (result === 0 || age + 1 > 3) return 0;
		// The inside bar was the one before the pattern's.
		const back = age + 2;
		const confirms = result > 0 ? k.close(0) > k.high(back) : k.close(0) < k.low(back);
		if (!confirms) return 0;
		this.#last[0] = 0;
		return result + 100 * Math.sign(result);
	}

	#plain(k: Candles): number {
		if (!(k.high(1) < k.high(2) && k.low(1) > k.low(2))) return 0;
		if (k.high(0) < k.high(1) && k.low(0) < k.low(1)) return 100;
		return k.high(0) > k.high(1) && k.low(0) > k.low(1) ? -100 : 0;
	}

	#modified(k: Candles): number {
		const isNested = k.high(2) < k.high(3) && k.low(2) > k.low(3) && k.high(1) < k.high(2) && k.low(1) > k.low(2);
		if (!isNested) return 0;
		const near = k.usual('near', 2);
		if (k.high(0) < k.high(1) && k.low(0) < k.low(1) && k.close(2) <= k.low(2) + near) return 100;
		return k.high(0) > k.high(1) && k.low(0) > k.low(1) && k.close(2) >= k.high(2) - near ? -100 : 0;
	}
}
