import type { Result } from '../types.ts';

const watchedMs = 1_000;
/** A look at the clock takes a twentieth of this: whatever took longer was no work of this thread. */
const gapUs = 1.5;

/**
 * What a machine takes from a thread that does nothing but look at the clock: interrupts, and what a host gives to others. A quantile of short
 * times is the machine's own wherever more of them meet such a gap than it leaves out.
 */
export function interruptions(name: string): Result[] {
	const gapsUs: number[] = [];
	const startMs = performance.now();
	for (let last = startMs; last - startMs < watchedMs; ) {
		const now = performance.now();
		const tookUs = (now - last) * 1_000;
		if (tookUs > gapUs) gapsUs.push(tookUs);
		last = now;
	}
	const sorted = Float64Array.from(gapsUs).sort();
	const at = (q: number): number => Math.round((sorted[Math.floor(q * sorted.length)] ?? 0) * 10) / 10;
	const perSecond = (sum: number): number => Math.round((sum * 1_000) / watchedMs);
	return [
		{ case: name, metric: 'gaps', unit: '1/s', value: perSecond(sorted.length) },
		{ case: name, metric: 'p50', unit: 'us', value: at(0.5) },
		{ case: name, metric: 'p90', unit: 'us', value: at(0.9) },
		{ case: name, metric: 'taken', unit: 'us/s', value: perSecond(sorted.reduce((sum, us) => sum + us, 0)) },
	];
}
