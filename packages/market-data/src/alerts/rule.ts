import { z } from 'zod';

/** What an alert looks at. Prices and spreads are integers at the instrument's digits, of `mid` at twice that scale. */
export const alertMetrics = [
	'bid',
	'ask',
	'mid',
	'last',
	'spread',
	'spreadMean',
	'spreadMax',
	'volatilityPpm',
	'vwap',
	'orderFlow',
	'tickRate',
	'correlation',
] as const;
export type AlertMetric = (typeof alertMetrics)[number];
const windowed: ReadonlySet<AlertMetric> = new Set([
	'spreadMean',
	'spreadMax',
	'volatilityPpm',
	'vwap',
	'orderFlow',
	'tickRate',
	'correlation',
]);

const finite = z.number().refine(Number.isFinite);
const metric = z.strictObject({ metric: z.enum(alertMetrics), windowMs: z.int().min(100).max(86_400_000).optional() });

export const alertCondition = z.discriminatedUnion('kind', [
	/** Fires when the value reaches the level, and again only once it has gone back beyond it by the hysteresis. */
	z.strictObject({ kind: z.literal('above'), level: finite, hysteresis: finite.min(0).default(0) }),
	z.strictObject({ kind: z.literal('below'), level: finite, hysteresis: finite.min(0).default(0) }),
	/** Fires when the value goes from one side of the level to the other by the hysteresis. Where it stood first is no crossing. */
	z.strictObject({
		kind: z.literal('crosses'),
		level: finite,
		hysteresis: finite.min(0).default(0),
		direction: z.enum(['up', 'down', 'either']).default('either'),
	}),
	/** Fires when there has been no tick for so long, and again only after one has come. */
	z.strictObject({ kind: z.literal('absent'), forMs: z.int().min(1_000).max(86_400_000) }),
]);
export type AlertCondition = z.output<typeof alertCondition>;

/** One alert of an owner, on one stream. `other` is the second instrument of a correlation. */
export const alertRule = metric
	.extend({
		id: z.string().min(1),
		venue: z.string().min(1),
		symbol: z.string().min(1),
		other: z.strictObject({ venue: z.string().min(1), symbol: z.string().min(1) }).optional(),
		condition: alertCondition,
	})
	.superRefine((rule, context) => {
		if (windowed.has(rule.metric) && rule.windowMs === undefined)
			context.addIssue({ code: 'custom', path: ['windowMs'], message: `${rule.metric} needs a window` });
		if ((rule.metric === 'correlation') !== (rule.other !== undefined))
			context.addIssue({ code: 'custom', path: ['other'], message: 'a correlation, and nothing else, needs a second instrument' });
	});
export type AlertRule = z.output<typeof alertRule>;
