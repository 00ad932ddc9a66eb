import { createLogger } from '@meridian/telemetry';
import { type BrokerLimit, BrokerPace } from '../brokers/pace.ts';
import { DepthBatch } from '../depths.ts';
import { engineBuild } from '../engine/build.ts';
import type { ShardMemory } from '../engine/memory.ts';
import { OrderStats } from '../engine/order-stats.ts';
import { recover } from '../engine/recover.ts';
import { openShard, type Shard } from '../engine/shard.ts';
import { writeSnapshot } from '../engine/snapshot.ts';
import { Terminals } from '../engine/terminals.ts';
import { serveEntry } from '../entry/session.ts';
import { repairTail } from '../journal/journal.ts';
import { QuoteBatch } from '../quotes.ts';
import type { Chance } from './chance.ts';
import type { SimDisk } from './disk.ts';
import { type AppendedRecord, openSimJournal, type SimJournal } from './journal.ts';
import type { Mutation } from './mutation.ts';
import type { SimNet } from './net.ts';
import type { SimProcess } from './process.ts';

export const masterKey = 'ab'.repeat(32);
export const entryKey = Buffer.from('cd'.repeat(32), 'hex');
export const quietLog = createLogger('simulation', { write: () => undefined });
quietLog.level = 'silent';
let build: string | undefined;

export type GatewayOptions = {
	readonly process: SimProcess;
	readonly net: SimNet;
	readonly disk: SimDisk;
	readonly chance: Chance;
	readonly epoch: number;
	readonly mutation: Mutation;
	/** What brokers take of all their accounts together. */
	readonly brokers?: readonly BrokerLimit[];
	/** What recovery brought back, before anything is built on it. */
	readonly recovered: (memory: ShardMemory) => void;
	/** Before its shard does the first thing. */
	readonly opened: (gateway: SimGateway) => void;
	readonly appended: (record: AppendedRecord, memory: ShardMemory) => void;
};
export type SimGateway = {
	readonly process: SimProcess;
	readonly memory: ShardMemory;
	/** The journal as it is, whatever bug is planted into its user's. */
	readonly journal: SimJournal;
};

/** What the engine thread of a gateway does (`engine/worker.ts`), over the simulation's ports: recovery, shard, terminals, order entry, clock. */
export function startGateway(options: GatewayOptions): SimGateway {
	const { process, net, disk, chance, mutation, epoch } = options;
	build ??= engineBuild();
	disk.layOut();
	mutation.laidOut?.(disk.dir);
	const found = recover({ dir: disk.dir, build, note: () => undefined });
	repairTail(found.end);
	disk.takeBack();
	if (found.replayed > 0 && chance.hits(0.4)) writeSnapshot(disk.dir, { memory: found.memory, build });
	mutation.recovered?.(found.memory);
	options.recovered(found.memory);
	const memory: ShardMemory = { ...found.memory, engine: mutation.engine?.(found.memory.engine) ?? found.memory.engine };

	let shard: Shard | undefined;
	const theShard = (): Shard => {
		if (shard === undefined) throw new Error('the shard is not open yet');
		return shard;
	};
	const theVenueShard = (): Shard => mutation.venueShard?.(theShard()) ?? theShard();
	const { host } = process;
	const pace = new BrokerPace({ limits: options.brokers ?? [], host, log: quietLog });
	const terminals = new Terminals({
		epoch,
		masterKey,
		gatewayKey: masterKey,
		host,
		log: quietLog,
		shard: theVenueShard,
		quotes: new QuoteBatch(),
		depths: new DepthBatch(),
		pace,
	});
	const plainLineTo = terminals.lineTo.bind(terminals);
	const lineTo = mutation.lineTo?.(plainLineTo) ?? plainLineTo;
	const plain = openSimJournal({
		...{ end: found.end, disk, process, chance },
		appended: (record) => options.appended(record, memory),
		kept: () => shard?.kept(),
	});
	const journal = mutation.journal?.(plain, lineTo) ?? plain;
	const gateway: SimGateway = { process, memory, journal: plain };
	options.opened(gateway);
	shard = openShard({
		...{ memory, journal, epoch, nowMs: host.nowMs, nowUs: () => host.steadyMs() * 1_000, stats: new OrderStats(), lineTo },
		refresh: (tenantId, accountId) => terminals.refresh(tenantId, accountId),
		...{ flush: () => undefined, onKept: () => undefined },
		onFailed: (error) => {
			throw error;
		},
	});
	const paced = pace.pace(shard);
	host.every(1_000, () => theShard().tick());

	net.servers.terminal.push({ process, serve: (connection) => terminals.serve(connection) });
	net.servers.entry.push({
		process,
		serve: (connection) =>
			serveEntry(connection, {
				...{ epoch, shardId: 0, key: entryKey, host, log: quietLog, shard: paced },
				configured: (tenantId, configText) => terminals.configured(tenantId, configText),
				status: (tenantId) => terminals.status(tenantId),
			}),
	});
	return gateway;
}
