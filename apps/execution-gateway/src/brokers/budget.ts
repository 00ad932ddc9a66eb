/** What a broker takes of all accounts together: requests a second, and how many of them at once. */
export type BrokerRate = { readonly perSecond: number; readonly burst: number };

const firstPauseMs = 500;
const longestPauseMs = 30_000;
/** So long without a complaint, and the next one counts as the first. */
const forgetMs = 60_000;
/** Each second without a complaint brings so much of the rate back. */
const growth = 1.1;
/** An admitted request whose answer never came holds its place no longer than this. */
const holdMs = 5_000;
/** A broker without a rate of its own is held to one only after it has complained, and is free again above this. */
const noRate = 1_000;

/**
 * One broker's budget: a bucket that each request takes from, whoever sends it, and what the broker's own complaint (TOO_MANY_REQUESTS) does to it: nothing goes
 * out for a while that may wait, twice as long each time, and then at half of what
 * it got, which grows again.
 * Times are ms of a clock that never runs back.
 */
export class BrokerBudget {
	readonly #rate: BrokerRate | undefined;
	/** In force instead of the rate since a complaint. */
	#learned: number | undefined;
	#learnedAtMs = 0;
	#tokens: number;
	#atMs: number;
	#pauseMs = 0;
	#pausedUntilMs = 0;
	#complainedAtMs = 0;
	/** When each request was admitted that has not been decided yet: what it sends is not counted yet. */
	readonly #admitted = new Set<{ readonly atMs: number }>();
	/** Of the last second. */
	#sentAtMs: number[] = [];

	/** @param rate absent: as fast as anybody likes, until the broker complains */
	constructor(rate: BrokerRate | undefined, nowMs: number) {
		this.#rate = rate;
		this.#tokens = rate?.burst ?? 0;
		this.#atMs = nowMs;
	}

	/** @returns in how many ms a request may go that may wait; 0: now. */
	waitMs(nowMs: number): number {
		if (nowMs < this.#pausedUntilMs) return this.#pausedUntilMs - nowMs;
		const perSecond = this.#perSecond(nowMs);
		if (perSecond === undefined) return 0;
		this.#fill(nowMs, perSecond);
		for (const one of this.#admitted) if (nowMs - one.atMs > holdMs) this.#admitted.delete(one);
		const lacking = 1 - (this.#tokens - this.#admitted.size);
		return lacking <= 0 ? 0 : Math.ceil((lacking * 1_000) / perSecond);
	}

	/** A request is on its way to be decided: its place is taken until what it sends is counted. @returns what gives the place back */
	admit(nowMs: number): () => void {
		const one = { atMs: nowMs };
		this.#admitted.add(one);
		return () => this.#admitted.delete(one);
	}

	/** What was decided goes out: in the place that was taken for it. @returns false where none was */
	claim(): boolean {
		for (const one of this.#admitted) return this.#admitted.delete(one);
		return false;
	}

	/** A request has gone out. One that the broker was not to have yet, since it could be held no longer, is owed. */
	sent(nowMs: number): void {
		const perSecond = this.#perSecond(nowMs);
		if (perSecond !== undefined) this.#fill(nowMs, perSecond);
		this.#tokens = Math.max(-this.#burst(), this.#tokens - 1);
		this.#sentAtMs.push(nowMs);
		if (this.#sentAtMs.length > 64 && (this.#sentAtMs[0] ?? 0) < nowMs - 1_000) this.#forgetSent(nowMs);
	}

	/** The broker says that it has had too many. What was on its way at that moment will be told the same, and says nothing new. @returns whether it did */
	tooMany(nowMs: number): boolean {
		if (nowMs < this.#pausedUntilMs) return false;
		this.#forgetSent(nowMs);
		// What it did not take is what it got, however much it was thought to take.
		const before = Math.min(this.#perSecond(nowMs) ?? noRate, this.#sentAtMs.length);
		this.#pauseMs =
			this.#pauseMs === 0 || nowMs - this.#complainedAtMs > forgetMs ? firstPauseMs : Math.min(longestPauseMs, this.#pauseMs * 2);
		this.#complainedAtMs = nowMs;
		this.#pausedUntilMs = nowMs + this.#pauseMs;
		this.#learned = Math.max(1, before / 2);
		this.#learnedAtMs = this.#pausedUntilMs;
		this.#tokens = 1;
		this.#atMs = this.#pausedUntilMs;
		return true;
	}

	isPaused(nowMs: number): boolean {
		return nowMs < this.#pausedUntilMs;
	}

	#perSecond(nowMs: number): number | undefined {
		const own = this.#rate?.perSecond;
		if (this.#learned === undefined) return own;
		const learned = this.#learned * growth ** Math.max(0, (nowMs - this.#learnedAtMs) / 1_000);
		if (learned < (own ?? noRate)) return learned;
		this.#learned = undefined;
		return own;
	}

	#burst(): number {
		return this.#learned === undefined ? (this.#rate?.burst ?? 1) : 1;
	}

	#fill(nowMs: number, perSecond: number): void {
		if (nowMs <= this.#atMs) return;
		this.#tokens = Math.min(this.#burst(), this.#tokens + ((nowMs - this.#atMs) * perSecond) / 1_000);
		this.#atMs = nowMs;
	}

	#forgetSent(nowMs: number): void {
		const kept = this.#sentAtMs.findIndex((atMs) => atMs >= nowMs - 1_000);
		this.#sentAtMs.splice(0, kept === -1 ? this.#sentAtMs.length : kept);
	}
}
