import { rm } from 'node:fs/promises';
import { z } from 'zod';
import { quoted } from './duck.ts';
import type { Manifest } from './manifest.ts';
import { inOrder, orderedSql, parquetOptions } from './parts.ts';
import { partitionSql, partitionsIn, type Range, whereIn } from './read.ts';
import type { SeriesKey } from './series.ts';
import type { TickStore } from './store.ts';

/** Bars in SQL over the store, for a check of streaming bars and for one-off questions. */
export type SqlBar = {
	readonly timeMs: number;
	readonly open: number;
	readonly high: number;
	readonly low: number;
	readonly close: number;
	readonly ticks: number;
};

const whole = z.union([z.bigint(), z.number()]).transform(Number);
const barShape = z.tuple([whole, whole, whole, whole, whole, whole]);

/** One side of every quote in buckets of `periodMs` from 1970, UTC. Buckets without a quote have no bar. */
export async function sqlBars(
	store: TickStore,
	key: SeriesKey,
	input: Range & { readonly periodMs: number; readonly side: 'bid' | 'ask' },
): Promise<readonly SqlBar[]> {
	const bars: SqlBar[] = [];
	await forRange(store, key, {
		range: input,
		async each(from, connection) {
			const { side } = input;
			const result = await connection.runAndReadAll(
				`SELECT (epoch_ns(time) // ${BigInt(input.periodMs) * 1_000_000n} * ${input.periodMs})::BIGINT AS bucket,
				first(${side} ORDER BY n), max(${side}), min(${side}), last(${side} ORDER BY n), count(*)
			FROM (SELECT *, row_number() OVER () AS n FROM ${from}) WHERE (flags & 1) = 1 GROUP BY bucket ORDER BY bucket`,
			);
			for (const row of result.getRows()) {
				const [timeMs, open, high, low, close, ticks] = barShape.parse(row);
				const last = bars.at(-1);
				// A period longer than a partition goes on in the next one.
				if (last?.timeMs === timeMs)
					bars[bars.length - 1] = {
						...last,
						high: Math.max(last.high, high),
						low: Math.min(last.low, low),
						close,
						ticks: last.ticks + ticks,
					};
				else bars.push({ timeMs, open, high, low, close, ticks });
			}
		},
	});
	return bars;
}

/** A tick of one series and what the other's quote was then. */
export type AsOfRow = {
	readonly timeNs: bigint;
	readonly bid: number;
	readonly ask: number;
	readonly otherBid: number | undefined;
	readonly otherAsk: number | undefined;
};
const asOfShape = z.tuple([z.bigint(), whole, whole, whole.nullable(), whole.nullable()]);

/** Every quote of `key` with the last quote of `other` at or before its time; undefined before the other's first within its day. */
export async function asOfJoin(
	store: TickStore,
	key: SeriesKey,
	input: Range & { readonly other: SeriesKey },
): Promise<readonly AsOfRow[]> {
	const other = await store.manifest(input.other);
	const rows: AsOfRow[] = [];
	await forRange(store, key, {
		range: input,
		async each(from, connection) {
			const files = other === undefined ? [] : await filesIn(store, { key: input.other, manifest: other, range: input });
			const right =
				files.length === 0
					? '(SELECT NULL::TIMESTAMP_NS AS time, NULL AS bid, NULL AS ask WHERE false)'
					: `read_parquet([${files.map(quoted).join(', ')}])`;
			const result = await connection.runAndReadAll(
				`SELECT epoch_ns(l.time), l.bid, l.ask, r.bid, r.ask FROM ${from} l ASOF LEFT JOIN ${right} r ON l.time >= r.time ORDER BY l.time`,
			);
			for (const row of result.getRows()) {
				const [timeNs, bid, ask, otherBid, otherAsk] = asOfShape.parse(row);
				rows.push({ timeNs, bid, ask, otherBid: otherBid ?? undefined, otherAsk: otherAsk ?? undefined });
			}
		},
	});
	return rows;
}

/**
 * One file of a range: Parquet as stored, or CSV with prices as decimals and times in ISO 8601.
 * @returns its rows
 */
export async function exportRange(
	store: TickStore,
	key: SeriesKey,
	input: Range & { readonly file: string; readonly format: 'csv' | 'parquet' },
): Promise<number> {
	const manifest = await store.manifest(key);
	const partitions = manifest === undefined ? [] : partitionsIn(manifest, input).map(inOrder);
	if (manifest === undefined || partitions.length === 0)
		throw new RangeError(`the store has nothing of ${key.venue} ${key.instrument} in this range`);
	const files = await store.files(
		key,
		partitions.flatMap(({ parts }) => parts),
	);
	await rm(input.file, { force: true });
	const ordered = partitions.every((partition) => partition.ordered);
	const hidden = ordered ? '*' : '* EXCLUDE (part_number, file_row_number)';
	const select = input.format === 'parquet' ? hidden : csvColumns(key, manifest);
	const options = input.format === 'parquet' ? parquetOptions : 'FORMAT csv, HEADER';
	return store.duck.with(async (connection) => {
		const sql = orderedSql(files, { ordered, select, where: whereIn(input) });
		const result = await connection.run(`COPY (${sql}) TO ${quoted(input.file)} (${options})`);
		return result.rowsChanged;
	});
}

function csvColumns(key: SeriesKey, { priceDigits, qtyDigits }: Manifest): string {
	const decimal = (name: string, digits: number) => `(${name} / 1e${digits})::DECIMAL(18, ${digits}) AS ${name}`;
	const price = (name: string) => decimal(name, priceDigits);
	const qty = (name: string) => decimal(name, qtyDigits);
	const time = `strftime(time, '%Y-%m-%dT%H:%M:%S.%n') AS time`;
	if (key.table !== 'ticks')
		return [time, ...['open', 'high', 'low', 'close'].map(price), 'tick_volume', qty('volume'), 'spread'].join(', ');
	return [time, ...['bid', 'ask', 'last_price'].map(price), ...['bid_size', 'ask_size', 'last_size'].map(qty), 'flags'].join(', ');
}

type Each = (from: string, connection: Parameters<Parameters<TickStore['duck']['with']>[0]>[0]) => Promise<void>;

/** Calls `each` with a subquery of every partition's rows in the range, in order. */
async function forRange(store: TickStore, key: SeriesKey, input: { readonly range: Range; readonly each: Each }): Promise<void> {
	const manifest = await store.manifest(key);
	if (manifest === undefined) return;
	await store.duck.with(async (connection) => {
		for (const parts of partitionsIn(manifest, input.range))
			await input.each(`(${await partitionSql(store, key, { parts, range: input.range, select: '*' })})`, connection);
	});
}

async function filesIn(
	store: TickStore,
	input: { readonly key: SeriesKey; readonly manifest: Manifest; readonly range: Range },
): Promise<readonly string[]> {
	return store.files(input.key, partitionsIn(input.manifest, input.range).flat());
}
