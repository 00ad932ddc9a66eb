import { useCallback, useSyncExternalStore } from 'react';
import { type FrameQueue, pageFrames } from './frames';
import { KeyedListeners, type Source } from './keyed';
import type { Quote } from './types';

export type LiveQuote = Quote & { readonly direction: 'up' | 'down' | 'flat' };

/**
 * Quotes live beside React. However many come within a frame, each cell that shows one is told once, with the newest; cells of others
 * are not told at all.
 */
export class QuoteStore implements Source<LiveQuote> {
	readonly #quotes = new Map<string, LiveQuote>();
	readonly #listeners: KeyedListeners;

	constructor(frames: FrameQueue = pageFrames) {
		this.#listeners = new KeyedListeners(frames);
	}

	push(quotes: readonly Quote[]): void {
		for (const quote of quotes) {
			const { id } = quote.instrument;
			const before = this.#quotes.get(id);
			const step = before === undefined ? 0 : Number(quote.bid) - Number(before.bid);
			this.#quotes.set(id, { ...quote, direction: step > 0 ? 'up' : step < 0 ? 'down' : (before?.direction ?? 'flat') });
			this.#listeners.changed(id);
		}
	}

	get(instrumentId: string): LiveQuote | undefined {
		return this.#quotes.get(instrumentId);
	}

	on(instrumentId: string, listener: () => void): () => void {
		return this.#listeners.on(instrumentId, listener);
	}
}

/** For what is drawn by React: it is drawn anew with every frame that has another quote. Null: none is wanted. */
export function useQuote(store: QuoteStore, instrumentId: string | null): LiveQuote | undefined {
	const subscribe = useCallback(
		(listener: () => void) => (instrumentId === null ? () => undefined : store.on(instrumentId, listener)),
		[store, instrumentId],
	);
	return useSyncExternalStore(
		subscribe,
		() => (instrumentId === null ? undefined : store.get(instrumentId)),
		() => undefined,
	);
}
