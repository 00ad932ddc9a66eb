import type { Metrics } from '@meridian/telemetry';
import { createBrokerMetrics } from '../brokers/metrics.ts';
import { createDirectMetrics } from '../direct/metrics.ts';
import { createOrderMetrics } from '../order-metrics.ts';
import { createStageMetrics } from '../stage-metrics.ts';
import type { ShardEngine } from './engine.ts';

/** What operators see of each shard. */
export function createShardMetrics(metrics: Metrics, engines: () => readonly ShardEngine[]) {
	const gauge = (name: string, input: { readonly help: string; readonly read: (engine: ShardEngine) => number }): void =>
		metrics.gaugeOf(name, {
			help: input.help,
			label: 'shard',
			read: () => engines().map((engine) => [String(engine.shard), input.read(engine)]),
		});
	gauge('journal_seq', { help: 'Sequence of the last journal record', read: (engine) => engine.journalSeq });
	gauge('projected_seq', {
		help: 'Sequence up to which every tenant of the shard is projected',
		read: (engine) => engine.projector?.projectedSeq ?? 0,
	});
	gauge('projector_tenants_in_trouble', {
		help: 'Tenants that could not be written at the last try',
		read: (engine) => engine.projector?.tenantsInTrouble ?? 0,
	});
	gauge('standby_behind_records', { help: 'Records of the leader that this standby lacks', read: (engine) => engine.behindRecords });
	const orders = createOrderMetrics(metrics);
	const direct = createDirectMetrics(metrics);
	return { orders, direct, stages: createStageMetrics(metrics), brokers: createBrokerMetrics(metrics) };
}

/** For /health: true, or what is wrong with which shard. */
export function troubleOf(engines: readonly ShardEngine[], trouble: (engine: ShardEngine) => string): true | string {
	const told = engines.flatMap((engine) => {
		const text = trouble(engine);
		return text === '' ? [] : [engines.length === 1 ? text : `shard ${engine.shard}: ${text}`];
	});
	return told.length === 0 || told.join('; ');
}
