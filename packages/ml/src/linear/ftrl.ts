import { z } from 'zod';

export const ftrlParameters = z.strictObject({
	width: z.int().min(1),
	/** Learning rate per coordinate: alpha / (beta + root of the sum of squared gradients). */
	alpha: z.number().gt(0).default(0.1),
	beta: z.number().gt(0).default(1),
	l1: z.number().min(0).default(0),
	l2: z.number().min(0).default(1),
});
export type FtrlOptions = z.input<typeof ftrlParameters>;
export type FtrlState = {
	readonly parameters: z.output<typeof ftrlParameters>;
	readonly z: readonly number[];
	readonly n: readonly number[];
};

/**
 * Logistic regression that learns one row at a time: FTRL-Proximal (McMahan et al. 2013). Rows should be near unit scale; a missing value counts as 0. An
 * offset (the log odds of another model) makes it learn that model's residual.
 */
export class Ftrl {
	readonly #parameters: z.output<typeof ftrlParameters>;
	/** With one more coordinate for the intercept. */
	readonly #z: Float64Array;
	readonly #n: Float64Array;
	readonly #w: Float64Array;

	constructor(options: FtrlOptions) {
		this.#parameters = ftrlParameters.parse(options);
		[this.#z, this.#n, this.#w] = [0, 1, 2].map(() => new Float64Array(this.#parameters.width + 1)) as [
			Float64Array,
			Float64Array,
			Float64Array,
		];
	}

	/** Probability of 1. */
	predict(row: ArrayLike<number>, offset = 0): number {
		let score = offset + (this.#w[this.#parameters.width] ?? 0);
		for (let f = 0; f < this.#parameters.width; f++) score += (this.#w[f] ?? 0) * known(row, f);
		return 1 / (1 + Math.exp(-score));
	}

	/** Learns one label (0 or 1) and returns what it would have said before. */
	learn(row: ArrayLike<number>, { label, offset = 0 }: { readonly label: number; readonly offset?: number }): number {
		const p = this.predict(row, offset);
		for (let f = 0; f <= this.#parameters.width; f++) this.#move(f, (p - label) * (f < this.#parameters.width ? known(row, f) : 1));
		return p;
	}

	state(): FtrlState {
		return { parameters: this.#parameters, z: [...this.#z], n: [...this.#n] };
	}

	static from({ parameters, z: sums, n }: FtrlState): Ftrl {
		const ftrl = new Ftrl(parameters);
		ftrl.#z.set(sums);
		ftrl.#n.set(n);
		for (let f = 0; f <= parameters.width; f++) ftrl.#weigh(f);
		return ftrl;
	}

	#move(f: number, gradient: number): void {
		if (gradient === 0) return;
		const { alpha } = this.#parameters;
		const n = this.#n[f] ?? 0;
		const sigma = (Math.sqrt(n + gradient * gradient) - Math.sqrt(n)) / alpha;
		this.#z[f] = (this.#z[f] ?? 0) + gradient - sigma * (this.#w[f] ?? 0);
		this.#n[f] = n + gradient * gradient;
		this.#weigh(f);
	}

	#weigh(f: number): void {
		const { alpha, beta, l1, l2, width } = this.#parameters;
		const sum = this.#z[f] ?? 0;
		const lasso = f === width ? 0 : l1;
		this.#w[f] = Math.abs(sum) <= lasso ? 0 : -(sum - Math.sign(sum) * lasso) / ((beta + Math.sqrt(this.#n[f] ?? 0)) / alpha + l2);
	}
}

function known(row: ArrayLike<number>, f: number): number {
	const value = row[f] ?? 0;
	return Number.isNaN(value) ? 0 : value;
}
