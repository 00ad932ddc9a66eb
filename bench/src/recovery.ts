import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
	engineBuild,
	newMemory,
	openJournalledEngine,
	openOrderFlow,
	readJournal,
	recover,
	writeSnapshot,
} from '@meridian/execution-gateway/testing';
import { round } from './figures.ts';
import type { Result } from './types.ts';

const accounts = 1_000;
const ordersBefore = 38_000;
const ordersAfter = 2_000;
const rounds = 3;
const segmentBytes = 32 * 1024 * 1024;

/** A journal on this disk, read from the page cache, as after a kill -9. */
export const benchmark = {
	name: 'recovery',
	description: 'a shard comes back from its journal: from the first record, and from a snapshot and the tail',
	loadShape: `${ordersBefore + ordersAfter} filled orders on ${accounts} accounts, about five records each, in segments of 32 MiB; the snapshot stands before the last ${ordersAfter} orders; the best of ${rounds} rounds`,
	excludes:
		'a cold disk (the files are in the page cache), starting the process, and reconciling with venues. Every record is decided again and compared with what was recorded, so this is the speed of reading, checking, deciding and comparing. The floor of the design is 1,000,000 events/s, its aim is snapshot + tail under one second.',
	async run(): Promise<Result[]> {
		const dir = mkdtempSync(join(tmpdir(), 'meridian-bench-'));
		try {
			const build = engineBuild();
			const memory = newMemory();
			const end = readJournal({ dir, afterSeq: 0, visit: () => undefined });
			const { feed, journal } = openJournalledEngine({ memory, end }, { dir, segmentBytes });
			const flow = openOrderFlow(feed, { accounts });
			for (let n = 0; n < ordersBefore; n++) flow.next();
			const startMs = performance.now();
			writeSnapshot(dir, { memory, build });
			const snapshotMs = performance.now() - startMs;
			for (let n = 0; n < ordersAfter; n++) flow.next();
			await journal.close();
			const hash = memory.engine.stateHash();
			const full = best(() => timed({ dir, build: 'of no snapshot', hash }));
			const tail = best(() => timed({ dir, build, hash }));
			return [
				{ case: 'from the first record', metric: 'events', unit: '1/s', value: Math.round(full.replayed / full.seconds) },
				{ case: 'from the first record', metric: 'processor', unit: 'us/event', value: round(full.cpuUs / full.replayed) },
				{ case: 'from the first record', metric: 'time', unit: 's', value: round(full.seconds) },
				{ case: 'from the first record', metric: 'records', unit: '', value: full.replayed },
				{ case: 'snapshot + tail', metric: 'time', unit: 's', value: round(tail.seconds) },
				{ case: 'snapshot + tail', metric: 'records', unit: '', value: tail.replayed },
				{ case: 'snapshot', metric: 'write', unit: 'ms', value: round(snapshotMs) },
			];
		} finally {
			rmSync(dir, { recursive: true, force: true });
		}
	},
};

type Timed = { readonly seconds: number; readonly cpuUs: number; readonly replayed: number };

/** @throws where what came back is not what was there. */
function timed(input: { readonly dir: string; readonly build: string; readonly hash: string }): Timed {
	const startMs = performance.now();
	const startCpu = process.threadCpuUsage();
	const { memory, replayed } = recover({ ...input, note: () => undefined });
	const seconds = (performance.now() - startMs) / 1_000;
	const { user, system } = process.threadCpuUsage(startCpu);
	if (memory.engine.stateHash() !== input.hash) throw new Error('recovery came to another state');
	return { seconds, cpuUs: user + system, replayed };
}

function best(work: () => Timed): Timed {
	const all = Array.from({ length: rounds }, work);
	return all.reduce((a, b) => (a.seconds <= b.seconds ? a : b));
}
