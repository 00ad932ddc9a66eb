import { open } from 'node:fs/promises';
import { type StagedPart, writeParts } from '../store/parts.ts';
import type { SeriesKey } from '../store/series.ts';
import type { TickStore } from '../store/store.ts';
import { emptyRows, type Rows, tableOf } from '../store/tables.ts';
import { TickBatch, tickFlags } from '../tick/index.ts';
import { type Checkpoint, emptyTally, type ImportFolder, type Tally } from './checkpoint.ts';
import { contentOf } from './content.ts';
import { formats } from './formats/index.ts';
import { splitterFor, textOf } from './preview.ts';
import { contextOf, type ImportPlan } from './request.ts';
import { type BadRowKind, type Draft, emptyDraft, ImportError } from './rows.ts';

const defaultBatchRows = 1 << 18;
/** Of one chunk of the file: rows are counted against the limit between chunks. */
const chunkRowsMax = 1 << 18;
const firstBadShown = 20;

type Input = {
	readonly file: string;
	readonly plan: ImportPlan;
	readonly digits: { readonly priceDigits: number; readonly qtyDigits: number };
	readonly key: SeriesKey;
	readonly folder: ImportFolder;
	readonly sourceId: string;
	readonly from: Checkpoint | undefined;
	readonly onRead: (fileBytesRead: number, tally: Tally) => void;
	readonly signal?: AbortSignal | undefined;
	readonly batchRows?: number | undefined;
	readonly chunkBytes?: number | undefined;
};

/**
 * Streams the file into staged parts. After each batch: parts on the disk, bad rows on the disk, then the place in the file; so that
 * whatever is killed goes on from the last such place and counts nothing twice.
 */
export async function takeRows(store: TickStore, input: Input): Promise<{ readonly parts: readonly StagedPart[]; readonly tally: Tally }> {
	const { plan, digits, folder, from, signal } = input;
	const spec = formats[plan.format];
	const table = tableOf(input.key.table);
	const batchRows = input.batchRows ?? defaultBatchRows;
	const reader = spec.open(contextOf(plan, digits), plan.mapping);
	if (from !== undefined) reader.restore(from.reader);
	const taker = new Taker({ isTicks: spec.rows === 'ticks', isText: spec.recordBytes === undefined, batchRows, from });
	const parts: StagedPart[] = [...(from?.parts ?? [])];
	const badFile = await open(folder.badRowsFile, 'a');
	let badBytes = from?.badBytes ?? 0;
	const splitter = splitterFor(
		spec.recordBytes,
		(raw, tooLong) => {
			const fault = tooLong ? 'tooLong' : reader.read(raw, taker.draft);
			if (fault === undefined) taker.take();
			else taker.leave(fault, { row: splitter.row, bytes: raw.bytes.subarray(raw.start, raw.end) });
		},
		{ offset: from?.offset ?? 0, row: from?.row ?? 0 },
	);
	const flush = async (): Promise<void> => {
		const name = `${String(parts.length).padStart(6, '0')}-${splitter.row}`;
		if (taker.rows.length > 0)
			parts.push(
				...(await store.duck.with((connection) =>
					writeParts(connection, taker.rows, { table, dir: folder.partsDir, name, source: input.sourceId }),
				)),
			);
		const bad = taker.drainBad();
		if (bad.length > 0) badBytes += (await badFile.write(bad)).bytesWritten;
		await badFile.datasync();
		await folder.save({
			...digits,
			offset: splitter.offset,
			row: splitter.row,
			reader: reader.state(),
			lastTimeMs: taker.lastMs,
			lastTimeNs: taker.lastNs,
			parts,
			badBytes,
			tally: taker.tally,
		});
		taker.clear();
	};
	try {
		const content = await contentOf(input.file, { packing: spec.packing, chunkBytes: input.chunkBytes });
		for await (const { bytes, fileBytesRead } of content.read(splitter.offset)) {
			signal?.throwIfAborted();
			splitter.push(bytes);
			if (taker.isFull) await flush();
			input.onRead(fileBytesRead, taker.tally);
		}
		splitter.end();
		await flush();
	} catch (error) {
		if (error instanceof RangeError) throw new ImportError(error.message);
		throw error;
	} finally {
		await badFile.close();
	}
	return { parts, tally: taker.tally };
}

/** The batch in hand and the counts. */
class Taker {
	readonly draft: Draft = emptyDraft();
	readonly rows: Rows;
	readonly tally: Tally;
	lastMs: number;
	lastNs: number;
	readonly #ticks: TickBatch | undefined;
	readonly #isText: boolean;
	readonly #batchRows: number;
	#bad: string[] = [];

	constructor(input: {
		readonly isTicks: boolean;
		readonly isText: boolean;
		readonly batchRows: number;
		readonly from: Checkpoint | undefined;
	}) {
		this.#isText = input.isText;
		this.#batchRows = input.batchRows;
		this.#ticks = input.isTicks ? new TickBatch(input.batchRows) : undefined;
		this.rows = this.#ticks ?? emptyRows(tableOf('bars-60-bid'), input.batchRows + chunkRowsMax);
		this.tally = structuredClone(input.from?.tally ?? emptyTally());
		this.lastMs = input.from?.lastTimeMs ?? 0;
		this.lastNs = input.from?.lastTimeNs ?? 0;
	}

	get isFull(): boolean {
		return this.rows.length >= this.#batchRows || this.#bad.length >= this.#batchRows;
	}

	take(): void {
		const { draft, tally } = this;
		tally.rows++;
		tally.taken++;
		const isLate = draft.timeMs < this.lastMs || (draft.timeMs === this.lastMs && draft.timeNs < this.lastNs);
		if (isLate) tally.outOfOrder++;
		else {
			this.lastMs = draft.timeMs;
			this.lastNs = draft.timeNs;
		}
		tally.firstMs = Math.min(tally.firstMs ?? draft.timeMs, draft.timeMs);
		tally.lastMs = Math.max(tally.lastMs ?? draft.timeMs, draft.timeMs);
		if (this.#ticks === undefined) return this.#addBar();
		const isCrossed = draft.bid > draft.ask;
		if (isCrossed) tally.crossed++;
		if (isCrossed) draft.flags |= tickFlags.crossed;
		if (isLate) draft.flags |= tickFlags.outOfOrder;
		this.#ticks.append(draft);
	}

	leave(fault: BadRowKind | 'none', { row, bytes }: { readonly row: number; readonly bytes: Uint8Array }): void {
		const { tally } = this;
		tally.rows++;
		if (fault === 'none') {
			tally.blank++;
			return;
		}
		tally.bad[fault]++;
		const text = textOf(bytes, this.#isText);
		this.#bad.push(`${JSON.stringify({ row, kind: fault, text })}\n`);
		if (tally.firstBad.length < firstBadShown) tally.firstBad.push({ row, kind: fault, text });
	}

	drainBad(): string {
		const text = this.#bad.join('');
		this.#bad = [];
		return text;
	}

	clear(): void {
		this.rows.length = 0;
	}

	#addBar(): void {
		const at = this.rows.length++;
		const { columns } = this.rows;
		if (at >= (columns.timeMs?.length ?? 0)) throw new Error(`one chunk of the file has more than ${chunkRowsMax} bars`);
		for (const field of ['timeMs', 'open', 'high', 'low', 'close', 'tickVolume', 'volume', 'spread'] as const) {
			const column = columns[field];
			if (column !== undefined) column[at] = this.draft[field];
		}
	}
}
