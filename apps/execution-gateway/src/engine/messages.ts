import { z } from 'zod';
import type { DirectCounts } from '../direct/counters.ts';
import type { QuoteMessage } from '../quotes.ts';
import type { TenantStats } from './order-stats.ts';

/** Between the main thread and the engine thread. Never on the order path. */
export const workerSettingsShape = z.object({
	stateDir: z.string(),
	journal: z.object({ durability: z.enum(['process', 'disk']), segmentBytes: z.int(), leaveFreeBytes: z.int() }),
	epoch: z.int(),
	gatewayKey: z.string(),
	terminalKey: z.string(),
	entryPort: z.int(),
	terminalPort: z.int(),
	/** So long the engine thread looks for news again and again before it sleeps; 0: it sleeps at once. */
	spinUs: z.int().min(0),
	failpoint: z.string().optional(),
	/** Absent: institutions can't connect. masterKey: hex, from which the secrets of the trading credentials are derived. */
	direct: z
		.object({
			port: z.int(),
			masterKey: z.string(),
			tls: z.object({ certFile: z.string(), keyFile: z.string() }).optional(),
		})
		.optional(),
});
export type WorkerSettings = z.infer<typeof workerSettingsShape>;
export type DirectSettings = NonNullable<WorkerSettings['direct']>;
export type JournalSettings = WorkerSettings['journal'];
export type Durability = JournalSettings['durability'];
export type ToWorker = { readonly kind: 'stop' };
export type FromWorker =
	| {
			readonly kind: 'ready';
			readonly entryPort: number;
			readonly terminalPort: number;
			readonly directPort: number | undefined;
			readonly journalSeq: number;
			/** The last record up to there that concerns each tenant. */
			readonly touched: ReadonlyMap<number, number>;
	  }
	/** A record is kept as the setting promises, and may be shown to others. */
	| { readonly kind: 'kept'; readonly seq: number }
	| { readonly kind: 'snapshot'; readonly seq: number }
	/** Why new orders are refused; empty: they are taken again. */
	| { readonly kind: 'trouble'; readonly trouble: string }
	/** Every second: the thread lives and its loop turns; and what it did meanwhile. */
	| { readonly kind: 'beat'; readonly stats: readonly TenantStats[] }
	| { readonly kind: 'quotes'; readonly messages: readonly QuoteMessage[] }
	| { readonly kind: 'direct'; readonly counts: readonly DirectCounts[] }
	| { readonly kind: 'stopped' };
