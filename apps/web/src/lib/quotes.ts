import { useSyncExternalStore } from 'react';
import type { Quote } from './types';

export type LiveQuote = Quote & { readonly direction: 'up' | 'down' | 'flat' };
type Watcher = (quote: LiveQuote) => void;

/**
 * Quotes live beside React. However many come within a frame, each cell that shows one is told once, with the newest; cells of others
 * are not told at all.
 */
export class QuoteStore {
	readonly #quotes = new Map<string, LiveQuote>();
	readonly #cells = new Map<string, Set<() => void>>();
	readonly #watchers = new Set<Watcher>();
	readonly #dirty = new Set<string>();
	readonly #later: (tell: () => void) => void;

	constructor(later: (tell: () => void) => void = (tell) => void requestAnimationFrame(tell)) {
		this.#later = later;
	}

	push(quotes: readonly Quote[]): void {
		if (this.#dirty.size === 0 && quotes.length > 0) this.#later(() => this.#tell());
		for (const quote of quotes) {
			const { id } = quote.instrument;
			const before = this.#quotes.get(id);
			const step = before === undefined ? 0 : Number(quote.bid) - Number(before.bid);
			const live: LiveQuote = { ...quote, direction: step > 0 ? 'up' : step < 0 ? 'down' : (before?.direction ?? 'flat') };
			this.#quotes.set(id, live);
			this.#dirty.add(id);
			for (const watcher of this.#watchers) watcher(live);
		}
	}

	get(instrumentId: string): LiveQuote | undefined {
		return this.#quotes.get(instrumentId);
	}

	/** Told, once a frame, that the quote of one instrument changed. */
	on(instrumentId: string, listener: () => void): () => void {
		const cells = this.#cells.get(instrumentId) ?? new Set();
		this.#cells.set(instrumentId, cells.add(listener));
		return () => void cells.delete(listener);
	}

	/** Every quote as it comes, for the chart. */
	watch(watcher: Watcher): () => void {
		this.#watchers.add(watcher);
		return () => this.#watchers.delete(watcher);
	}

	#tell(): void {
		const ids = [...this.#dirty];
		this.#dirty.clear();
		for (const id of ids) for (const listener of this.#cells.get(id) ?? []) listener();
	}
}

export function useQuote(store: QuoteStore, instrumentId: string): LiveQuote | undefined {
	return useSyncExternalStore(
		(listener) => store.on(instrumentId, listener),
		() => store.get(instrumentId),
		() => undefined,
	);
}
