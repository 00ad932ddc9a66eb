/**
 * Page-Hinkley test for a rise of a stream's mean, such as a model's loss. It alarms once the sum of excesses over the mean so far is `threshold` above its
 * lowest, in units of the stream's own spread; then it begins anew.
 */
export class PageHinkley {
	readonly #options: { readonly delta: number; readonly threshold: number; readonly warmUp: number };
	#count = 0;
	#mean = 0;
	#squares = 0;
	#sum = 0;
	#lowest = 0;

	constructor({
		delta = 0.3,
		threshold = 30,
		warmUp = 100,
	}: { readonly delta?: number; readonly threshold?: number; readonly warmUp?: number } = {}) {
		this.#options = { delta, threshold, warmUp };
	}

	/** @returns whether the mean has risen. */
	add(value: number): boolean {
		const { delta, threshold, warmUp } = this.#options;
		this.#count += 1;
		const difference = value - this.#mean;
		this.#mean += difference / this.#count;
		this.#squares += difference * (value - this.#mean);
		if (this.#count <= warmUp) return false;
		const deviation = Math.sqrt(this.#squares / this.#count) || 1;
		this.#sum += (value - this.#mean) / deviation - delta;
		this.#lowest = Math.min(this.#lowest, this.#sum);
		if (this.#sum - this.#lowest <= threshold) return false;
		this.reset();
		return true;
	}

	reset(): void {
		[this.#count, this.#mean, this.#squares, this.#sum, this.#lowest] = [0, 0, 0, 0, 0];
	}
}
