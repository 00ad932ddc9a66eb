/** So many of the last pings are looked at. */
const kept = 16;

/** The steady clock of the other side, compared with ours: of the last pings the quickest says best, since it leaves least room. */
export class PeerClock {
	readonly #samples: { readonly roundTripUs: number; readonly aheadUs: number }[] = [];
	#best: { readonly roundTripUs: number; readonly aheadUs: number } | undefined;

	/** An answered ping: when we asked and when the answer came by our clock, when it was asked by theirs. */
	note(input: { readonly askedUs: number; readonly theirsUs: number; readonly answeredUs: number }): void {
		const roundTripUs = input.answeredUs - input.askedUs;
		if (roundTripUs < 0) return;
		this.#samples.push({ roundTripUs, aheadUs: input.theirsUs - (input.askedUs + input.answeredUs) / 2 });
		if (this.#samples.length > kept) this.#samples.shift();
		this.#best = this.#samples.reduce((best, sample) => (sample.roundTripUs < best.roundTripUs ? sample : best));
	}

	/** Their time by our clock, wrong by half of the quickest round trip at most; null before the first answer. */
	ours(theirsUs: number): number | null {
		return this.#best === undefined ? null : theirsUs - this.#best.aheadUs;
	}
}
