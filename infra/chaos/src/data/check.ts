import { allTime, readTicks, type SeriesKey, TickStore, verify } from '@meridian/market-data/store';
import { batchOf, seriesAt, seriesCount } from './ticks.ts';

/** @throws Error for the first thing that is not as it must be */
export async function checkIngest(
	dir: string,
	input: { readonly seed: number; readonly acknowledged: number; readonly known: number },
): Promise<number> {
	const store = await TickStore.open(dir, { memoryMb: 256, threads: 1 });
	try {
		const found = new Map<number, number[]>();
		for (let index = 0; index < seriesCount; index++) {
			const key = seriesAt(index);
			for await (const batch of readTicks(store, key, allTime))
				for (const tick of batch) {
					const rows = found.get(tick.last) ?? [];
					rows.push(tick.lastSize);
					found.set(tick.last, rows);
					const expected = batchOf(input.seed, tick.last);
					const own = expected.ticks.at(tick.lastSize);
					if (
						expected.series !== index ||
						own.timeMs !== tick.timeMs ||
						own.bid !== tick.bid ||
						own.ask !== tick.ask ||
						own.flags !== tick.flags
					)
						throw new Error(`batch ${tick.last}, row ${tick.lastSize} is not what was sent`);
				}
			await checkCatalogue(store, key);
		}
		for (const [sequence, rows] of found) {
			const expected = batchOf(input.seed, sequence).ticks.length;
			if (rows.length !== expected || rows.some((row, index) => row !== index))
				throw new Error(`batch ${sequence} has rows ${rows.join(',')} of ${expected}: lost or doubled`);
		}
		for (let sequence = 1; sequence <= input.acknowledged; sequence++)
			if (!found.has(sequence)) throw new Error(`batch ${sequence} was acknowledged and is lost`);
		if (found.size > input.known) throw new Error(`${found.size} batches are stored, ${input.known} were known when it opened`);
		return found.size;
	} finally {
		store.close();
	}
}

/** What the catalogue says is what the files have. */
export async function checkCatalogue(store: TickStore, key: SeriesKey): Promise<void> {
	const manifest = await store.manifest(key);
	if (manifest === undefined) return;
	const { damage, rows } = await verify(store, key);
	if (damage[0] !== undefined) throw new Error(`${damage[0].file} ${damage[0].what}`);
	const sources = Object.values(manifest.sources).reduce((sum, source) => sum + source.rows, 0);
	if (rows !== sources) throw new Error(`the files have ${rows} rows, the sources ${sources}`);
}
