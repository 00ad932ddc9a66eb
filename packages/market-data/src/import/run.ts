import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { lock } from '../store/lock.ts';
import { sha256Of, writeWhole } from '../store/objects.ts';
import { type SeriesKey, seriesPath } from '../store/series.ts';
import { partFile, type TickStore } from '../store/store.ts';
import { ImportFolder, type Tally, tally } from './checkpoint.ts';
import { formats } from './formats/index.ts';
import { preview } from './preview.ts';
import { type ImportPlan, type ImportSettings, planOf } from './request.ts';
import { ImportError } from './rows.ts';
import { takeRows } from './take-rows.ts';

export type ImportProgress = {
	readonly phase: 'hashing' | 'reading' | 'committing';
	readonly fileBytes: number;
	readonly fileBytesRead: number;
	readonly rows: number;
	readonly taken: number;
	readonly bad: number;
};

export const importReport = z.strictObject({
	sourceId: z.string(),
	file: z.string(),
	format: z.string(),
	zone: z.string(),
	series: z.strictObject({ owner: z.string(), venue: z.string(), instrument: z.string(), table: z.string() }),
	priceDigits: z.int(),
	qtyDigits: z.int(),
	fileBytes: z.int(),
	/** `already`: the store has this very file, read in this way; nothing was changed. */
	status: z.enum(['imported', 'already']),
	/** Rows that an earlier run, which was stopped, had taken. */
	resumedAtRow: z.int(),
	/** Every row that was not taken, one JSON object a line: row, kind, text. */
	badRowsFile: z.string(),
	tally,
});
export type ImportReport = z.infer<typeof importReport>;

export type ImportInput = {
	readonly file: string;
	/** The name and folders that its owner gave it, where the file itself is named otherwise. */
	readonly name?: string;
	readonly owner: string;
	readonly settings: ImportSettings;
	readonly onProgress?: (progress: ImportProgress) => void;
	readonly signal?: AbortSignal;
	/** Rows held in memory at most, before they are written and the place in the file is noted. */
	readonly batchRows?: number;
	/** Read at once from a plain file. */
	readonly chunkBytes?: number;
};

/**
 * Reads a file into the store: all of it or, where it is stopped, nothing that can be seen; the next call goes on where it stood. What
 * was imported once is known by its content and is not put in twice.
 * @throws ImportError for a file that can't be read so; Overlap; Locked while another process imports the same file; AbortError
 */
export async function importFile(store: TickStore, input: ImportInput): Promise<ImportReport> {
	const { file, owner, settings, onProgress, signal } = input;
	const name = input.name ?? file;
	const plan = planOf(name, settings);
	const key = seriesOfPlan(owner, plan);
	if (!existsSync(file)) throw new ImportError(`there is no file ${file}`);
	const fileBytes = (await stat(file)).size;
	const progress = (phase: ImportProgress['phase'], done: number, counted?: Tally) =>
		onProgress?.({
			phase,
			fileBytes,
			fileBytesRead: done,
			rows: counted?.rows ?? 0,
			taken: counted?.taken ?? 0,
			bad: counted === undefined ? 0 : badRows(counted),
		});

	const content = await sha256Of(file, (bytes) => {
		signal?.throwIfAborted();
		progress('hashing', bytes);
	});
	const digits = await digitsOf(store, { key, plan, file });
	const sourceId = idOf({ content, key, plan, digits });
	const folder = await ImportFolder.open(store.workDir, sourceId);
	const release = await lock(folder.lockFile, { waitMs: 0, what: `the import of ${basename(name)}` });
	try {
		const reportFile = join(folder.dir, 'report.json');
		const manifest = await store.manifest(key);
		if (manifest !== undefined && sourceId in manifest.sources && existsSync(reportFile)) {
			const before = importReport.parse(JSON.parse(await readFile(reportFile, 'utf8')));
			await folder.finish();
			return { ...before, status: 'already' };
		}
		const kept = new Set((await store.objects.list(seriesPath(key))).map((object) => object.key));
		const from = await folder.load(({ partition }, number) => kept.has(`${seriesPath(key)}/${partFile(sourceId, { partition, number })}`));
		const done = await takeRows(store, {
			...input,
			plan,
			digits,
			key,
			folder,
			sourceId,
			from,
			onRead: (bytes, counted) => progress('reading', bytes, counted),
		});
		progress('committing', fileBytes, done.tally);
		const report: ImportReport = {
			sourceId,
			file: name,
			format: plan.format,
			zone: plan.zone,
			series: key,
			...digits,
			fileBytes,
			status: 'imported',
			resumedAtRow: from?.row ?? 0,
			badRowsFile: folder.badRowsFile,
			tally: done.tally,
		};
		// Before the commit: what is in the store has its report.
		await writeWhole(reportFile, JSON.stringify(report));
		const source = { kind: 'import' as const, label: basename(name), rows: done.tally.taken, atMs: Date.now() };
		const outcome = await store.commit(key, { ...digits, sourceId, source, parts: done.parts, overlap: plan.overlap });
		await folder.finish();
		return outcome === 'already' ? { ...report, status: 'already' } : report;
	} finally {
		release();
	}
}

export const badRows = ({ bad }: Tally): number => Object.values(bad).reduce((sum, count) => sum + count, 0);

export function seriesOfPlan(owner: string, plan: ImportPlan): SeriesKey {
	const { venue, instrument, periodS, side } = plan;
	return { owner, venue, instrument, table: formats[plan.format].rows === 'ticks' ? 'ticks' : `bars-${String(periodS)}-${side}` };
}

type Digits = { readonly priceDigits: number; readonly qtyDigits: number };

/** Those of the series where the store has it; else as said; else as the first rows need. */
async function digitsOf(
	store: TickStore,
	input: { readonly key: SeriesKey; readonly plan: ImportPlan; readonly file: string },
): Promise<Digits> {
	const { key, plan, file } = input;
	const known = await store.manifest(key);
	if (known === undefined) {
		if (plan.priceDigits !== undefined && plan.qtyDigits !== undefined) return { priceDigits: plan.priceDigits, qtyDigits: plan.qtyDigits };
		const { priceDigits, qtyDigits } = await preview(file, plan, 0);
		return { priceDigits, qtyDigits };
	}
	const { priceDigits, qtyDigits } = known;
	if ((plan.priceDigits ?? priceDigits) !== priceDigits || (plan.qtyDigits ?? qtyDigits) !== qtyDigits)
		throw new ImportError(
			`the store has ${plan.venue} ${plan.instrument} with ${priceDigits} price and ${qtyDigits} quantity digits: import with those`,
		);
	return { priceDigits, qtyDigits };
}

/** The same content read in the same way is the same source, whatever the file is called and however it deals with an overlap. */
function idOf(input: { readonly content: string; readonly key: SeriesKey; readonly plan: ImportPlan; readonly digits: Digits }): string {
	const { format, zone, baseMs, mapping } = input.plan;
	const text = JSON.stringify([1, input.content, input.key, input.digits, format, zone, baseMs, mapping ?? null]);
	return createHash('sha256').update(text).digest('hex');
}
