/** How often an order was denied for one reason, per bucket of time. */
export type DenialCounts = { readonly code: string; readonly total: number; readonly counts: readonly number[] };

/** Most frequent first. What lies outside of the window is not counted. */
export function countDenials(
	denials: readonly { readonly code: string; readonly atMs: number }[],
	window: { readonly fromMs: number; readonly bucketMs: number; readonly buckets: number },
): DenialCounts[] {
	const byCode = new Map<string, number[]>();
	for (const { code, atMs } of denials) {
		const bucket = Math.floor((atMs - window.fromMs) / window.bucketMs);
		if (bucket < 0 || bucket >= window.buckets) continue;
		const counts = byCode.get(code) ?? Array.from({ length: window.buckets }, () => 0);
		counts[bucket] = (counts[bucket] ?? 0) + 1;
		byCode.set(code, counts);
	}
	return [...byCode]
		.map(([code, counts]) => ({ code, counts, total: counts.reduce((sum, count) => sum + count, 0) }))
		.toSorted((a, b) => b.total - a.total || a.code.localeCompare(b.code));
}
