/**
 * Notices a peer that has fallen silent. Not socket.setTimeout: our own writes (the heartbeats) refresh that, and a half-open line
 * would look alive for ever.
 */
export class SilenceWatch {
	readonly #limitMs: number;
	readonly #nowMs: () => number;
	#heardAtMs: number;
	#lookedAtMs: number;

	/** @param nowMs a clock that never runs back, in ms. */
	constructor(limitMs: number, nowMs: () => number) {
		this.#limitMs = limitMs;
		this.#nowMs = nowMs;
		this.#heardAtMs = nowMs();
		this.#lookedAtMs = this.#heardAtMs;
	}

	heard(): void {
		this.#heardAtMs = this.#nowMs();
	}

	/**
	 * Asked several times within the limit. Where nobody asked for half of it, we were away ourselves (a machine that stood still, a disk that did), and what was
	 * said meanwhile is still to be read: that time counts for nobody's silence. Else one pause of ours would cut every line that we have.
	 */
	isSilent(): boolean {
		const nowMs = this.#nowMs();
		const awayMs = nowMs - this.#lookedAtMs;
		this.#lookedAtMs = nowMs;
		if (awayMs > this.#limitMs / 2) this.#heardAtMs = Math.min(nowMs, this.#heardAtMs + awayMs);
		return nowMs - this.#heardAtMs > this.#limitMs;
	}
}
