const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** No two changes of a zone's offset are closer than this, so that a search between two probes finds one at most. */
const probeMs = 8 * dayMs;

/**
 * Wall clock of one IANA zone. The span of one offset is kept, so that most calls cost two comparisons.
 * Local times are milliseconds as if the wall clock were UTC.
 */
export class ZoneClock {
	readonly zone: string;
	readonly #format: Intl.DateTimeFormat;
	#fromMs = 0;
	/** The zone's offset is `#offsetMs` in [#fromMs, #toMs). */
	#toMs = 0;
	#offsetMs = 0;

	/** @throws RangeError where the zone is unknown */
	constructor(zone: string) {
		this.zone = zone;
		this.#format = new Intl.DateTimeFormat('en-US', {
			timeZone: zone,
			hourCycle: 'h23',
			year: 'numeric',
			month: 'numeric',
			day: 'numeric',
			hour: 'numeric',
			minute: 'numeric',
			second: 'numeric',
		});
	}

	/** What to add to UTC at this moment. */
	offsetMs(utcMs: number): number {
		if (!(utcMs >= this.#fromMs && utcMs < this.#toMs)) this.#find(utcMs);
		return this.#offsetMs;
	}

	localMs(utcMs: number): number {
		return utcMs + this.offsetMs(utcMs);
	}

	/**
	 * The first moment at which the wall clock shows this time or a later one: the earlier of two in autumn, the change itself where the
	 * clock skips over it in spring.
	 */
	utcMs(localMs: number): number {
		let utc = Number.POSITIVE_INFINITY;
		// Offsets lie between -12 h and +14 h, so what holds a day before and after are the only candidates.
		for (const offset of new Set([this.offsetMs(localMs - dayMs), this.offsetMs(localMs + dayMs)])) {
			const candidate = localMs - offset;
			if (this.offsetMs(candidate) === offset) utc = Math.min(utc, candidate);
		}
		if (utc !== Number.POSITIVE_INFINITY) return utc;
		this.offsetMs(localMs + dayMs);
		return this.#fromMs;
	}

	/** The moments between which the offset at this moment holds, as far as was looked. */
	span(utcMs: number): { readonly fromMs: number; readonly toMs: number } {
		this.offsetMs(utcMs);
		return { fromMs: this.#fromMs, toMs: this.#toMs };
	}

	#find(utcMs: number): void {
		const offset = this.#ask(utcMs);
		this.#offsetMs = offset;
		this.#fromMs = this.#ask(utcMs - probeMs) === offset ? utcMs - probeMs : this.#change(utcMs - probeMs, utcMs);
		this.#toMs = this.#ask(utcMs + probeMs) === offset ? utcMs + probeMs : this.#change(utcMs, utcMs + probeMs);
	}

	/** The first moment in (from, to] whose offset is the one at `to`; both have different ones. */
	#change(from: number, to: number): number {
		const goal = this.#ask(to);
		let [low, high] = [from, to];
		while (high - low > 1) {
			const middle = Math.floor((low + high) / 2);
			if (this.#ask(middle) === goal) high = middle;
			else low = middle;
		}
		return high;
	}

	#ask(utcMs: number): number {
		const parts: Record<string, number> = {};
		for (const { type, value } of this.#format.formatToParts(utcMs)) parts[type] = Number(value);
		const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
		return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(utcMs / 1000) * 1000;
	}
}
