import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Duck } from './duck.ts';
import { isAlive, withLock } from './lock.ts';
import { type Manifest, type Part, readManifest, type Source, StoreDamaged, writeManifest } from './manifest.ts';
import { LocalObjects, type ObjectStore } from './objects.ts';
import type { StagedPart } from './parts.ts';
import { compareMoments, type SeriesKey, seriesOfPath, seriesPath } from './series.ts';

/** The store has other rows where new ones would go. */
export class Overlap extends Error {
	override readonly name = 'Overlap';
}

export type Commit = {
	readonly priceDigits: number;
	readonly qtyDigits: number;
	readonly sourceId: string;
	readonly source: Source;
	readonly parts: readonly StagedPart[];
	/** Where the series has rows of the same time span from other sources: an error, or their partitions go, or both stay. */
	readonly overlap: 'refuse' | 'replace' | 'add';
};

const lockWaitMs = 30_000;
const spill = 'duckdb-';

/**
 * Ticks and bars as Parquet files, by owner, venue, instrument and day, each series with a manifest that says which files count. Files
 * are written first and named in the manifest after: a crash at any point leaves the series as it was or as it should be.
 */
export class TickStore {
	readonly objects: ObjectStore;
	/** On this machine: locks, checkpoints, what is not yet part of a series. */
	readonly workDir: string;
	readonly duck: Duck;

	private constructor(objects: ObjectStore, workDir: string, duck: Duck) {
		this.objects = objects;
		this.workDir = workDir;
		this.duck = duck;
	}

	/** @param input `objects` where the files are not to be in `dir` itself. `memoryMb` bounds DuckDB alone. */
	static async open(
		dir: string,
		input: { readonly objects?: ObjectStore; readonly memoryMb?: number; readonly threads?: number } = {},
	): Promise<TickStore> {
		const { objects, ...bounds } = input;
		const workDir = join(dir, 'work');
		mkdirSync(workDir, { recursive: true, mode: 0o700 });
		removeSpills(workDir);
		const duck = await Duck.open({ tempDir: join(workDir, `${spill}${process.pid}`), ...bounds });
		return new TickStore(objects ?? new LocalObjects(dir), workDir, duck);
	}

	close(): void {
		this.duck.close();
	}

	manifest(key: SeriesKey): Promise<Manifest | undefined> {
		return readManifest(this.objects, key);
	}

	/** Every series, of one owner or of all. */
	async series(owner?: string): Promise<readonly SeriesKey[]> {
		const found = await this.objects.list(owner === undefined ? 'series' : `series/${owner}`);
		return found.flatMap(({ key }) => (key.endsWith('/manifest.json') ? (seriesOfPath(key) ?? []) : []));
	}

	/**
	 * Makes staged files part of a series, all at once.
	 * @returns `already` where this source is in it: nothing changes. @throws Overlap, StoreDamaged
	 */
	async commit(key: SeriesKey, commit: Commit): Promise<'committed' | 'already'> {
		return this.change(key, async (old) => {
			const manifest = old ?? emptyManifest(key, commit);
			if (commit.sourceId in manifest.sources) return { result: 'already' };
			checkDigits(manifest, commit);
			const replaced = overlapping(manifest.parts, commit);
			const parts: Part[] = [];
			for (const { path, ...staged } of commit.parts) {
				const file = partFile(commit.sourceId, { partition: staged.partition, number: parts.length });
				// A commit that was cut off has moved some already.
				if (existsSync(path)) await this.objects.putFile(`${seriesPath(key)}/${file}`, path);
				parts.push({ ...staged, file });
				if (!existsSync(path)) await this.files(key, parts.slice(-1));
			}
			const kept = manifest.parts.filter((part) => !replaced.has(part));
			const next: Manifest = {
				...manifest,
				parts: [...kept, ...parts],
				sources: { ...manifest.sources, [commit.sourceId]: commit.source },
				garbage: [...manifest.garbage, ...[...replaced].map(({ file }) => ({ file, sinceMs: Date.now() }))],
			};
			return { result: 'committed', next };
		});
	}

	/** Reads the manifest, lets `work` decide, writes what it says: alone, among the processes of this machine. */
	async change<Result>(
		key: SeriesKey,
		work: (manifest: Manifest | undefined) => Promise<{ readonly result: Result; readonly next?: Manifest }>,
	): Promise<Result> {
		const file = join(this.workDir, 'locks', `${seriesPath(key).replaceAll('/', '+')}.lock`);
		return withLock(file, { waitMs: lockWaitMs, what: `${key.venue} ${key.instrument} ${key.table}` }, async () => {
			const manifest = await this.manifest(key);
			const { result, next } = await work(manifest);
			if (next !== undefined) await writeManifest(this.objects, { ...next, revision: (manifest?.revision ?? 0) + 1 });
			return result;
		});
	}

	/** The files of some parts, on this machine. @throws StoreDamaged where one is missing */
	async files(key: SeriesKey, parts: readonly Part[]): Promise<readonly string[]> {
		return Promise.all(
			parts.map(async ({ file }) => {
				try {
					return await this.objects.localFile(`${seriesPath(key)}/${file}`);
				} catch (error) {
					throw new StoreDamaged(
						`${seriesPath(key)}/${file} is in the catalogue and can't be read: ${error instanceof Error ? error.message : error}`,
					);
				}
			}),
		);
	}
}

/** The name under which a commit puts its part; the same each time that it is tried. */
export const partFile = (sourceId: string, { partition, number }: { readonly partition: string; readonly number: number }): string =>
	`${partition}/${sourceId.slice(0, 20)}-${number}.parquet`;

/** What DuckDB had spilled when a process was killed. */
function removeSpills(workDir: string): void {
	for (const name of readdirSync(workDir)) {
		const pid = name.startsWith(spill) ? Number(name.slice(spill.length)) : Number.NaN;
		if (!Number.isNaN(pid) && !isAlive(pid)) rmSync(join(workDir, name), { recursive: true, force: true });
	}
}

const emptyManifest = (key: SeriesKey, { priceDigits, qtyDigits }: Commit): Manifest => ({
	format: 1,
	key,
	priceDigits,
	qtyDigits,
	revision: 0,
	parts: [],
	sources: {},
	garbage: [],
});

function checkDigits(manifest: Manifest, { priceDigits, qtyDigits }: Commit): void {
	if (manifest.priceDigits === priceDigits && manifest.qtyDigits === qtyDigits) return;
	throw new Overlap(
		`the store has this series with ${manifest.priceDigits} price and ${manifest.qtyDigits} quantity digits, not ${priceDigits} and ${qtyDigits}`,
	);
}

/** @returns the parts that go because new ones replace them */
function overlapping(old: readonly Part[], { parts, overlap }: Commit): ReadonlySet<Part> {
	if (overlap === 'add') return new Set();
	if (overlap === 'replace') {
		const partitions = new Set(parts.map(({ partition }) => partition));
		return new Set(old.filter(({ partition }) => partitions.has(partition)));
	}
	for (const next of parts) {
		const met = old.find(
			(part) =>
				part.partition === next.partition && compareMoments(part.first, next.last) <= 0 && compareMoments(next.first, part.last) <= 0,
		);
		if (met !== undefined)
			throw new Overlap(
				`the store has rows of ${next.partition} between ${new Date(met.first[0]).toISOString()} and ${new Date(met.last[0]).toISOString()} from another source; say --overlap replace to put these in the place of whole ${next.partition.length === 10 ? 'days' : 'partitions'}, or --overlap add to keep both`,
			);
	}
	return new Set();
}
