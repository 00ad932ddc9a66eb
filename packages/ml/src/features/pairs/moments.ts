import type { State } from '../state.ts';
import { Lag, Spread } from '../windows.ts';

/**
 * Moments of the returns of two series over a window, in one pass. The covariance is taken from variances of the sum and the difference, so that the windows that carry their
 * rounding errors along do the work.
 */
export class ReturnMoments {
	readonly #before: readonly [Lag, Lag];
	readonly #spreads: readonly [own: Spread, reference: Spread, sum: Spread, difference: Spread];
	/** Of a sample over one of the population. */
	readonly #share: number;

	/** @throws RangeError where the period is below two: one return has no variance. */
	constructor(state: State, period: number) {
		if (!(period >= 2)) throw new RangeError(`a period of two series must be a whole number from 2 on, it is ${period}`);
		this.#before = [new Lag(state, 1), new Lag(state, 1)];
		const spread = (): Spread => new Spread(state, period);
		this.#spreads = [spread(), spread(), spread(), spread()];
		this.#share = period / (period - 1);
	}

	/** @returns undefined while the window fills. */
	update(
		close: number,
		reference: number,
	): { readonly covariance: number; readonly variances: readonly [number, number]; readonly means: readonly [number, number] } | undefined {
		const [last, lastReference] = [this.#before[0].update(close), this.#before[1].update(reference)];
		if (Number.isNaN(last) || Number.isNaN(lastReference)) return undefined;
		const [own, other] = [close / last - 1, reference / lastReference - 1];
		const [a, b, sum, difference] = this.#spreads;
		const variances = [a.update(own) * this.#share, b.update(other) * this.#share] as const;
		const covariance = ((sum.update(own + other) - difference.update(own - other)) * this.#share) / 4;
		return Number.isNaN(covariance) ? undefined : { covariance, variances, means: [a.mean, b.mean] };
	}
}
