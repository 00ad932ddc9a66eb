import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { type CacheMemory, TickCacheWriter } from '../cache/index.ts';
import { Streams } from '../quality/index.ts';
import { emptyTick, TickBatch } from '../tick/index.ts';
import { testRegistry } from './arbitrary.ts';

/** A thread that writes ticks whose fields all hold the same number, one more each time, until the stop word is set. */
const { memory, plain, stop } = z
	.object({ memory: z.custom<CacheMemory>(), plain: z.boolean(), stop: z.instanceof(Int32Array) })
	.parse(workerData);
const streams = new Streams();
streams.of(0, 0);
streams.of(1, 2);
const writer = new TickCacheWriter(memory, { registry: testRegistry(), streams, plain });
const rows = Uint32Array.of(0, 1);
const batch = TickBatch.of([emptyTick, emptyTick]);
const most = 2 ** 32 - 1;
for (let n = 1; Atomics.load(stop, 0) === 0; n = n === most ? 1 : n + 1) {
	const same = {
		timeMs: n,
		timeNs: n,
		receivedMs: n,
		receivedNs: n,
		bid: n,
		ask: n,
		last: n,
		bidSize: n,
		askSize: n,
		lastSize: n,
		flags: n,
	};
	for (let row = 0; row < 2; row++) batch.set(row, { instrumentId: row * 2, venueId: row, ...same });
	writer.write(batch, rows);
}
parentPort?.postMessage('stopped');
