'use client';

import { useLayoutEffect, useRef } from 'react';
import type { Source } from '../lib/keyed';
import './live.css';

/** How something that moves is told. Both are stable functions. */
export type LiveFace<T> = {
	readonly text: (one: T) => string;
	/** Its colour, beside what the text itself says: 'up', 'down', 'stale', or '' for none. */
	readonly tone?: (one: T) => string;
};
type Props<T> = {
	source: Source<T>;
	id: string;
	face: LiveFace<T>;
	/** It fills a cell of known size, and can't move what is beside it. */
	cell?: boolean;
	testId?: string | undefined;
};

/**
 * A number that changes ten times a second: written straight into its text node, once a frame at most and only where it differs. React
 * draws it once and does not hear of it again.
 */
export function LiveText<T>({ source, id, face, cell = false, testId }: Props<T>) {
	const place = useRef<HTMLSpanElement>(null);
	const { text, tone } = face;
	// Before the first paint: a row that is scrolled into sight has its numbers at once.
	useLayoutEffect(() => {
		const node = place.current;
		const written = node?.firstChild;
		if (!node || !written) return;
		let shown = written.nodeValue;
		let toned = node.dataset.tone ?? '';
		const write = () => {
			const one = source.get(id);
			if (one === undefined) return;
			const next = text(one);
			if (next !== shown) {
				shown = next;
				written.nodeValue = next;
			}
			const nextTone = tone?.(one) ?? '';
			if (nextTone !== toned) {
				toned = nextTone;
				node.dataset.tone = nextTone;
			}
		};
		write();
		return source.on(id, write);
	}, [source, id, text, tone]);
	const value = (
		<span ref={place} className="m-livevalue" data-testid={testId}>
			–
		</span>
	);
	return cell ? <span className="m-livecell">{value}</span> : value;
}
