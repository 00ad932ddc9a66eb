import { useCallback, useSyncExternalStore } from 'react';
import type { RowStore } from './row-store';

const arrangedEveryMs = 1_000;

/**
 * Another number where the rows of a store must be arranged anew: where they are ordered by what does not move, only when one comes or
 * goes; else with news, but once a second at most, since rows that change places ten times a second can't be read, nor pressed.
 */
export function useStamp<Row>(store: RowStore<Row>, isSteady: boolean): number {
	const stamp = isSteady ? store.shape : store.version;
	const subscribe = useCallback(
		(listener: () => void) => (isSteady ? store.subscribe(listener) : paced(store, { listener, everyMs: arrangedEveryMs })),
		[store, isSteady],
	);
	return useSyncExternalStore(subscribe, stamp, stamp);
}

/** Told at once where rows came or went, else once in so long. @returns how to be told no more */
export function paced<Row>(store: RowStore<Row>, { listener, everyMs }: { listener: () => void; everyMs: number }): () => void {
	let timer: ReturnType<typeof setTimeout> | undefined;
	let toldMs = Number.NEGATIVE_INFINITY;
	let shape = store.shape();
	const tell = () => {
		clearTimeout(timer);
		timer = undefined;
		toldMs = performance.now();
		shape = store.shape();
		listener();
	};
	const stop = store.subscribe(() => {
		if (store.shape() !== shape || performance.now() >= toldMs + everyMs) tell();
		else timer ??= setTimeout(tell, toldMs + everyMs - performance.now());
	});
	return () => {
		stop();
		clearTimeout(timer);
	};
}
