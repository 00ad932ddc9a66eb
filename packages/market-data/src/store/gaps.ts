import { z } from 'zod';
import { partitionSql, partitionsIn, type Range } from './read.ts';
import type { SeriesKey } from './series.ts';
import type { TickStore } from './store.ts';

/** A time in which nothing came. */
export type Gap = {
	readonly fromMs: number;
	readonly toMs: number;
	/** It spans a Saturday noon, UTC, when currencies are not traded. */
	readonly isWeekend: boolean;
};

const dayMs = 86_400_000;
const row = z.tuple([z.bigint(), z.bigint()]);

/** Spans of at least `minMs` between two rows that follow one another. Before the first and after the last there is none. */
export async function gaps(store: TickStore, key: SeriesKey, input: Range & { readonly minMs: number }): Promise<readonly Gap[]> {
	const manifest = await store.manifest(key);
	if (manifest === undefined) return [];
	const found: Gap[] = [];
	let lastMs: number | undefined;
	await store.duck.with(async (connection) => {
		for (const parts of partitionsIn(manifest, input)) {
			const sql = await partitionSql(store, key, { parts, range: input, select: 'time' });
			const edges = await connection.runAndReadAll(`SELECT min(epoch_ns(time)), max(epoch_ns(time)) FROM (${sql})`);
			const [first, last] = row.parse(edges.getRows()[0]).map(toMs);
			if (first === undefined || last === undefined) continue;
			if (lastMs !== undefined && first - lastMs >= input.minMs) found.push(gap(lastMs, first));
			const inside = await connection.runAndReadAll(
				`SELECT epoch_ns(before), epoch_ns(time) FROM (SELECT time, lag(time) OVER (ORDER BY time) AS before FROM (${sql}))
				WHERE epoch_ns(time) - epoch_ns(before) >= ${BigInt(Math.max(1, Math.trunc(input.minMs))) * 1_000_000n} ORDER BY time`,
			);
			for (const values of inside.getRows()) {
				const [before = 0n, after = 0n] = row.parse(values);
				found.push(gap(toMs(before), toMs(after)));
			}
			lastMs = last;
		}
	});
	return found;
}

const toMs = (ns: bigint): number => Number(ns / 1_000_000n);

function gap(fromMs: number, toMs: number): Gap {
	// 1970-01-03 was a Saturday.
	const noon = 2.5 * dayMs;
	const saturdays = (ms: number) => Math.floor((ms - noon) / (7 * dayMs));
	return { fromMs, toMs, isWeekend: saturdays(toMs) > saturdays(fromMs) };
}
