'use client';

import { type ReactNode, useSyncExternalStore } from 'react';
import { createPortal } from 'react-dom';

let place: HTMLElement | null = null;
const watchers = new Set<() => void>();
function put(node: HTMLElement | null): void {
	place = node;
	for (const told of watchers) told();
}
function watch(told: () => void): () => void {
	watchers.add(told);
	return () => watchers.delete(told);
}

/**
 * The `ref` of the place in the shell's bar. It is no context: a page that the server still sends, and that hears of a change from above, is thrown away by React
 * and drawn anew, beside what the server sent.
 */
export function slotPlace(node: HTMLElement | null): () => void {
	put(node);
	return () => {
		if (place === node) put(null);
	};
}

/** What a room puts into the bar of the shell, beside the search: into the bar as it stands now. */
export function Slot({ children }: { children: ReactNode }) {
	const now = useSyncExternalStore(
		watch,
		() => place,
		() => null,
	);
	return now && createPortal(children, now);
}
