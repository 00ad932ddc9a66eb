import type { Metrics } from '@meridian/telemetry';
import type { DirectCounts } from './counters.ts';

/** Makes metrics of the engine threads' totals. */
export function createDirectMetrics(metrics: Metrics): (shard: number, counts: readonly DirectCounts[]) => void {
	const labels = ['shard', 'tenant'] as const;
	const sessions = metrics.gauge('direct_sessions', { help: 'Live sessions of direct order entry', labels });
	const commands = metrics.counter('direct_commands_total', { help: 'Orders, cancels and closes that came directly', labels });
	const reports = metrics.counter('direct_reports_total', { help: 'Execution reports sent, resent ones included', labels });
	const rejects = metrics.counter('direct_rejects_total', { help: 'Frames that were not acted on', labels: [...labels, 'code'] as const });
	const told = new Map<string, DirectCounts>();
	return (shard, counts) => {
		for (const now of counts) {
			const of = { shard: String(shard), tenant: String(now.tenantId) };
			const key = `${shard}:${now.tenantId}`;
			const before = told.get(key);
			sessions.set(of, now.sessions);
			commands.inc(of, now.commands - (before?.commands ?? 0));
			reports.inc(of, now.reports - (before?.reports ?? 0));
			for (const [code, total] of Object.entries(now.rejects)) rejects.inc({ ...of, code }, total - (before?.rejects[code] ?? 0));
			told.set(key, now);
		}
	};
}
