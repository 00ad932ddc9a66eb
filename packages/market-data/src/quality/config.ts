import { z } from 'zod';
import { calendarConfig } from '../calendar/index.ts';
import { tickFlags } from '../tick/index.ts';

/** What can be wrong with a tick, in the order of its bits. */
export const qualityRules = ['crossed', 'nonPositive', 'stale', 'spike', 'duplicate', 'outOfOrder', 'gap', 'session'] as const;
export type QualityRule = (typeof qualityRules)[number];

export const ruleBit = (rule: QualityRule): number => tickFlags[rule];

/** drop: the tick goes no further. flag: it goes on with the rule's bit set. pass: it goes on as it came. All three are counted. */
const action = z.enum(['drop', 'flag', 'pass']);
export type QualityAction = z.output<typeof action>;

/** How one venue's ticks are judged. */
export const qualityConfig = z.strictObject({
	/** Bid above ask. */
	crossed: action.default('flag'),
	/** A price of zero or below. Pass it where an instrument may trade below zero. */
	nonPositive: action.default('drop'),
	/** The stamp and our clock at receipt are further apart than `staleMs`, either way. History has no receipt and is never stale. */
	stale: action.default('flag'),
	staleMs: z.number().positive().default(5_000),
	/** The middle left the last accepted one by more than `spikePpm`, and `spikeTicks` in a row have not yet confirmed the new level. */
	spike: action.default('flag'),
	spikePpm: z.number().positive().default(10_000),
	spikeTicks: z.int().min(1).max(1000).default(3),
	/** The same stamp as the newest before it. */
	duplicate: action.default('pass'),
	/** A stamp before the newest. */
	outOfOrder: action.default('flag'),
	/** More than `gapMs` of silence before this tick; with a calendar, only the time that the venue was open counts. */
	gap: action.default('flag'),
	gapMs: z.number().positive().default(60_000),
	/** Outside the calendar's sessions; never where there is no calendar. */
	session: action.default('flag'),
	calendar: calendarConfig.optional(),
});
export type QualityConfig = z.input<typeof qualityConfig>;
export type QualitySettings = z.output<typeof qualityConfig>;
