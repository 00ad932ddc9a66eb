/** Bounds of a decade (the preferred numbers R10), from 10 µs to 100 s: a percentile is told within 28 %. */
const decade = [1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.3, 8] as const;
const bounds = [...[10, 100, 1e3, 1e4, 1e5, 1e6, 1e7].flatMap((scale) => decade.map((step) => step * scale)), 1e8];
const last = bounds.length - 1;
const boundUs = (bucket: number): number => bounds[Math.min(bucket, last)] ?? 0;

/** The bounds that metrics show: 10, 20, 50, 100 … µs. */
const shown = bounds.flatMap((_, bucket) => ([0, 3, 7].includes(bucket % decade.length) ? [bucket] : []));
export const shownBoundsUs: readonly number[] = shown.map(boundUs);

/** The first bucket whose bound is not below; one more than there are bounds takes the rest. */
function bucketOf(us: number): number {
	let bucket = us <= 10 ? 0 : Math.min(last, Math.floor((Math.log10(us) - 1) * decade.length));
	while (bucket > 0 && us <= boundUs(bucket - 1)) bucket -= 1;
	while (bucket <= last && us > boundUs(bucket)) bucket += 1;
	return bucket;
}

/** How long something took, counted. */
export class Histogram {
	count = 0;
	sumUs = 0;
	readonly #counts = new Uint32Array(bounds.length + 1);

	note(us: number): void {
		const bucket = bucketOf(us);
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
			if (left <= 0) return Math.round(boundUs(bucket));
		}
		return boundUs(last);
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
