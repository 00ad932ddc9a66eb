import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@meridian/telemetry';
import { DepthBatch } from '../../depths.ts';
import { Archive } from '../../direct/archive.ts';
import { DirectDoor } from '../../direct/door.ts';
import { newMemory } from '../../engine/memory.ts';
import { OrderStats } from '../../engine/order-stats.ts';
import { openShard, type Shard } from '../../engine/shard.ts';
import { Terminals } from '../../engine/terminals.ts';
import { serveEntry } from '../../entry/session.ts';
import type { Host } from '../../host.ts';
import type { Journal } from '../../journal/journal.ts';
import { stringify } from '../../journal/json.ts';
import { QuoteBatch } from '../../quotes.ts';
import type { Chance } from '../../simulation/chance.ts';
import { simConfig, simTenants } from '../../simulation/config.ts';
import type { MemoryLine } from './line.ts';

export const doors = ['entry', 'direct', 'terminal'] as const;
export type DoorKind = (typeof doors)[number];
export const entryKey = Buffer.from('cd'.repeat(32), 'hex');
export const terminalMaster = 'ab'.repeat(32);
export const credentialMaster = 'ef'.repeat(32);
export const credentialId = 'fuzz';

export type Room = {
	serve(door: DoorKind, line: MemoryLine): void;
	/** Everything that the engine knows of the tenant that no fuzzed session belongs to. */
	otherTenant(): string;
	/** Clocks that sessions started and have not ended. */
	readonly clocks: number;
	/** Errors that no peer's bytes may cause, as they were logged. */
	readonly faults: readonly string[];
	records(): number;
	close(): Promise<void>;
};

/** Errors of the language itself: a frame that was refused is refused by an error with words for the peer. */
const isFault = (error: unknown): boolean => error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;

/** The doors of a shard with its engine, in memory: nothing is kept, since nothing is recovered. */
export function openRoom(chance: Chance): Room {
	let nowMs = 1_700_000_000_000;
	let clocks = 0;
	const faults: string[] = [];
	const log = createLogger('fuzz', { write: () => undefined });
	const told = log.error.bind(log);
	log.error = ((...args: Parameters<typeof told>) => {
		const [fields] = args;
		if (typeof fields === 'object' && fields !== null && 'err' in fields && isFault(fields.err)) faults.push(String(fields.err));
	}) as typeof log.error;
	log.level = 'error';
	const host: Host = {
		nowMs: () => ++nowMs,
		steadyMs: () => nowMs,
		every() {
			clocks += 1;
			return () => {
				clocks -= 1;
			};
		},
		after: () => () => undefined,
		nonce: () => chance.bytes(16),
	};
	const memory = newMemory();
	let seq = 0;
	const journal: Journal = {
		get lastSeq() {
			return seq;
		},
		get keptSeq() {
			return seq;
		},
		get ownSeq() {
			return seq;
		},
		trouble: '',
		append: () => ++seq,
		copy: () => undefined,
		close: async () => undefined,
	};
	const theShard = (): Shard => shard;
	const terminals = new Terminals({
		epoch: 1,
		masterKey: terminalMaster,
		gatewayKey: terminalMaster,
		host,
		log,
		shard: theShard,
		quotes: new QuoteBatch(),
		depths: new DepthBatch(),
	});
	const dir = mkdtempSync(join(tmpdir(), 'meridian-fuzz-'));
	const archive = new Archive(dir);
	const direct = new DirectDoor({ epoch: 1, masterKey: credentialMaster, log, shard: theShard, archive, nowMs: host.steadyMs });
	const shard: Shard = openShard({
		...{ memory, journal, epoch: 1, nowMs: host.nowMs, nowUs: () => nowMs * 1_000, stats: new OrderStats(), flush: () => undefined },
		lineTo: (tenantId, accountId) => terminals.lineTo(tenantId, accountId),
		onOutputs: (at, outputs) => direct.record(at, outputs),
		onKept: () => undefined,
		onFailed: (error) => {
			throw error;
		},
	});
	for (const tenantId of simTenants) {
		const config = simConfig({ tenantId, version: 1, isPlain: true });
		shard.submit({ kind: 'configure', config });
		const own = { credentialId, userId: 1, accountIds: [1], mayTrade: true, ordersPerSecond: 1_000_000 };
		direct.configured(tenantId, stringify({ credentials: tenantId === 1 ? [own] : [] }));
	}
	return {
		serve(door, line) {
			if (door === 'terminal') terminals.serve(line);
			else if (door === 'direct') direct.serve(line);
			else
				serveEntry(line, {
					...{ epoch: 1, shardId: 0, key: entryKey, host, log, shard },
					configured: (tenantId, configText) => terminals.configured(tenantId, configText),
					status: (tenantId) => terminals.status(tenantId),
				});
		},
		otherTenant: () => stringify(memory.engine.memory().tenants.get(2)),
		get clocks() {
			return clocks;
		},
		faults,
		records: () => seq,
		async close() {
			terminals.close();
			direct.close();
			await archive.close();
			rmSync(dir, { recursive: true, force: true });
		},
	};
}
