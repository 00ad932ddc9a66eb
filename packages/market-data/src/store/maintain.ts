import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { quoted } from './duck.ts';
import { type Part, StoreDamaged } from './manifest.ts';
import { garbageKeptMs, sha256Of } from './objects.ts';
import { inOrder, orderedSql, parquetOptions, type StagedPart } from './parts.ts';
import { type SeriesKey, seriesPath } from './series.ts';
import type { TickStore } from './store.ts';

/** Makes one file of each partition that has several. @returns the partitions that changed */
export async function compact(store: TickStore, key: SeriesKey): Promise<readonly string[]> {
	const manifest = await store.manifest(key);
	const several = [...Map.groupBy(manifest?.parts ?? [], ({ partition }) => partition)].filter(([, parts]) => parts.length > 1);
	const changed: string[] = [];
	for (const [partition, parts] of several) {
		const merged = await merge(store, key, parts);
		const done = await store.change(key, async (now) => {
			const isSame = now !== undefined && parts.every(({ file }) => now.parts.some((part) => part.file === file));
			// Something else was put there meanwhile: the next compaction sees it.
			if (!isSame) return { result: false };
			const file = `${partition}/compacted-${now.revision + 1}-${merged.sha256.slice(0, 12)}.parquet`;
			await store.objects.putFile(`${seriesPath(key)}/${file}`, merged.path);
			const { path: _, ...rest } = merged;
			const gone = new Set(parts.map((part) => part.file));
			const kept = now.parts.filter((part) => !gone.has(part.file));
			const garbage = [...now.garbage, ...parts.map((part) => ({ file: part.file, sinceMs: Date.now() }))];
			return { result: true, next: { ...now, parts: [...kept, { ...rest, file }], garbage } };
		});
		if (done) changed.push(partition);
	}
	return changed;
}

async function merge(store: TickStore, key: SeriesKey, parts: readonly Part[]): Promise<StagedPart> {
	const { parts: sorted, ordered } = inOrder(parts);
	const files = await store.files(key, sorted);
	const partition = sorted[0]?.partition ?? '';
	const path = join(store.workDir, `compact-${process.pid}-${key.venue}-${partition}-${sorted.length}.parquet`);
	const select = ordered ? '*' : '* EXCLUDE (part_number, file_row_number)';
	await store.duck.with((connection) =>
		connection.run(`COPY (${orderedSql(files, { ordered, select, where: '' })}) TO ${quoted(path)} (${parquetOptions})`),
	);
	const first = sorted.reduce((a, b) => (b.first[0] < a.first[0] || (b.first[0] === a.first[0] && b.first[1] < a.first[1]) ? b : a));
	const last = sorted.reduce((a, b) => (b.last[0] > a.last[0] || (b.last[0] === a.last[0] && b.last[1] > a.last[1]) ? b : a));
	return {
		path,
		partition,
		rows: sorted.reduce((sum, { rows }) => sum + rows, 0),
		bytes: (await stat(path)).size,
		sha256: await sha256Of(path),
		first: first.first,
		last: last.last,
		source: 'compacted',
	};
}

/** Drops whole partitions that ended before a time. @returns their names */
export async function retain(store: TickStore, key: SeriesKey, fromMs: number): Promise<readonly string[]> {
	return store.change(key, async (manifest) => {
		const gone = (manifest?.parts ?? []).filter(({ last }) => last[0] < fromMs);
		const kept = (manifest?.parts ?? []).filter(({ last }) => last[0] >= fromMs);
		const living = new Set(kept.map(({ partition }) => partition));
		// A partition goes as a whole, or stays as a whole.
		const dropped = gone.filter(({ partition }) => !living.has(partition));
		if (manifest === undefined || dropped.length === 0) return { result: [] };
		const files = new Set(dropped.map(({ file }) => file));
		const garbage = [...manifest.garbage, ...dropped.map(({ file }) => ({ file, sinceMs: Date.now() }))];
		const next = { ...manifest, parts: manifest.parts.filter(({ file }) => !files.has(file)), garbage };
		return { result: [...new Set(dropped.map(({ partition }) => partition))].sort(), next };
	});
}

/** Deletes files that are part of no series: what was replaced, and what a crash left. @returns how many */
export async function sweep(store: TickStore, key: SeriesKey, keptMs: number = garbageKeptMs): Promise<number> {
	return store.change(key, async (manifest) => {
		if (manifest === undefined) return { result: 0 };
		const before = Date.now() - keptMs;
		const living = new Set(manifest.parts.map(({ file }) => file));
		const waiting = new Set(manifest.garbage.filter(({ sinceMs }) => sinceMs > before).map(({ file }) => file));
		const path = `${seriesPath(key)}/`;
		let deleted = 0;
		for (const { key: object, modifiedMs } of await store.objects.list(seriesPath(key))) {
			const file = object.slice(path.length);
			if (!file.endsWith('.parquet') || living.has(file) || waiting.has(file) || modifiedMs > before) continue;
			await store.objects.delete(object);
			deleted++;
		}
		const garbage = manifest.garbage.filter(({ file }) => waiting.has(file));
		return { result: deleted, ...(garbage.length === manifest.garbage.length ? {} : { next: { ...manifest, garbage } }) };
	});
}

export type Damage = { readonly file: string; readonly what: string };

/** Reads every file of a series: size, checksum, rows, and that they are in order within the times that the catalogue gives. */
export async function verify(
	store: TickStore,
	key: SeriesKey,
): Promise<{ readonly files: number; readonly rows: number; readonly damage: readonly Damage[] }> {
	const manifest = await store.manifest(key);
	const damage: Damage[] = [];
	let rows = 0;
	for (const part of manifest?.parts ?? []) {
		const what = await faultOf(store, key, part);
		if (what === undefined) rows += part.rows;
		else damage.push({ file: `${seriesPath(key)}/${part.file}`, what });
	}
	return { files: manifest?.parts.length ?? 0, rows, damage };
}

async function faultOf(store: TickStore, key: SeriesKey, part: Part): Promise<string | undefined> {
	let file: string | undefined;
	try {
		[file] = await store.files(key, [part]);
	} catch (error) {
		if (error instanceof StoreDamaged) return 'is missing';
		throw error;
	}
	if (file === undefined) return 'is missing';
	if ((await sha256Of(file)) !== part.sha256) return 'its checksum does not match';
	return store.duck.with(async (connection) => {
		const result = await connection.runAndReadAll(
			`SELECT count(*), coalesce(sum((time < before)::INTEGER), 0), min(epoch_ns(time)), max(epoch_ns(time))
			FROM (SELECT time, lag(time) OVER (ORDER BY file_row_number) AS before FROM read_parquet(${quoted(file)}, file_row_number = true))`,
		);
		const [count, back, first, last] = result.getRows()[0] ?? [];
		if (Number(count) !== part.rows) return `has ${count} rows, the catalogue says ${part.rows}`;
		if (Number(back) > 0) return `${back} rows are before the row in front of them`;
		const ns = (moment: readonly [number, number]) => String(BigInt(moment[0]) * 1_000_000n + BigInt(moment[1]));
		return String(first) === ns(part.first) && String(last) === ns(part.last) ? undefined : 'its times are not those of the catalogue';
	});
}
