import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TickBatch, tickFlags } from '@meridian/market-data';
import { importFile, importSettings } from '@meridian/market-data/import';
import { allTime, Ingest, readTicks, type SeriesKey, TickStore } from '@meridian/market-data/store';
import { round } from './figures.ts';
import { rows, writeTicks } from './store/market.ts';
import type { Result } from './types.ts';

const key: SeriesKey = { owner: 'shared', venue: 'BENCH', instrument: 'EURUSD', table: 'ticks' };
const hourMs = 3_600_000;

export const benchmark = {
	name: 'store',
	description: 'the tick store: import, scan and size, against DuckDB over the same CSV',
	loadShape: `closed loop: one MetaTrader 5 export of ${rows} ticks, imported whole (hash, strict parse, zone, Parquet, synced), then scanned; DuckDB reads the same file with its columns and types told, on as many threads as the store's (2); then ticks are appended to a segment in batches of 100`,
	excludes:
		'the cold disk: all files are in the page cache. DuckDB alone does not carry blanks forward, convert zones, check prices, or report rows',
	async run(): Promise<Result[]> {
		const dir = mkdtempSync(join(tmpdir(), 'meridian-bench-store-'));
		try {
			const file = join(dir, 'EURUSD_202401020000_202401030000.csv');
			await writeTicks(file);
			const store = await TickStore.open(join(dir, 'store'));
			const results = [
				...(await measureImport(store, file)),
				...(await measureScan(store)),
				...(await measureDuckDb(store, file)),
				...(await measureIngest(store)),
			];
			store.close();
			return results;
		} finally {
			rmSync(dir, { recursive: true, force: true });
		}
	},
};

async function measureImport(store: TickStore, file: string): Promise<Result[]> {
	const bytes = statSync(file).size;
	const settings = importSettings.parse({ venue: key.venue, zone: 'Europe/Athens', priceDigits: 5, qtyDigits: 0 });
	const [seconds, , cpuSeconds] = await timed(() => importFile(store, { file, owner: 'shared', settings }));
	const stored = (await store.manifest(key))?.parts.reduce((sum, part) => sum + part.bytes, 0) ?? Number.NaN;
	return [
		{ case: 'import', metric: 'bytes', unit: 'MB/s', value: round(bytes / 1e6 / seconds) },
		{ case: 'import', metric: 'rows', unit: '1/s', value: Math.round(rows / seconds) },
		{ case: 'import', metric: 'rows per CPU second', unit: '1/s', value: Math.round(rows / cpuSeconds) },
		{ case: 'size: CSV', metric: 'bytes per tick', unit: 'B', value: round(bytes / rows) },
		{ case: 'size: store', metric: 'bytes per tick', unit: 'B', value: round(stored / rows) },
	];
}

async function measureScan(store: TickStore): Promise<Result[]> {
	let sum = 0;
	const scan = async (range: { fromMs: number; toMs: number }): Promise<number> => {
		let ticks = 0;
		for await (const batch of readTicks(store, key, range)) {
			ticks += batch.length;
			sum += sumOf(batch);
		}
		return ticks;
	};
	await scan(allTime);
	const [seconds, all] = await timed(() => scan(allTime));
	const fromMs = Date.UTC(2024, 0, 3, 9);
	const [hourSeconds, hour] = await timed(() => scan({ fromMs, toMs: fromMs + hourMs }));
	if (all !== rows || hour === 0 || sum === 0) throw new Error(`the scan gave ${all} and ${hour} rows`);
	return [
		{ case: 'scan of all, every column, into typed arrays', metric: 'rows', unit: '1/s', value: Math.round(all / seconds) },
		{ case: `scan of one hour (${hour} ticks)`, metric: 'time', unit: 'ms', value: round(hourSeconds * 1000) },
	];
}

function sumOf({ columns, length }: TickBatch): number {
	let sum = 0;
	for (let row = 0; row < length; row++) sum += columns.bid[row] ?? 0;
	return sum;
}

