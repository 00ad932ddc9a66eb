import { z } from 'zod';
import { ZoneClock } from './zone.ts';

const dayMs = 86_400_000;
const clock = z.string().regex(/^(?:([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?|24:00)$/, 'is no time of day such as 16:58 or 24:00');
const date = z.iso.date();
const session = z.strictObject({ from: clock, to: clock });

/** When a venue trades, on its own wall clock. A session across midnight is written as two. */
export const calendarConfig = z.strictObject({
	zone: z.string(),
	/** Seven lists, Monday first. */
	week: z.array(z.array(session)).length(7),
	holidays: z.array(date).default([]),
	/** By date: the sessions end at this time. */
	earlyCloses: z.record(date, clock).default({}),
	/** By date: they begin at this time. */
	lateOpens: z.record(date, clock).default({}),
});
export type CalendarConfig = z.input<typeof calendarConfig>;

type Span = { readonly fromMs: number; readonly toMs: number };

function ofDay(text: string): number {
	const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
	return ((hours * 60 + minutes) * 60 + seconds) * 1000;
}
export const dateOf = (localMs: number): string => new Date(localMs).toISOString().slice(0, 10);

/** Answers whether a venue is open. The span last asked for is kept: most answers are two comparisons. */
export class Calendar {
	readonly clock: ZoneClock;
	readonly #config: z.output<typeof calendarConfig>;
	readonly #holidays: ReadonlySet<string>;
	#fromMs = 0;
	/** In [#fromMs, #toMs) the answer is #open. */
	#toMs = 0;
	#open = false;

	/** @throws ZodError, or RangeError for an unknown zone */
	constructor(config: CalendarConfig) {
		this.#config = calendarConfig.parse(config);
		this.#holidays = new Set(this.#config.holidays);
		this.clock = new ZoneClock(this.#config.zone);
	}

	isOpen(utcMs: number): boolean {
		if (!(utcMs >= this.#fromMs && utcMs < this.#toMs)) this.#find(utcMs);
		return this.#open;
	}

	/** How much of [from, to) the venue was open. */
	openMs(fromMs: number, toMs: number): number {
		let sum = 0;
		for (let at = fromMs; at < toMs; ) {
			const open = this.isOpen(at);
			const end = Math.min(this.#toMs, toMs);
			if (open) sum += end - at;
			at = end;
		}
		return sum;
	}

	/** The sessions of the local day that begins at `dayLocalMs`, in UTC. */
	#sessions(dayLocalMs: number): Span[] {
		const name = dateOf(dayLocalMs);
		if (this.#holidays.has(name)) return [];
		const weekday = (Math.floor(dayLocalMs / dayMs) + 3) % 7; // 1970-01-01 was a Thursday
		const opens = ofDay(this.#config.lateOpens[name] ?? '00:00');
		const closes = ofDay(this.#config.earlyCloses[name] ?? '24:00');
		return (this.#config.week[(weekday + 7) % 7] ?? [])
			.map(({ from, to }) => ({ fromMs: Math.max(ofDay(from), opens), toMs: Math.min(ofDay(to), closes) }))
			.filter(({ fromMs, toMs }) => fromMs < toMs)
			.map(({ fromMs, toMs }) => ({ fromMs: this.clock.utcMs(dayLocalMs + fromMs), toMs: this.clock.utcMs(dayLocalMs + toMs) }));
	}

	/** Of the local day of this moment: the session that holds it, or the time between two. */
	#find(utcMs: number): void {
		const local = this.clock.localMs(utcMs);
		const day = Math.floor(local / dayMs) * dayMs;
		this.#open = false;
		this.#fromMs = Math.min(utcMs, this.clock.utcMs(day));
		this.#toMs = Math.max(utcMs + 1, this.clock.utcMs(day + dayMs));
		for (const { fromMs, toMs } of this.#sessions(day)) {
			if (utcMs >= toMs) this.#fromMs = Math.max(this.#fromMs, toMs);
			else if (utcMs < fromMs) this.#toMs = Math.min(this.#toMs, fromMs);
			else {
				this.#open = true;
				this.#fromMs = fromMs;
				this.#toMs = toMs;
				return;
			}
		}
	}
}
