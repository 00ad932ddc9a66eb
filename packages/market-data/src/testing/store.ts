import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type ImportInput, type ImportReport, importFile, importSettings } from '../import/index.ts';
import { allTime, readTicks } from '../store/read.ts';
import type { SeriesKey } from '../store/series.ts';
import { TickStore } from '../store/store.ts';
import { type Tick, TickBatch } from '../tick/index.ts';

/** Real quotes, where they are: tests that need them are skipped elsewhere. */
export const leanDir = join(process.env.MERIDIAN_DATA_DIR ?? resolve(import.meta.dirname, '../../../../../shared/data'), 'lean');

/** A folder and stores in it, gone when the test file is through. */
export class StoreFixture {
	readonly dir = mkdtempSync(join(tmpdir(), 'meridian-store-'));
	readonly #open: TickStore[] = [];
	#made = 0;

	async store(): Promise<TickStore> {
		const store = await TickStore.open(join(this.dir, `store-${++this.#made}`), { memoryMb: 256, threads: 1 });
		this.#open.push(store);
		return store;
	}

	file(name: string, content: string | Uint8Array): string {
		const file = join(this.dir, `${++this.#made}-${name}`);
		writeFileSync(file, content);
		return file;
	}

	remove(): void {
		for (const store of this.#open) store.close();
		rmSync(this.dir, { recursive: true, force: true });
	}
}

export const eurusd: SeriesKey = { owner: 'shared', venue: 'TEST', instrument: 'EURUSD', table: 'ticks' };

/** Lines `ms since midnight,bid,ask` as LEAN has them, as ticks of 2024-01-02. */
export async function importLean(
	store: TickStore,
	file: string,
	input: Partial<Omit<ImportInput, 'settings' | 'file'>> & { readonly settings?: Record<string, unknown> } = {},
): Promise<ImportReport> {
	const { settings, ...rest } = input;
	const base = { venue: 'TEST', instrument: 'EURUSD', format: 'lean-ticks', zone: 'UTC', base: '2024-01-02' };
	return importFile(store, { owner: 'shared', ...rest, file, settings: importSettings.parse({ ...base, ...settings }) });
}

export async function allTicks(store: TickStore, key: SeriesKey = eurusd): Promise<readonly Tick[]> {
	const all = new TickBatch();
	for await (const batch of readTicks(store, key, allTime)) all.appendRows(batch);
	return [...all];
}
