import type { Metrics } from '@meridian/telemetry';
import type { StageCounts } from './engine/fleet.ts';
import { shownBoundsUs } from './venue/histogram.ts';

/** Prometheus' words for the stages of requests, by terminal. A line that was opened anew counts from nothing; the totals go on. */
export function createStageMetrics(metrics: Metrics): (counts: readonly StageCounts[]) => void {
	const labels = ['tenant', 'account', 'stage'] as const;
	const bucket = metrics.counter('terminal_stage_us_bucket', {
		help: 'Requests by the microseconds that a stage of theirs took',
		labels: [...labels, 'le'] as const,
	});
	const sum = metrics.counter('terminal_stage_us_sum', { help: 'Microseconds of all requests', labels });
	const total = metrics.counter('terminal_stage_us_count', { help: 'All requests', labels });
	const told = new Map<string, StageCounts>();
	return (all) => {
		for (const now of all) {
			const of = { tenant: String(now.tenantId), account: String(now.accountId), stage: now.stage };
			const key = `${now.tenantId}:${now.accountId}:${now.stage}`;
			const last = told.get(key);
			const before = last?.openedAtMs === now.openedAtMs ? last : undefined;
			shownBoundsUs.forEach((bound, i) => {
				bucket.inc({ ...of, le: String(bound) }, (now.counts[i] ?? 0) - (before?.counts[i] ?? 0));
			});
			bucket.inc({ ...of, le: '+Inf' }, now.count - (before?.count ?? 0));
			sum.inc(of, now.sumUs - (before?.sumUs ?? 0));
			total.inc(of, now.count - (before?.count ?? 0));
			told.set(key, now);
		}
	};
}
