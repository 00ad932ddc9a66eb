import { useSyncExternalStore } from 'react';
import type { Quote } from './types';

export type LiveQuote = Quote & { direction: 'up' | 'down' | 'flat' };

/** Quotes live beside React: a tick re-renders the cells that show it and nothing else. */
export class QuoteStore {
	readonly #quotes = new Map<string, LiveQuote>();
	readonly #listeners = new Set<() => void>();
	readonly #watchers = new Set<(quote: LiveQuote) => void>();

	push(quotes: readonly Quote[]): void {
		for (const quote of quotes) {
			const before = this.#quotes.get(quote.instrument.id);
			const step = before === undefined ? 0 : Number(quote.bid) - Number(before.bid);
			const live: LiveQuote = { ...quote, direction: step > 0 ? 'up' : step < 0 ? 'down' : (before?.direction ?? 'flat') };
			this.#quotes.set(quote.instrument.id, live);
			for (const watcher of this.#watchers) watcher(live);
		}
		for (const listener of this.#listeners) listener();
	}

	get(instrumentId: string): LiveQuote | undefined {
		return this.#quotes.get(instrumentId);
	}

	readonly subscribe = (listener: () => void): (() => void) => {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	};

	/** Every quote as it comes, for the chart. */
	watch(watcher: (quote: LiveQuote) => void): () => void {
		this.#watchers.add(watcher);
		return () => this.#watchers.delete(watcher);
	}
}

export function useQuote(store: QuoteStore, instrumentId: string): LiveQuote | undefined {
	const get = () => store.get(instrumentId);
	return useSyncExternalStore(store.subscribe, get, () => undefined);
}
