'use client';

import { useEffect, useRef } from 'react';
import type { LiveQuote, QuoteStore } from '../../../lib/quotes';

type Props = { store: QuoteStore; instrumentId: string; text: (quote: LiveQuote) => string; tone?: boolean; testId?: string };

/** A number that changes ten times a second: written straight into the page, once a frame at most. */
export function LiveCell({ store, instrumentId, text, tone = false, testId }: Props) {
	const cell = useRef<HTMLSpanElement>(null);
	useEffect(() => {
		let [shown, toned] = ['', ''];
		const write = () => {
			const node = cell.current;
			const quote = store.get(instrumentId);
			if (!node || !quote) return;
			const next = text(quote);
			if (next !== shown) {
				shown = next;
				if (node.firstChild) node.firstChild.nodeValue = next;
			}
			const state = quote.stale ? 'stale' : tone ? quote.direction : '';
			if (state !== toned) {
				toned = state;
				node.dataset.tone = state;
			}
		};
		write();
		return store.on(instrumentId, write);
	}, [store, instrumentId, text, tone]);
	return (
		<span ref={cell} className="m-livevalue t-live" data-testid={testId}>
			–
		</span>
	);
}
