import type { QuoteMessage } from '../quotes.ts';

/** Between the main thread and the engine thread. Never on the order path. */
export type WorkerSettings = {
	readonly stateDir: string;
	readonly epoch: number;
	readonly gatewayKey: string;
	readonly terminalKey: string;
	readonly entryPort: number;
	readonly terminalPort: number;
	readonly failpoint: string | undefined;
};
export type ToWorker = { readonly kind: 'stop' };
export type FromWorker =
	| { readonly kind: 'ready'; readonly entryPort: number; readonly terminalPort: number; readonly journalSeq: number }
	| { readonly kind: 'appended'; readonly seq: number }
	/** Every second: the thread lives and its loop turns. */
	| { readonly kind: 'beat' }
	| { readonly kind: 'quotes'; readonly messages: readonly QuoteMessage[] }
	| { readonly kind: 'stopped' };
