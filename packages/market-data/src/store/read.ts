import { TickBatch } from '../tick/index.ts';
import { chunksOf } from './duck.ts';
import type { Manifest, Part } from './manifest.ts';
import { StoreDamaged } from './manifest.ts';
import { inOrder, orderedSql } from './parts.ts';
import { compareMoments, type Moment, type SeriesKey } from './series.ts';
import type { TickStore } from './store.ts';
import { decodeColumns, emptyRows, type Rows, tableOf } from './tables.ts';

/** From `from` on and before `to`; milliseconds since 1970, UTC. */
export type Range = { readonly fromMs: number; readonly toMs: number };
export const allTime: Range = { fromMs: 0, toMs: 8_640_000_000_000 };

const batchRows = 16_384;

/**
 * Ticks of a range in order of time; equal times in the order in which they came. Each batch belongs to the reader.
 * @param input the ids that the reader's registry has for instrument and venue
 */
export async function* readTicks(
	store: TickStore,
	key: SeriesKey,
	input: Range & { readonly instrumentId?: number; readonly venueId?: number },
): AsyncGenerator<TickBatch> {
	for await (const rows of readRows(store, key, { range: input, empty: () => new TickBatch(batchRows + 2048) })) {
		rows.columns.instrumentId.fill(input.instrumentId ?? 0, 0, rows.length);
		rows.columns.venueId.fill(input.venueId ?? 0, 0, rows.length);
		yield rows;
	}
}

/** Bars of a range, columns as in `tables.ts`. */
export function readBars(store: TickStore, key: SeriesKey, range: Range): AsyncGenerator<Rows> {
	const table = tableOf(key.table);
	return readRows(store, key, { range, empty: () => emptyRows(table, batchRows + 2048) });
}

async function* readRows<Batch extends Rows>(
	store: TickStore,
	key: SeriesKey,
	input: { readonly range: Range; readonly empty: () => Batch },
): AsyncGenerator<Batch> {
	const manifest = await store.manifest(key);
	if (manifest === undefined) return;
	const table = tableOf(key.table);
	yield* store.duck.streaming(async function* (connection) {
		for (const parts of partitionsIn(manifest, input.range)) {
			const sql = await partitionSql(store, key, { parts, range: input.range, select: decodeColumns(table) });
			let batch = input.empty();
			let read = 0;
			for await (const chunk of chunksOf(connection, table, sql)) {
				chunk.copy(batch);
				read += chunk.count;
				if (batch.length < batchRows) continue;
				yield batch;
				batch = input.empty();
			}
			if (isWhole(parts, input.range)) checkCount(key, { parts, read });
			if (batch.length > 0) yield batch;
		}
	});
}

/** SQL over the files of one partition. */
export async function partitionSql(
	store: TickStore,
	key: SeriesKey,
	input: { readonly parts: readonly Part[]; readonly range: Range; readonly select: string },
): Promise<string> {
	const { parts, ordered } = inOrder(input.parts);
	const files = await store.files(key, parts);
	return orderedSql(files, { ordered, select: input.select, where: isWhole(parts, input.range) ? '' : whereIn(input.range) });
}

/** The parts of each partition that has rows in the range, oldest first. */
export function partitionsIn(manifest: Manifest, range: Range): readonly (readonly Part[])[] {
	const from: Moment = [range.fromMs, 0];
	const to: Moment = [range.toMs, 0];
	const found = new Map<string, Part[]>();
	for (const part of manifest.parts) {
		if (compareMoments(part.last, from) < 0 || compareMoments(part.first, to) >= 0) continue;
		found.set(part.partition, [...(found.get(part.partition) ?? []), part]);
	}
	return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, parts]) => parts);
}

export const whereIn = ({ fromMs, toMs }: Range): string =>
	`WHERE time >= make_timestamp_ns(${nsOf(fromMs)}) AND time < make_timestamp_ns(${nsOf(toMs)})`;

const nsOf = (ms: number): string => String(BigInt(Math.trunc(ms)) * 1_000_000n);

const isWhole = (parts: readonly Part[], range: Range): boolean =>
	parts.every((part) => compareMoments(part.first, [range.fromMs, 0]) >= 0 && compareMoments(part.last, [range.toMs, 0]) < 0);

/** A file that lost rows would otherwise be read as if it were whole. */
function checkCount(key: SeriesKey, input: { readonly parts: readonly Part[]; readonly read: number }): void {
	const expected = input.parts.reduce((sum, { rows }) => sum + rows, 0);
	if (input.read !== expected)
		throw new StoreDamaged(
			`${key.venue} ${key.instrument} ${input.parts[0]?.partition}: ${input.read} rows in the files, ${expected} in the catalogue; run verify`,
		);
}
