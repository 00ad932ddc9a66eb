import { z } from 'zod';

/** Where a gateway says how a tenant's terminals are: a hash by account, and a channel that tells when it was written. */
export const fleetKey = (tenantId: number): string => `t:${tenantId}:fleet`;
export const fleetChannel = (tenantId: number): string => `t:${tenantId}:terminals`;

export const stageNames = ['TO_TERMINAL', 'IN_TERMINAL', 'TO_ANSWER', 'TO_DEAL', 'TO_GATEWAY', 'ROUND_TRIP'] as const;
export const gatewayStates = ['DISCONNECTED', 'RECONCILING', 'SERVER_DOWN', 'TRADING_OFF', 'READY'] as const;

/** One terminal as the gateway tells it: times in ms UTC, 0 where there was none. */
export const wireTerminal = z.object({
	accountId: z.int().positive(),
	state: z.enum(gatewayStates),
	...{ sinceMs: z.number(), saidAtMs: z.number(), lastTickAtMs: z.number(), refusedAtMs: z.number() },
	...{ keyId: z.string(), eaVersion: z.string(), company: z.string(), refusal: z.string() },
	...{ terminalBuild: z.int(), epoch: z.int(), pingUs: z.int(), serverPingUs: z.int(), ticks: z.int() },
	stages: z.array(z.object({ stage: z.enum(stageNames), count: z.int(), p50Us: z.int(), p99Us: z.int() })),
});
export type WireTerminal = z.infer<typeof wireTerminal>;
export const wireTerminals = z.array(wireTerminal);
