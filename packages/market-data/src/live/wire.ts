import { z } from 'zod';
import { qualityRules } from '../quality/index.ts';

const whole = z.int();
const count = z.int().min(0);

/** A bar as it is kept and published: `Bar`, and whose it is. Ids are the tenant's. */
export const wireBar = z.object({
	instrumentId: z.int().positive(),
	venue: z.string(),
	series: z.string(),
	startMs: z.number(),
	endMs: z.number(),
	open: whole,
	high: whole,
	low: whole,
	close: whole,
	volume: whole,
	ticks: count,
	openMs: z.number(),
	openNs: count,
	closeMs: z.number(),
	closeNs: count,
	revision: count,
	/** False while it is in progress. */
	closed: z.boolean(),
});
export type WireBar = z.output<typeof wireBar>;
export const wireBars = z.array(wireBar);

const ruleCounts = z.object(
	Object.fromEntries(qualityRules.map((rule) => [rule, count])) as Record<(typeof qualityRules)[number], typeof count>,
);

/** What the rules found in one stream since `sinceMs`. */
export const wireQuality = ruleCounts.extend({ seen: count, dropped: count, sinceMs: z.number() });
export type WireQuality = z.output<typeof wireQuality>;

/** One minute of one stream. Prices at the instrument's digits; null where there was no quote. */
export const wireMinute = ruleCounts.extend({
	startMs: z.number(),
	ticks: count,
	dropped: count,
	spreadMean: z.number().nullable(),
	spreadMax: z.number().nullable(),
	volatilityPpm: z.number().nullable(),
});
export type WireMinute = z.output<typeof wireMinute>;

export const wireGap = z.object({ fromMs: z.number(), toMs: z.number() });
export type WireGap = z.output<typeof wireGap>;

/** An alert that fired: its rule's id, and the value in the metric's own unit. */
export const wireAlert = z.object({ eventId: z.coerce.bigint(), alertId: z.int().positive(), atMs: z.number(), value: z.number() });
export type WireAlert = z.output<typeof wireAlert>;
