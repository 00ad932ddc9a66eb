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

	/** Takes a token. @returns 0, or in how many ms there will be one. */
	take(): number {
		const nowMs = this.#nowMs();
		this.#tokens = Math.min(this.#perSecond, this.#tokens + ((nowMs - this.#atMs) * this.#perSecond) / 1_000);
		this.#atMs = nowMs;
		if (this.#tokens < 1) return Math.ceil(((1 - this.#tokens) * 1_000) / this.#perSecond);
		this.#tokens -= 1;
		return 0;
	}
}
