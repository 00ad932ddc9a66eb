import type { Bar } from './bar.ts';

/** Two parts of one bar as one: the earlier stamp gives the open, the later the close; of equal stamps the second part counts as later. */
export function joinBars(a: Bar, b: Bar): Bar {
	const bOpensFirst = b.openMs < a.openMs || (b.openMs === a.openMs && b.openNs < a.openNs);
	const bClosesLast = b.closeMs > a.closeMs || (b.closeMs === a.closeMs && b.closeNs >= a.closeNs);
	const [first, last] = [bOpensFirst ? b : a, bClosesLast ? b : a];
	return {
		...a,
		open: first.open,
		openMs: first.openMs,
		openNs: first.openNs,
		high: Math.max(a.high, b.high),
		low: Math.min(a.low, b.low),
		close: last.close,
		closeMs: last.closeMs,
		closeNs: last.closeNs,
		volume: a.volume + b.volume,
		ticks: a.ticks + b.ticks,
	};
}
