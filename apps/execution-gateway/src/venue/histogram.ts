/** Buckets per decade of microseconds, from 10 µs to 100 s: a percentile is told within 26 %. */
const perDecade = 10;
const decades = 7;
const size = perDecade * decades + 1;
const boundUs = (bucket: number): number => 10 ** (1 + bucket / perDecade);

/** The bounds that metrics show: 10, 20, 50, 100 … µs. */
const shown = Array.from({ length: size }, (_, bucket) => bucket).filter((bucket) => [0, 3, 7].includes(bucket % perDecade));
export const shownBoundsUs: readonly number[] = shown.map((bucket) => Number(boundUs(bucket).toPrecision(1)));

/** How long something took, counted. */
export class Histogram {
	count = 0;
	sumUs = 0;
	readonly #counts = new Uint32Array(size + 1);

	note(us: number): void {
		const bucket = us <= 10 ? 0 : Math.min(size, Math.ceil((Math.log10(us) - 1) * perDecade - 1e-9));
		this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
		this.count += 1;
		this.sumUs += us;
	}

	/** The bound of the bucket below which this share lies, µs; null where nothing was counted. */
	quantileUs(share: number): number | null {
		if (this.count === 0) return null;
		let left = Math.ceil(this.count * share);
		for (let bucket = 0; bucket < this.#counts.length; bucket++) {
			left -= this.#counts[bucket] ?? 0;
			if (left <= 0) return Math.round(boundUs(Math.min(bucket, size - 1)));
		}
		return Math.round(boundUs(size - 1));
	}

	/** Cumulative counts at shownBoundsUs; the rest took longer. */
	cumulative(): number[] {
		let sum = 0;
		let next = 0;
		return shown.map((bucket) => {
			for (; next <= bucket; next++) sum += this.#counts[next] ?? 0;
			return sum;
		});
	}
}
