/** A token bucket that holds one second's worth. */
export class Throttle {
	readonly #perSecond: number;
	readonly #nowMs: () => number;
	#tokens: number;
	#atMs: number;

	/** @param nowMs a clock that never runs back, in ms. */
	constructor(perSecond: number, nowMs: () => number) {
		this.#perSecond = perSecond;
		this.#nowMs = nowMs;
		this.#tokens = perSecond;
		this.#atMs = nowMs();
	}

	/** Takes tokens, all or none; more than a second's worth are never asked for. @returns 0, or in how many ms there will be enough. */
	take(count = 1): number {
		const needed = Math.min(count, this.#perSecond);
		const nowMs = this.#nowMs();
		this.#tokens = Math.min(this.#perSecond, this.#tokens + ((nowMs - this.#atMs) * this.#perSecond) / 1_000);
		this.#atMs = nowMs;
		if (this.#tokens < needed) return Math.ceil(((needed - this.#tokens) * 1_000) / this.#perSecond);
		this.#tokens -= needed;
		return 0;
	}
}
