import { type RefObject, useEffect, useState } from 'react';
import { useLook } from '../look-context';

const overscan = 6;
const cardsBelowPx = 620;

/** Which rows are in sight, all of one height. Below a width the rows are cards, where these have a height. */
export function useWindow(scroller: RefObject<HTMLDivElement | null>, input: { readonly count: number; readonly cardHeight?: number }) {
	const { count, cardHeight } = input;
	const { look } = useLook();
	const [box, setBox] = useState({ top: 0, height: 400, width: 1_000, row: look.density === 'compact' ? 28 : 36 });
	const isThere = count > 0;
	useEffect(() => {
		const node = scroller.current;
		if (!node || !isThere) return;
		const measure = () => {
			const row = Number.parseFloat(getComputedStyle(node).getPropertyValue('--row')) || 28;
			const next = { top: node.scrollTop, height: node.clientHeight, width: node.clientWidth, row };
			setBox((now) => (now.top === next.top && now.height === next.height && now.width === next.width && now.row === row ? now : next));
		};
		const seen = new ResizeObserver(measure);
		seen.observe(node);
		node.addEventListener('scroll', measure, { passive: true });
		return () => {
			seen.disconnect();
			node.removeEventListener('scroll', measure);
		};
	}, [scroller, isThere]);
	const cards = cardHeight !== undefined && box.width < cardsBelowPx;
	const rowHeight = cards ? cardHeight : box.row;
	const from = Math.max(0, Math.floor(box.top / rowHeight) - overscan);
	return {
		cards,
		rowHeight,
		width: box.width,
		from,
		to: Math.min(count, Math.ceil((box.top + box.height) / rowHeight) + overscan),
		/** Scrolls as little as it needs to for a row to be in sight. */
		reveal(at: number): void {
			const node = scroller.current;
			if (!node) return;
			const head = cards ? 0 : box.row;
			if (at * rowHeight < node.scrollTop) node.scrollTop = at * rowHeight;
			else if ((at + 1) * rowHeight > node.scrollTop + node.clientHeight - head)
				node.scrollTop = (at + 1) * rowHeight - node.clientHeight + head;
		},
	};
}
