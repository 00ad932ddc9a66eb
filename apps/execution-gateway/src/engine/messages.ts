import { MessagePort } from 'node:worker_threads';
import { z } from 'zod';
import { brokerLimitsShape } from '../brokers/limits.ts';
import type { BrokerCounts } from '../brokers/pace.ts';
import type { DepthNews } from '../depths.ts';
import type { DirectCounts } from '../direct/counters.ts';
import type { TickMessage } from '../market/outbox.ts';
import type { QuoteMessage } from '../quotes.ts';
import type { FleetMessage, StageCounts } from './fleet.ts';
import type { TenantStats } from './order-stats.ts';

/**
 * Of the engine thread. A small young generation: what an order leaves for the collector is little, and each of its pauses is as long as
 * what came since the last one; so they are many and short.
 */
export const engineResourceLimits = { maxYoungGenerationSizeMb: 6 } as const;

/** Between the main thread and the engine thread. Never on the order path. */
const address = z.object({ host: z.string(), port: z.int() });
export const workerSettingsShape = z.object({
	/** Of this shard alone. */
	stateDir: z.string(),
	shard: z.int().min(0).default(0),
	/** The lines to the other shards: from the first shard to each, from any other to the first. */
	peers: z.array(z.instanceof(MessagePort)).default([]),
	journal: z.object({ durability: z.enum(['process', 'disk', 'replica']), segmentBytes: z.int(), leaveFreeBytes: z.int() }),
	/** To lead with at once, as the only shard. Without it the thread waits, or follows a leader, until it is told to lead. */
	epoch: z.int().optional(),
	gatewayKey: z.string(),
	terminalKey: z.string(),
	entryPort: z.int(),
	terminalPort: z.int(),
	/** So long the engine thread looks for news again and again before it sleeps; 0: it sleeps at once. */
	spinUs: z.int().min(0),
	/** The processor that the engine thread keeps to, from 0, while it leads. */
	cpu: z.int().min(0).optional(),
	failpoint: z.string().optional(),
	/** What brokers take of all their accounts on this shard together. */
	brokers: brokerLimitsShape.default([]),
	/** Where standbys come to copy the journal; with `durability` replica no order waits longer than `waitMs` for them. */
	replica: z.object({ port: z.int(), waitMs: z.int() }).optional(),
	follow: z.object({ standby: z.string(), leaders: z.array(address) }).optional(),
	/** Where the main thread vouches that this gateway leads; see leadership/vouch.ts. */
	vouch: z.object({ cell: z.instanceof(SharedArrayBuffer), staleMs: z.int() }).optional(),
	/** Absent: institutions can't connect. masterKey: hex, from which the secrets of the trading credentials are derived. */
	direct: z
		.object({
			port: z.int(),
			masterKey: z.string(),
			tls: z.object({ certFile: z.string(), keyFile: z.string() }).optional(),
		})
		.optional(),
});
export type WorkerSettings = z.input<typeof workerSettingsShape>;
export type DirectSettings = NonNullable<WorkerSettings['direct']>;
export type JournalSettings = WorkerSettings['journal'];
export type Durability = JournalSettings['durability'];
export type ToWorker =
	| { readonly kind: 'stop' }
	/** Follows nobody any more, and says which tenants it has. */
	| { readonly kind: 'prepare' }
	/** @param heldBy the tenants of the other shards' journals, each with its shard. */
	| { readonly kind: 'lead'; readonly epoch: number; readonly heldBy: ReadonlyMap<number, number> }
	/** The database knows that no standby may take over: the engine need not wait for one any more. */
	| { readonly kind: 'alone' };
export type FromWorker =
	| { readonly kind: 'prepared'; readonly tenants: readonly number[] }
	/** It leads. Only the first shard has ports. */
	| {
			readonly kind: 'ready';
			readonly entryPort: number | undefined;
			readonly terminalPort: number | undefined;
			readonly replicaPort: number | undefined;
			readonly directPort: number | undefined;
			readonly journalSeq: number;
			/** The last record up to there that concerns each tenant. */
			readonly touched: ReadonlyMap<number, number>;
	  }
	/** A record is kept as the setting promises, and may be shown to others. */
	| { readonly kind: 'kept'; readonly seq: number; readonly replicaSeq: number }
	/** `synced`: the standby has all there is. `waitedOut`: orders wait for a standby that is gone. */
	| { readonly kind: 'replica'; readonly state: 'synced' | 'lost' | 'waitedOut'; readonly standby: string }
	/** Of a standby: empty, or why it does not follow; and how far it is behind. */
	| { readonly kind: 'following'; readonly trouble: string }
	/** The leader's journal goes on otherwise than this standby's. */
	| { readonly kind: 'diverged'; readonly reason: string }
	| { readonly kind: 'behind'; readonly records: number }
	| { readonly kind: 'snapshot'; readonly seq: number }
	/** Why new orders are refused; empty: they are taken again. */
	| { readonly kind: 'trouble'; readonly trouble: string }
	/** Every second: the thread lives and its loop turns; and what it did meanwhile. */
	| { readonly kind: 'beat'; readonly stats: readonly TenantStats[] }
	| { readonly kind: 'ticks'; readonly message: TickMessage }
	| { readonly kind: 'quotes'; readonly messages: readonly QuoteMessage[] }
	| { readonly kind: 'depths'; readonly news: readonly DepthNews[] }
	| { readonly kind: 'direct'; readonly counts: readonly DirectCounts[] }
	/** Of the leader, of each tenant once a second: its terminals, what their requests took since; and what waits for their brokers. */
	| {
			readonly kind: 'fleet';
			readonly messages: readonly FleetMessage[];
			readonly stages: readonly StageCounts[];
			readonly brokers: readonly BrokerCounts[];
	  }
	| { readonly kind: 'stopped' };