/** The same questions, asked of the CSV and of the store's files; and DuckDB's own conversion to Parquet with zstd. */
async function measureDuckDb(store: TickStore, file: string): Promise<Result[]> {
	const types = `{'<DATE>': 'DATE', '<TIME>': 'TIME', '<BID>': 'DECIMAL(12,5)', '<ASK>': 'DECIMAL(12,5)', '<LAST>': 'DECIMAL(12,5)', '<VOLUME>': 'BIGINT', '<FLAGS>': 'INTEGER'}`;
	const csv = `read_csv('${file}', delim = '\\t', header = true, dateformat = '%Y.%m.%d', columns = ${types})`;
	const parts = (await store.manifest(key))?.parts ?? [];
	const files = (await store.files(key, parts)).map((path) => `'${path}'`).join(', ');
	const parquet = `${file}.parquet`;
	return store.duck.with(async (connection) => {
		const [csvSeconds, csvRows] = await timed(async () =>
			(await connection.runAndReadAll(`SELECT count("<BID>"), sum("<BID>"), max("<TIME>"), sum("<FLAGS>") FROM ${csv}`)).getRows(),
		);
		const [storeSeconds, storeRows] = await timed(async () =>
			(await connection.runAndReadAll(`SELECT count(bid), sum(bid), max(time), sum(flags) FROM read_parquet([${files}])`)).getRows(),
		);
		if (Number(csvRows[0]?.[0]) !== rows || Number(storeRows[0]?.[0]) !== rows) throw new Error('DuckDB counts other rows');
		const [copySeconds, , copyCpuSeconds] = await timed(() =>
			connection.run(`COPY (SELECT * FROM ${csv}) TO '${parquet}' (FORMAT parquet, COMPRESSION zstd)`),
		);
		return [
			{
				case: 'DuckDB: CSV to Parquet, its defaults with zstd',
				metric: 'bytes',
				unit: 'MB/s',
				value: round(statSync(file).size / 1e6 / copySeconds),
			},
			{ case: 'DuckDB: CSV to Parquet, its defaults with zstd', metric: 'rows', unit: '1/s', value: Math.round(rows / copySeconds) },
			{
				case: 'DuckDB: CSV to Parquet, its defaults with zstd',
				metric: 'rows per CPU second',
				unit: '1/s',
				value: Math.round(rows / copyCpuSeconds),
			},
			{ case: 'size: DuckDB, its defaults with zstd', metric: 'bytes per tick', unit: 'B', value: round(statSync(parquet).size / rows) },
			{ case: 'DuckDB: four aggregates over the CSV', metric: 'rows', unit: '1/s', value: Math.round(rows / csvSeconds) },
			{ case: 'DuckDB: four aggregates over the store', metric: 'rows', unit: '1/s', value: Math.round(rows / storeSeconds) },
		];
	});
}

async function measureIngest(store: TickStore): Promise<Result[]> {
	const size = 100;
	const batches = 10_000;
	const ingest = await Ingest.open(store);
	const series = await ingest.series({ ...key, venue: 'LIVE', table: 'ticks' }, { priceDigits: 5, qtyDigits: 0 });
	const ticks = new TickBatch(size);
	for (let row = 0; row < size; row++) {
		const at = ticks.add();
		ticks.columns.flags[at] = tickFlags.quote;
	}
	const [seconds] = await timed(async () => {
		for (let sequence = 1; sequence <= batches; sequence++) {
			for (let row = 0; row < size; row++) {
				ticks.columns.timeMs[row] = Date.UTC(2024, 0, 2) + sequence * size + row;
				ticks.columns.bid[row] = 110_000 + ((sequence + row) % 100);
				ticks.columns.ask[row] = 110_010 + ((sequence + row) % 100);
			}
			ingest.append(series, { producer: 'bench', sequence, ticks });
		}
	});
	const [flushSeconds] = await timed(() => ingest.close());
	return [
		{ case: 'ingest: acknowledged (process)', metric: 'rows', unit: '1/s', value: Math.round((batches * size) / seconds) },
		{ case: 'ingest: segments to Parquet, what was left', metric: 'time', unit: 's', value: round(flushSeconds) },
	];
}

/** Seconds of the wall clock, what came out, and seconds of the processor in all threads: on a machine that others use, only those compare. */
async function timed<Value>(work: () => Promise<Value>): Promise<[number, Value, number]> {
	const startedAt = performance.now();
	const before = process.cpuUsage();
	const value = await work();
	const { user, system } = process.cpuUsage(before);
	return [(performance.now() - startedAt) / 1000, value, (user + system) / 1e6];
}
