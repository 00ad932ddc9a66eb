/**
 * Notices a peer that has fallen silent. Not socket.setTimeout: our own writes (the heartbeats) refresh that, and a half-open line
 * would look alive for ever.
 */
export class SilenceWatch {
	readonly #limitMs: number;
	readonly #nowMs: () => number;
	#heardAtMs: number;

	/** @param nowMs a clock that never runs back, in ms. */
	constructor(limitMs: number, nowMs: () => number) {
		this.#limitMs = limitMs;
		this.#nowMs = nowMs;
		this.#heardAtMs = nowMs();
	}

	heard(): void {
		this.#heardAtMs = this.#nowMs();
	}

	get isSilent(): boolean {
		return this.#nowMs() - this.#heardAtMs > this.#limitMs;
	}
}
