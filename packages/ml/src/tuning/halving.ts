/**
 * Asynchronous successive halving (Li et al. 2020): a trial that has reached a rung goes on only while it is among the best 1/`eta` of those that reached it
 * before. No trial waits for another.
 */
export class Halving {
	/** Steps at which trials are judged. */
	readonly rungs: readonly number[];
	readonly #eta: number;
	readonly #seen = new Map<number, number[]>();

	/** @param first steps before the first cut; then `eta` times as many, below `last`. */
	constructor({ first, last, eta = 3 }: { readonly first: number; readonly last: number; readonly eta?: number }) {
		if (!(first >= 1) || !(eta > 1)) throw new RangeError('the first rung must be at 1 or more, and eta above 1');
		const rungs: number[] = [];
		for (let rung = first; rung < last; rung = Math.ceil(rung * eta)) rungs.push(rung);
		this.rungs = rungs;
		this.#eta = eta;
	}

	/** Tells a trial's loss after so many steps. @returns whether it should go on. */
	report({ step, loss }: { readonly step: number; readonly loss: number }): boolean {
		if (!this.rungs.includes(step)) return true;
		const losses = this.#seen.get(step) ?? [];
		losses.push(loss);
		this.#seen.set(step, losses);
		if (Number.isNaN(loss)) return false;
		const keep = Math.max(1, Math.floor(losses.length / this.#eta));
		const bar = losses.filter((other) => !Number.isNaN(other)).toSorted((a, b) => a - b)[keep - 1] ?? Number.POSITIVE_INFINITY;
		return losses.length < this.#eta || loss <= bar;
	}
}
