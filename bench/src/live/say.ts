import { z } from 'zod';

/** What the benchmark and its clients say to each other. */
export const plan = z.object({
	host: z.string(),
	port: z.int(),
	/** Each listens to the quotes of its tenant, or to the order events of an account. */
	sockets: z.array(
		z.object({
			kind: z.enum(['fast', 'slow', 'stalled', 'events']),
			token: z.string(),
			/** Of the account, for events. */
			id: z.string(),
		}),
	),
	instrumentIds: z.array(z.string()),
	inFlight: z.int(),
});
export type Plan = z.infer<typeof plan>;

export const command = z.discriminatedUnion('say', [
	z.object({ say: z.literal('open'), plan }),
	/** Counts from here on; those that are to read no more read no more. */
	z.object({ say: z.literal('begin') }),
	z.object({ say: z.literal('report') }),
	/** Those that did not read, read again: what had become of them shows within a second. */
	z.object({ say: z.literal('wake') }),
]);

export const answer = z.discriminatedUnion('said', [
	z.object({ said: z.literal('opening'), up: z.int(), failed: z.int(), why: z.string() }),
	z.object({ said: z.literal('open') }),
	z.object({ said: z.literal('begun') }),
	z.object({
		said: z.literal('report'),
		messages: z.int(),
		bytes: z.number(),
		/** From the first to the last. */
		events: z.int(),
		latencyMs: z.array(z.number()),
		/** Quotes to those watchers whose messages are read whole, how many those are, and how many of those were different. */
		values: z.int(),
		sampled: z.int(),
		distinct: z.int(),
		lost: z.int(),
		/** Close codes of what was lost, for whoever wonders. */
		codes: z.record(z.string(), z.int()),
		cpuMs: z.number(),
	}),
	z.object({ said: z.literal('woken'), ended: z.int(), of: z.int() }),
]);
export type Answer = z.infer<typeof answer>;
export type Report = Extract<Answer, { said: 'report' }>;
