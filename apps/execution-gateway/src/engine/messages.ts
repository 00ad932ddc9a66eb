import type { QuoteMessage } from '../quotes.ts';

export type Durability = 'process' | 'disk';
export type JournalSettings = {
	readonly durability: Durability;
	readonly segmentBytes: number;
	readonly leaveFreeBytes: number;
};

/** Between the main thread and the engine thread. Never on the order path. */
export type WorkerSettings = {
	readonly stateDir: string;
	readonly journal: JournalSettings;
	readonly epoch: number;
	readonly gatewayKey: string;
	readonly terminalKey: string;
	readonly entryPort: number;
	readonly terminalPort: number;
	readonly failpoint: string | undefined;
};
export type ToWorker = { readonly kind: 'stop' };
export type FromWorker =
	| {
			readonly kind: 'ready';
			readonly entryPort: number;
			readonly terminalPort: number;
			readonly journalSeq: number;
			/** The last record up to there that concerns each tenant. */
			readonly touched: ReadonlyMap<number, number>;
	  }
	/** A record is kept as the setting promises, and may be shown to others. */
	| { readonly kind: 'kept'; readonly seq: number }
	| { readonly kind: 'snapshot'; readonly seq: number }
	/** Why new orders are refused; empty: they are taken again. */
	| { readonly kind: 'trouble'; readonly trouble: string }
	| { readonly kind: 'quotes'; readonly messages: readonly QuoteMessage[] }
	| { readonly kind: 'stopped' };
