import { z } from 'zod';
import type { BrokerLimit } from './pace.ts';

/** As an operator writes it: brokers by name, each with its servers and what it takes of all accounts there. */
export const brokerLimitsShape = z
	.array(
		z.object({
			name: z.string().min(1).max(100),
			servers: z.array(z.string().min(1).max(100)).min(1).readonly(),
			perSecond: z.number().positive().max(10_000),
			burst: z.number().int().min(1).max(10_000),
		}),
	)
	.readonly()
	.superRefine((limits, context) => {
		const seen = new Set<string>();
		for (const word of limits.flatMap(({ name, servers }) => [
			`the name ${name}`,
			...new Set(servers.map((server) => `the server ${server}`)),
		])) {
			if (seen.has(word)) context.addIssue({ code: 'custom', message: `${word} is there twice: a broker has one limit` });
			seen.add(word);
		}
	});

/** Each shard has terminals of its own and knows nothing of the others': it may use its part and no more. */
export const partOfShard = (limits: readonly BrokerLimit[], shards: number): BrokerLimit[] =>
	limits.map((limit) => ({ ...limit, perSecond: limit.perSecond / shards, burst: Math.max(1, Math.floor(limit.burst / shards)) }));
