import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { engineBuild, newMemory, openJournalledEngine, openOrderFlow, readJournal, recover } from '@meridian/execution-gateway/testing';
import { loadNative, nodeOnly } from '@meridian/native';
import { quantileRows, round } from './figures.ts';
import type { Result } from './types.ts';

const accounts = 1_000;
const warmUpOrders = 20_000;
const ordersAlone = 400_000;
const ordersJournalled = 100_000;
const sliceOrders = 500;
const segmentBytes = 64 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
/** What is left after a collection: on the heap, and in the rows of numbers beside it. */
const keptBytes = (): number => {
	collect();
	const { heapUsed, arrayBuffers } = process.memoryUsage();
	return heapUsed + arrayBuffers;
};

/** Of the heap, before a collection takes it back: the median of slices, since one in which the collector ran says less. */
function allocatedBytes(flow: Flow): number {
	const slices = Float64Array.from({ length: 31 }, () => {
		const before = process.memoryUsage().heapUsed;
		for (let n = 0; n < sliceOrders; n++) flow.next();
		return (process.memoryUsage().heapUsed - before) / sliceOrders;
	});
	return slices.toSorted()[15] ?? Number.NaN;
}

type Flow = { next(): void };

/** Feeds one order after the other, each timed. */
function drive(name: string, input: { readonly flow: Flow; readonly orders: number }): Result[] {
	for (let n = 0; n < warmUpOrders; n++) input.flow.next();
	const samples = new Float64Array(input.orders);
	const before = keptBytes();
	const startMs = performance.now();
	const startCpu = process.threadCpuUsage();
	for (let n = 0; n < input.orders; n++) {
		const at = performance.now();
		input.flow.next();
		samples[n] = (performance.now() - at) * 1_000;
	}
	const seconds = (performance.now() - startMs) / 1_000;
	const cpu = process.threadCpuUsage(startCpu);
	return [
		{ case: name, metric: 'orders', unit: '1/s', value: Math.round(input.orders / seconds) },
		{ case: name, metric: 'processor', unit: 'us/order', value: round((cpu.user + cpu.system) / input.orders) },
		...quantileRows(name, { samples, unit: 'us/order', quantiles: [0.5, 0.99, 0.999] }),
		{ case: name, metric: 'kept', unit: 'B/order', value: Math.round((keptBytes() - before) / input.orders) },
		{ case: name, metric: 'heap allocated', unit: 'B/order', value: Math.round(allocatedBytes(input.flow)) },
	];
}

async function journalled(name: string, native: ReturnType<typeof loadNative>): Promise<Result[]> {
	const dir = mkdtempSync(join(tmpdir(), 'meridian-bench-'));
	try {
		const memory = newMemory();
		const end = readJournal({ dir, afterSeq: 0, visit: () => undefined });
		const { feed, journal } = openJournalledEngine({ memory, end }, { dir, segmentBytes, native });
		const rows = drive(name, { flow: openOrderFlow(feed, { accounts }), orders: ordersJournalled });
		await journal.close();
		const replayed = recover({ dir, build: engineBuild(), note: () => undefined });
		if (replayed.memory.engine.stateHash() !== memory.engine.stateHash()) throw new Error(`${name}: the replay came to another state`);
		return [...rows, { case: name, metric: 'journal', unit: 'B/order', value: round(bytesPerOrder(dir, replayed.end)) }];
	} finally {
		rmSync(dir, { recursive: true, force: true });
	}
}

function bytesPerOrder(dir: string, end: { readonly lastSeq: number }): number {
	let bytes = 0;
	readJournal({ dir, afterSeq: 0, visit: (_record, { payload }) => (bytes += payload.length) });
	return end.lastSeq === 0 ? 0 : bytes / (warmUpOrders + ordersJournalled + 31 * sliceOrders);
}

/** One engine on one thread, without sockets. */
export const benchmark = {
	name: 'engine',
	description: 'orders decided, acknowledged and filled by one engine thread, journal off and on',
	loadShape: `closed loop, as fast as it goes: ${accounts} accounts x 1 instrument; per order a quote, the order, the terminal's acknowledgement, the server's answer and the deal; ${warmUpOrders} orders of warm-up, then ${ordersAlone} without a journal and ${ordersJournalled} with one`,
	excludes:
		'sockets, codecs, the network, the projector and the API. "process" appends to a reserved, mapped segment (kill -9 safe, not power-cut safe) while the housekeeper reserves, seals and follows on the other core. "processor" is the time of the engine’s thread alone, which a busy machine distorts less. "kept" is what stays after a collection, rows of numbers beside the heap included: no order is forgotten. "heap allocated" includes what the flow itself makes, some 1.9 kB. The floor of the design is 1,000,000 orders/s on 1,000 accounts x 500 instruments for >= 60 s.',
	async run(): Promise<Result[]> {
		const { engine } = newMemory();
		const alone = drive('journal off', {
			flow: openOrderFlow((input, atMs) => engine.apply(input, atMs), { accounts }),
			orders: ordersAlone,
		});
		const native = loadNative();
		const rows = [...alone, ...(await journalled(`journal process, ${native.kind}`, native))];
		return native.kind === 'node' ? rows : [...rows, ...(await journalled('journal process, node', nodeOnly))];
	},
};
