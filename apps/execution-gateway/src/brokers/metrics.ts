import type { Metrics } from '@meridian/telemetry';
import type { BrokerCounts } from './pace.ts';

/** Prometheus' words for what brokers do not take, by shard and broker. */
export function createBrokerMetrics(metrics: Metrics): (shard: number, counts: readonly BrokerCounts[]) => void {
	const labels = ['shard', 'broker'] as const;
	const held = metrics.counter('broker_requests_held_total', { help: 'Requests that had to wait for what their broker takes', labels });
	const refused = metrics.counter('broker_requests_refused_total', { help: 'Requests that waited too long, and were refused', labels });
	const complaints = metrics.counter('broker_too_many_total', { help: 'Times that a broker said it had too many requests', labels });
	const told = new Map<string, BrokerCounts>();
	return (shard, all) => {
		for (const now of all) {
			const of = { shard: String(shard), broker: now.broker };
			const before = told.get(`${shard} ${now.broker}`);
			held.inc(of, now.held - (before?.held ?? 0));
			refused.inc(of, now.refused - (before?.refused ?? 0));
			complaints.inc(of, now.complaints - (before?.complaints ?? 0));
			told.set(`${shard} ${now.broker}`, now);
		}
	};
}
