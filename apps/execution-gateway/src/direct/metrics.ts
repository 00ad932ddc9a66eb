import type { Metrics } from '@meridian/telemetry';
import type { DirectCounts } from './counters.ts';

/** Makes metrics of the engine thread's totals. */
export function createDirectMetrics(metrics: Metrics): (counts: readonly DirectCounts[]) => void {
	const labels = ['tenant'] as const;
	const sessions = metrics.gauge('direct_sessions', { help: 'Live sessions of direct order entry', labels });
	const commands = metrics.counter('direct_commands_total', { help: 'Orders, cancels and closes that came directly', labels });
	const reports = metrics.counter('direct_reports_total', { help: 'Execution reports sent, resent ones included', labels });
	const rejects = metrics.counter('direct_rejects_total', { help: 'Frames that were not acted on', labels: ['tenant', 'code'] });
	let told = new Map<number, DirectCounts>();
	return (counts) => {
		for (const now of counts) {
			const before = told.get(now.tenantId);
			const tenant = String(now.tenantId);
			sessions.set({ tenant }, now.sessions);
			commands.inc({ tenant }, now.commands - (before?.commands ?? 0));
			reports.inc({ tenant }, now.reports - (before?.reports ?? 0));
			for (const [code, total] of Object.entries(now.rejects)) rejects.inc({ tenant, code }, total - (before?.rejects[code] ?? 0));
		}
		told = new Map(counts.map((now) => [now.tenantId, now]));
	};
}
