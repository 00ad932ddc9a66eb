import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { part } from '../store/manifest.ts';
import { isCode, writeWhole } from '../store/objects.ts';
import type { StagedPart } from '../store/parts.ts';
import { badRowKinds } from './rows.ts';

const counts = z.record(z.enum(badRowKinds), z.int().min(0));

/** What an import has counted. `rows` = `taken` + all of `bad` + `blank`: no row is dropped without a word. */
export const tally = z.strictObject({
	rows: z.int().min(0),
	taken: z.int().min(0),
	/** Headers and empty lines. */
	blank: z.int().min(0),
	bad: counts,
	/** Rows that were taken and are odd. */
	crossed: z.int().min(0),
	outOfOrder: z.int().min(0),
	firstMs: z.number().nullable(),
	lastMs: z.number().nullable(),
	/** The first few, for the screen; all stand in the file of bad rows. */
	firstBad: z.array(z.strictObject({ row: z.int(), kind: z.enum(badRowKinds), text: z.string() })),
});
export type Tally = z.infer<typeof tally>;

export const emptyTally = (): Tally => ({
	rows: 0,
	taken: 0,
	blank: 0,
	bad: Object.fromEntries(badRowKinds.map((kind) => [kind, 0])) as Record<(typeof badRowKinds)[number], number>,
	crossed: 0,
	outOfOrder: 0,
	firstMs: null,
	lastMs: null,
	firstBad: [],
});

const shape = z.strictObject({
	/** Of the unpacked content, up to which all rows are in `parts` or among the bad ones. */
	offset: z.int().min(0),
	row: z.int().min(0),
	reader: z.record(z.string(), z.union([z.string(), z.number()])),
	lastTimeMs: z.number(),
	lastTimeNs: z.number(),
	priceDigits: z.int(),
	qtyDigits: z.int(),
	parts: z.array(part.omit({ file: true }).extend({ path: z.string() })),
	badBytes: z.int().min(0),
	tally,
});
export type Checkpoint = Omit<z.infer<typeof shape>, 'parts'> & { readonly parts: readonly StagedPart[] };

const badRowsName = 'bad-rows.jsonl';
const folderOf = (workDir: string, sourceId: string): string => join(workDir, 'imports', sourceId.slice(0, 32));

/** @param sourceId of a report */
export const badRowsFileOf = (workDir: string, sourceId: string): string => join(folderOf(workDir, sourceId), badRowsName);

/** An import's folder: where it stands, its parts that are no part of the store yet, its bad rows. */
export class ImportFolder {
	readonly dir: string;

	private constructor(dir: string) {
		this.dir = dir;
	}

	static async open(workDir: string, sourceId: string): Promise<ImportFolder> {
		const dir = folderOf(workDir, sourceId);
		await mkdir(dir, { recursive: true });
		return new ImportFolder(dir);
	}

	get lockFile(): string {
		return `${this.dir}.lock`;
	}
	get partsDir(): string {
		return join(this.dir, 'parts');
	}
	get badRowsFile(): string {
		return join(this.dir, badRowsName);
	}

	save(checkpoint: Checkpoint): Promise<void> {
		return writeWhole(this.#file, JSON.stringify(checkpoint));
	}

	/**
	 * @param isKept whether a part that is no longer here has been moved into the store
	 * @returns undefined where there is nothing to go on from: then the folder is empty
	 */
	async load(isKept: (part: StagedPart, index: number) => boolean): Promise<Checkpoint | undefined> {
		const text = await readFile(this.#file, 'utf8').catch((error: unknown) => {
			if (isCode(error, 'ENOENT')) return undefined;
			throw error;
		});
		const parsed = text === undefined ? undefined : shape.safeParse(JSON.parse(text)).data;
		if (parsed?.parts.every((part, index) => existsSync(part.path) || isKept(part, index)) === true) {
			if (existsSync(this.badRowsFile)) await truncate(this.badRowsFile, parsed.badBytes);
			return parsed;
		}
		await rm(this.#file, { force: true });
		await rm(this.badRowsFile, { force: true });
		await rm(this.partsDir, { recursive: true, force: true });
		return undefined;
	}

	/** The parts are in the store; the report stays. */
	async finish(): Promise<void> {
		await rm(this.partsDir, { recursive: true, force: true });
		await rm(this.#file, { force: true });
	}

	get #file(): string {
		return join(this.dir, 'checkpoint.json');
	}
}
