import { openSync, writeSync } from 'node:fs';
import { Ingest, TickStore } from '@meridian/market-data/store';
import { batchOf, digits, seriesAt, seriesCount } from './ticks.ts';

/** `DIR SEED UNTIL ACKS`: appends batches from where it stands, and writes down each that was acknowledged, after it was. */
const [dir = '', seed = '', until = '', acks = ''] = process.argv.slice(2);
const store = await TickStore.open(dir, { memoryMb: 256, threads: 1 });
const ingest = await Ingest.open(store, { segmentBytesMax: 40_000 });
const series = await Promise.all(Array.from({ length: seriesCount }, (_, index) => ingest.series(seriesAt(index), digits)));
const told = openSync(acks, 'a');
for (let sequence = ingest.acknowledged('chaos') + 1; sequence <= Number(until); sequence++) {
	const batch = batchOf(Number(seed), sequence);
	const into = series[batch.series];
	if (into === undefined) throw new Error(`no series ${batch.series}`);
	// Sent twice, as a producer does that is not sure.
	for (const _ of [1, 2]) ingest.append(into, { producer: 'chaos', sequence, ticks: batch.ticks });
	writeSync(told, `${sequence}\n`);
	// The conversion of full segments gets its turn.
	if (sequence % 5 === 0) await new Promise((resolve) => setImmediate(resolve));
}
await ingest.close();
store.close();
