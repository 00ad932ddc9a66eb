import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { newMemory, openJournalledEngine, openRestingOrders, readJournal } from '@meridian/execution-gateway/testing';
import { loadNative } from '@meridian/native';
import { z } from 'zod';
import type { Result } from './types.ts';

const minutes = z.coerce.number().positive().default(2).parse(process.env.MERIDIAN_SOAK_MINUTES);
const liveOrders = 2_000;
const ordersPerSecond = 500;
const turnMs = 10;
const sampleMs = 1_000;
const segmentBytes = 32 * 1024 * 1024;

type Sample = { readonly atSec: number; readonly rssMib: number; readonly heapMib: number };
const mib = (bytes: number): number => bytes / 1024 / 1024;
const round = (value: number): number => Math.round(value * 100) / 100;

/** Least squares, per minute. */
function slope(samples: readonly Sample[], of: (sample: Sample) => number): number {
	const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
	const atMean = mean(samples.map(({ atSec }) => atSec));
	const valueMean = mean(samples.map(of));
	const over = samples.reduce((sum, sample) => sum + (sample.atSec - atMean) * (of(sample) - valueMean), 0);
	const under = samples.reduce((sum, { atSec }) => sum + (atSec - atMean) ** 2, 0);
	return under === 0 ? Number.NaN : (over / under) * 60;
}

/** What a process that trades all day weighs in the end. */
export const benchmark = {
	name: 'soak',
	description: `${liveOrders} orders rest, ${ordersPerSecond} a second are placed and as many cancelled, for ${minutes} minutes (MERIDIAN_SOAK_MINUTES)`,
	loadShape: `open loop: every ${turnMs} ms the orders that are due; each is placed, acknowledged and accepted, and the oldest is cancelled; 100 accounts, one instrument, journal with durability process`,
	excludes:
		'sockets, codecs, projector, API; the first half of the run, in which a process finds its size. Segments stay on the disk: 30 minutes need a few GiB in the folder for temporary files',
	async run(): Promise<Result[]> {
		const dir = mkdtempSync(join(tmpdir(), 'meridian-soak-'));
		try {
			const memory = newMemory();
			const end = readJournal({ dir, afterSeq: 0, visit: () => undefined });
			const { feed, journal } = openJournalledEngine({ memory, end }, { dir, segmentBytes, native: loadNative() });
			const flow = openRestingOrders(feed, { accounts: 100, liveOrders });
			const samples: Sample[] = [];
			const startedMs = performance.now();
			let placed = 0;
			let latestMs = 0;
			for (let elapsedMs = 0; elapsedMs < minutes * 60_000; elapsedMs = performance.now() - startedMs) {
				const due = Math.floor((elapsedMs * ordersPerSecond) / 1_000);
				for (; placed < due; placed++) flow.next();
				if (elapsedMs - latestMs >= sampleMs) {
					latestMs = elapsedMs;
					const { rss, heapUsed } = process.memoryUsage();
					samples.push({ atSec: elapsedMs / 1_000, rssMib: mib(rss), heapMib: mib(heapUsed) });
				}
				await delay(turnMs);
			}
			await journal.close();
			const late = samples.slice(Math.floor(samples.length / 2));
			const last = samples.at(-1);
			return [
				{ case: 'run', metric: 'orders', unit: '', value: placed },
				{ case: 'run', metric: 'live', unit: 'orders', value: flow.live },
				{ case: 'run', metric: 'RSS', unit: 'MiB', value: round(last?.rssMib ?? Number.NaN) },
				{ case: 'second half', metric: 'RSS slope', unit: 'MiB/min', value: round(slope(late, ({ rssMib }) => rssMib)) },
				{ case: 'second half', metric: 'heap slope', unit: 'MiB/min', value: round(slope(late, ({ heapMib }) => heapMib)) },
				{
					case: 'second half',
					metric: 'RSS slope',
					unit: 'B/order',
					value: Math.round((slope(late, ({ rssMib }) => rssMib) * 1024 * 1024) / (ordersPerSecond * 60)),
				},
			];
		} finally {
			rmSync(dir, { recursive: true, force: true });
		}
	},
};
