import type { DirectCounts } from '../direct/counters.ts';
import type { TlsFiles } from '../direct/listen.ts';
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
	/** Absent: institutions can't connect. */
	readonly direct?: DirectSettings;
};
/** masterKey: hex, from which the secrets of the trading credentials are derived. */
export type DirectSettings = { readonly port: number; readonly masterKey: string; readonly tls: TlsFiles | undefined };
export type ToWorker = { readonly kind: 'stop' };
export type FromWorker =
	| {
			readonly kind: 'ready';
			readonly entryPort: number;
			readonly terminalPort: number;
			readonly directPort: number | undefined;
			readonly journalSeq: number;
	  }
	| { readonly kind: 'appended'; readonly seq: number }
	| { readonly kind: 'quotes'; readonly messages: readonly QuoteMessage[] }
	| { readonly kind: 'direct'; readonly counts: readonly DirectCounts[] }
	| { readonly kind: 'stopped' };
