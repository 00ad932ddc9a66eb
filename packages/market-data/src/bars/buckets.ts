import { ZoneClock } from '../calendar/index.ts';
import type { TimeUnit } from './spec.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const unitMs = { s: 1_000, m: 60_000, h: hourMs } as const;

const floorTo = (value: number, step: number): number => Math.floor(value / step) * step;

/**
 * The spans of time bars on a venue's wall clock. Up to an hour they follow the clock within one offset, so that the hour that autumn
 * repeats is two bars; above, they begin where the wall clock first shows their beginning, so that days of 23 and 25 hours are one bar.
 */
export class Buckets {
	/** The span that `find` found last. */
	fromMs = 0;
	toMs = 0;
	readonly #clock: ZoneClock;
	readonly #unit: TimeUnit;
	readonly #count: number;
	readonly #dayStartMs: number;

	constructor(rule: { readonly unit: TimeUnit; readonly count: number }, venue: { readonly zone: string; readonly dayStartHours: number }) {
		this.#clock = new ZoneClock(venue.zone);
		this.#unit = rule.unit;
		this.#count = rule.count;
		this.#dayStartMs = venue.dayStartHours * hourMs;
	}

	/** Sets `fromMs` and `toMs` to the span that holds this moment. */
	find(utcMs: number): void {
		if (utcMs >= this.fromMs && utcMs < this.toMs) return;
		switch (this.#unit) {
			case 's':
			case 'm':
				return this.#withinOffset(utcMs, unitMs[this.#unit] * this.#count);
			case 'h':
				return this.#count === 1 ? this.#withinOffset(utcMs, hourMs) : this.#onWall(utcMs, hourMs * this.#count);
			case 'd':
				return this.#onWall(utcMs, dayMs);
			case 'w':
			case 'M':
				return this.#byDate(utcMs);
		}
	}

	#withinOffset(utcMs: number, lengthMs: number): void {
		const clock = this.#clock;
		const offset = clock.offsetMs(utcMs);
		this.fromMs = floorTo(utcMs + offset, lengthMs) - offset;
		this.toMs = this.fromMs + lengthMs;
		if (clock.offsetMs(this.toMs - 1) !== offset) this.toMs = clock.span(this.toMs - 1).fromMs;
		if (clock.offsetMs(this.fromMs) !== offset) this.fromMs = clock.span(utcMs).fromMs;
	}

	/** Wall time since the start of the trading day of this moment. */
	#wall(utcMs: number): number {
		return this.#clock.localMs(utcMs) - this.#dayStartMs;
	}

	#set(fromWallMs: number, toWallMs: number): void {
		this.fromMs = this.#clock.utcMs(fromWallMs + this.#dayStartMs);
		this.toMs = this.#clock.utcMs(toWallMs + this.#dayStartMs);
	}

	#onWall(utcMs: number, lengthMs: number): void {
		const from = floorTo(this.#wall(utcMs), lengthMs);
		this.#set(from, from + lengthMs);
	}

	#byDate(utcMs: number): void {
		const day = new Date(floorTo(this.#wall(utcMs), dayMs));
		if (this.#unit === 'w') {
			const monday = day.getTime() - ((day.getUTCDay() + 6) % 7) * dayMs;
			return this.#set(monday, monday + 7 * dayMs);
		}
		const [year, month] = [day.getUTCFullYear(), day.getUTCMonth()];
		this.#set(Date.UTC(year, month), Date.UTC(year, month + 1));
	}
}
