export type SequentialAnswer = {
	/** Mean of B less mean of A. */
	readonly difference: number;
	/** Holds the true difference at every look, however often one looks, with the probability asked for. */
	readonly low: number;
	readonly high: number;
	/** Valid at any time: the smallest seen so far. */
	readonly pValue: number;
};

/**
 * A comparison of two arms that may be looked at after every observation: mixture sequential probability ratio test (Johari et al. 2017) on paired means, with variances estimated as it goes.
 */
export class SequentialTest {
	readonly #alpha: number;
	readonly #tau2: number;
	readonly #arms = [newMoments(), newMoments()] as const;
	#pValue = 1;

	/** @param effect the size of difference that would matter: where the test is sharpest. */
	constructor({ effect, alpha = 0.05 }: { readonly effect: number; readonly alpha?: number }) {
		if (!(effect > 0) || !(alpha > 0 && alpha < 1)) throw new RangeError('effect must be above 0, alpha between 0 and 1');
		this.#alpha = alpha;
		this.#tau2 = effect * effect;
	}

	add(arm: 'A' | 'B', value: number): void {
		const moments = this.#arms[arm === 'A' ? 0 : 1];
		moments.count += 1;
		const change = value - moments.mean;
		moments.mean += change / moments.count;
		moments.squares += change * (value - moments.mean);
		this.#pValue = Math.min(this.#pValue, this.#look().pValue);
	}

	answer(): SequentialAnswer {
		return { ...this.#look(), pValue: this.#pValue };
	}

	#look(): SequentialAnswer {
		const [a, b] = this.#arms;
		const difference = b.mean - a.mean;
		// Variances of a handful of values say nothing yet.
		if (a.count < 30 || b.count < 30) return { difference, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, pValue: 1 };
		const variance = a.squares / (a.count - 1) / a.count + b.squares / (b.count - 1) / b.count;
		if (variance === 0) return { difference, low: difference, high: difference, pValue: difference === 0 ? 1 : 0 };
		const mix = this.#tau2 + variance;
		const ratio = Math.sqrt(variance / mix) * Math.exp((this.#tau2 * difference * difference) / (2 * variance * mix));
		const half = Math.sqrt(((2 * variance * mix) / this.#tau2) * Math.log(Math.sqrt(mix / variance) / this.#alpha));
		return { difference, low: difference - half, high: difference + half, pValue: Math.min(1, 1 / ratio) };
	}
}

const newMoments = () => ({ count: 0, mean: 0, squares: 0 });
