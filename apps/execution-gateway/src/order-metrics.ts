import type { Metrics } from '@meridian/telemetry';
import { latencyBucketsUs, type TenantStats } from './engine/order-stats.ts';

/** Prometheus' words for what the engine thread counted, by shard and tenant. The buckets are cumulative, as histogram_quantile expects them. */
export function createOrderMetrics(metrics: Metrics): (shard: number, stats: readonly TenantStats[]) => void {
	const labels = ['shard', 'tenant'] as const;
	const counter = (name: string, help: string) => metrics.counter(name, { help, labels });
	const accepted = counter('engine_commands_accepted_total', 'Commands that the engine took');
	const refused = counter('engine_commands_refused_total', 'Commands that could not be taken as they were');
	const executions = counter('engine_executions_total', 'Deals booked');
	const breaks = counter('engine_breaks_total', 'What an operator must see');
	const denied = metrics.counter('engine_denials_total', {
		help: 'Orders and amends denied by risk, by code',
		labels: [...labels, 'code'] as const,
	});
	const bucket = metrics.counter('engine_command_us_bucket', {
		help: 'Commands by microseconds from arrival to everything they caused being done',
		labels: [...labels, 'le'] as const,
	});
	const sum = counter('engine_command_us_sum', 'Microseconds of all commands');
	const count = counter('engine_command_us_count', 'All commands');
	return (shard, all) => {
		for (const stats of all) {
			const of = { shard: String(shard), tenant: String(stats.tenantId) };
			accepted.inc(of, stats.accepted);
			refused.inc(of, stats.refused);
			executions.inc(of, stats.executions);
			breaks.inc(of, stats.breaks);
			for (const [code, times] of Object.entries(stats.deniedByCode)) denied.inc({ ...of, code }, times);
			let upTo = 0;
			stats.latencyCounts.forEach((times, i) => {
				upTo += times;
				bucket.inc({ ...of, le: String(latencyBucketsUs[i] ?? '+Inf') }, upTo);
			});
			sum.inc(of, stats.latencySumUs);
			count.inc(of, upTo);
		}
	};
}
