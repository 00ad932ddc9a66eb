import { Ring } from './ring.ts';

/**
 * Correlation of the changes of two prices, sampled on a common grid of `stepMs`: the last `samples` steps. Prices of two streams never
 * change at the same moment, so what is compared is the last of each before a step. Sums are of integers.
 */
export class Correlation {
	readonly #stepMs: number;
	readonly #samples: number;
	readonly #changes = new Ring(2);
	/** Newest price, and price at the last step, of both. NaN: none yet. */
	readonly #now: [number, number] = [Number.NaN, Number.NaN];
	readonly #then: [number, number] = [Number.NaN, Number.NaN];
	#step = Number.NaN;
	#sumX = 0;
	#sumY = 0;
	#sumXX = 0;
	#sumYY = 0;
	#sumXY = 0;

	constructor(input: { readonly stepMs: number; readonly samples: number }) {
		this.#stepMs = input.stepMs;
		this.#samples = input.samples;
	}

	/** @param side which of the two */
	add(side: 0 | 1, input: { readonly timeMs: number; readonly price: number }): void {
		this.advance(input.timeMs);
		this.#now[side] = input.price;
	}

	/** Takes the samples of all steps that are over by this moment. */
	advance(nowMs: number): void {
		const step = Math.floor(nowMs / this.#stepMs);
		if (Number.isNaN(this.#step)) this.#step = step;
		// More steps without a tick than the window has are all of no change.
		const missed = Math.min(step - this.#step, this.#samples + 1);
		for (let n = 0; n < missed; n++) this.#sample();
		this.#step = Math.max(this.#step, step);
	}

	get samples(): number {
		return this.#changes.length;
	}

	/** -1..1; NaN with fewer than two samples, or where one price did not move. */
	get value(): number {
		const n = this.#changes.length;
		const top = n * this.#sumXY - this.#sumX * this.#sumY;
		const x = n * this.#sumXX - this.#sumX ** 2;
		const y = n * this.#sumYY - this.#sumY ** 2;
		return x > 0 && y > 0 ? top / Math.sqrt(x) / Math.sqrt(y) : Number.NaN;
	}

	#sample(): void {
		const [x, y] = [this.#now[0] - this.#then[0], this.#now[1] - this.#then[1]];
		this.#then[0] = this.#now[0];
		this.#then[1] = this.#now[1];
		if (Number.isNaN(x) || Number.isNaN(y)) return;
		const row = this.#changes.push();
		this.#changes.set(row, 0, x);
		this.#changes.set(row, 1, y);
		this.#count(x, y, 1);
		if (this.#changes.length <= this.#samples) return;
		const old = this.#changes.first++;
		this.#count(this.#changes.get(old, 0), this.#changes.get(old, 1), -1);
	}

	#count(x: number, y: number, sign: 1 | -1): void {
		this.#sumX += sign * x;
		this.#sumY += sign * y;
		this.#sumXX += sign * x * x;
		this.#sumYY += sign * y * y;
		this.#sumXY += sign * x * y;
	}
}
