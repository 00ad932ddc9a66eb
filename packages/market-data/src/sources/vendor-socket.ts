import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { type Registry, TickBatch } from '../tick/index.ts';
import type { TickSource } from './source.ts';
import { type VendorConfig, type VendorSettings, vendorConfig } from './vendor-config.ts';
import { VendorQuotes } from './vendor-quotes.ts';

/** A vendor's message is a few quotes; one beyond this ends the line. */
const mostMessageBytes = 4 * 1024 * 1024;

export type VendorSource = TickSource & {
	readonly quotes: VendorQuotes;
	/** How often the line was made anew. */
	readonly reconnects: number;
};

/**
 * Quotes of a vendor over a WebSocket, by configuration. A line that breaks, is refused or falls silent is made anew, for ever; what was sent
 * meanwhile is a gap that the rules find.
 * @throws ZodError, or Error where a symbol is not in the registry
 */
export function vendorSource(
	config: VendorConfig,
	input: { readonly registry: Registry; readonly nowMs: () => number; readonly onTrouble?: (reason: string) => void },
): VendorSource {
	const settings = vendorConfig.parse(config);
	const quotes = new VendorQuotes(settings, input.registry);
	const state = { reconnects: 0 };
	return {
		name: settings.venue,
		quotes,
		get reconnects() {
			return state.reconnects;
		},
		async run(take, signal) {
			let waitMs = settings.retryMs;
			while (!signal.aborted) {
				const heard = await oneLine(settings, { quotes, take, signal, nowMs: input.nowMs, onTrouble: input.onTrouble });
				if (signal.aborted) return;
				waitMs = heard ? settings.retryMs : Math.min(waitMs * 2, settings.retryMostMs);
				state.reconnects += 1;
				await sleep(waitMs, undefined, { signal }).catch(() => undefined);
			}
		},
	};
}

/** One life of the line. @returns whether anything was heard */
function oneLine(
	settings: VendorSettings,
	input: {
		readonly quotes: VendorQuotes;
		readonly take: (batch: TickBatch) => void | Promise<void>;
		readonly signal: AbortSignal;
		readonly nowMs: () => number;
		readonly onTrouble: ((reason: string) => void) | undefined;
	},
): Promise<boolean> {
	const { signal, quotes } = input;
	return new Promise((resolve, reject) => {
		const socket = new WebSocket(settings.url, { headers: settings.headers, maxPayload: mostMessageBytes, perMessageDeflate: false });
		let batch = new TickBatch(64);
		let heard = false;
		let failure: unknown;
		const silence = setTimeout(() => {
			input.onTrouble?.(`${settings.venue} said nothing for ${settings.silenceMs} ms`);
			socket.terminate();
		}, settings.silenceMs);
		const fail = (error: unknown) => {
			failure = error;
			socket.terminate();
		};
		/** A slow taker keeps its batch, and the vendor waits for it; messages that are here already are read meanwhile. */
		const wait = (taken: Promise<void>) => {
			batch = new TickBatch(64);
			socket.pause();
			taken.then(() => socket.resume(), fail);
		};
		const stop = () => socket.terminate();
		signal.addEventListener('abort', stop, { once: true });
		socket.on('open', () => {
			for (const message of settings.subscribe) socket.send(JSON.stringify(message));
		});
		socket.on('message', (data, isBinary) => {
			heard = true;
			silence.refresh();
			batch.clear();
			quotes.read(isBinary ? '' : String(data), batch, input.nowMs());
			if (batch.length === 0) return;
			try {
				const taken = input.take(batch);
				if (taken !== undefined) wait(taken);
			} catch (error) {
				fail(error);
			}
		});
		socket.on('ping', () => silence.refresh());
		socket.on('error', (error) => input.onTrouble?.(`${settings.venue}: ${error.message}`));
		socket.on('close', () => {
			clearTimeout(silence);
			signal.removeEventListener('abort', stop);
			if (failure !== undefined) reject(failure);
			else resolve(heard);
		});
	});
}
