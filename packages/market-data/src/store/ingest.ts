import { existsSync, mkdirSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { TickBatch } from '../tick/index.ts';
import { lock } from './lock.ts';
import { sync, writeWhole } from './objects.ts';
import { writeParts } from './parts.ts';
import { type FrameHeader, readSegment, SegmentWriter } from './segment.ts';
import { type SeriesKey, seriesKey, seriesPath } from './series.ts';
import type { TickStore } from './store.ts';
import { tableOf } from './tables.ts';

const segmentName = /^segment-(\d{10})\.log$/;
const producersShape = z.strictObject({ nextSegment: z.int().positive(), sequences: z.record(z.string(), z.int()) });

const ingestSeries = z.strictObject({
	key: seriesKey.extend({ table: z.literal('ticks') }),
	priceDigits: z.int().min(0).max(8),
	qtyDigits: z.int().min(0).max(8),
});
/** A series that ticks may be appended to. */
export type IngestSeries = z.infer<typeof ingestSeries>;
type Digits = { readonly priceDigits: number; readonly qtyDigits: number };

export type IngestOptions = {
	/** `process`: an acknowledged tick survives kill -9. `disk`: a power cut too; one sync for each batch. */
	readonly durability?: 'process' | 'disk';
	readonly segmentBytesMax?: number;
};

/**
 * Takes live ticks. They are acknowledged when they stand in a segment; a full segment becomes Parquet and then is deleted. A segment is
 * one source of each series that it has ticks of, under its own name, so that a conversion that was cut off is done again and counts
 * once. A producer numbers its batches: one that it sends again, because it did not hear the answer, is not taken twice.
 */
export class Ingest {
	readonly #store: TickStore;
	readonly #dir: string;
	readonly #options: Required<IngestOptions>;
	readonly #release: () => void;
	/** By producer: acknowledged; and of these, what no longer stands in a segment. */
	readonly #sequences: Map<string, number>;
	readonly #converted: Map<string, number>;
	readonly #digits = new Map<string, Digits>();
	#number: number;
	#writer: SegmentWriter | undefined;
	#converting: Promise<void> = Promise.resolve();
	#failure: Error | undefined;

	private constructor(
		store: TickStore,
		input: { dir: string; options: Required<IngestOptions>; release: () => void; state: z.infer<typeof producersShape> },
	) {
		this.#store = store;
		this.#dir = input.dir;
		this.#options = input.options;
		this.#release = input.release;
		this.#sequences = new Map(Object.entries(input.state.sequences));
		this.#converted = new Map(this.#sequences);
		this.#number = input.state.nextSegment;
	}

	/** Converts what an earlier process left. @throws Locked where another process ingests into this store */
	static async open(store: TickStore, options: IngestOptions = {}): Promise<Ingest> {
		const dir = join(store.workDir, 'ingest');
		mkdirSync(dir, { recursive: true });
		const release = await lock(join(dir, 'lock'), { waitMs: 0, what: 'the ingest of this store' });
		try {
			const state = await readState(dir);
			const settings = { durability: options.durability ?? 'process', segmentBytesMax: options.segmentBytesMax ?? 64 << 20 } as const;
			const ingest = new Ingest(store, { dir, options: settings, release, state });
			for (const file of segmentsIn(dir)) {
				ingest.#recover(join(dir, file));
				await ingest.#convert(join(dir, file));
			}
			return ingest;
		} catch (error) {
			release();
			throw error;
		}
	}

	/** The last sequence of a producer that is safe; 0 where it is new. After a restart it goes on from the next. */
	acknowledged(producer: string): number {
		return this.#sequences.get(producer) ?? 0;
	}

	/**
	 * Ticks of a series can be appended from now on; to be called once for each.
	 * @throws RangeError where the store, or another producer, has it with other digits
	 */
	async series(key: SeriesKey, digits: Digits): Promise<IngestSeries> {
		const series = ingestSeries.parse({ ...digits, key });
		const known = this.#digits.get(seriesPath(key)) ?? (await this.#store.manifest(key)) ?? digits;
		if (known.priceDigits !== digits.priceDigits || known.qtyDigits !== digits.qtyDigits)
			throw new RangeError(
				`${key.venue} ${key.instrument} is stored with ${known.priceDigits} price and ${known.qtyDigits} quantity digits, not ${digits.priceDigits} and ${digits.qtyDigits}`,
			);
		this.#digits.set(seriesPath(key), digits);
		return series;
	}

	/**
	 * @returns `accepted` when the ticks are safe, `duplicate` where they were before. @throws where the disk refuses, or an earlier
	 * segment could not be converted: then nothing is accepted until the store is opened again
	 */
	append(
		series: IngestSeries,
		input: { readonly producer: string; readonly sequence: number; readonly ticks: TickBatch },
	): 'accepted' | 'duplicate' {
		if (this.#failure !== undefined) throw this.#failure;
		const { producer, sequence, ticks } = input;
		if (sequence <= this.acknowledged(producer)) return 'duplicate';
		if (ticks.length === 0) throw new RangeError('a batch without ticks');
		const { key, priceDigits, qtyDigits } = series;
		this.#writer ??= new SegmentWriter(this.#file(this.#number), { bytes: 0, durability: this.#options.durability });
		this.#writer.append({ header: { series: key, priceDigits, qtyDigits, producer, sequence, rows: ticks.length }, ticks });
		this.#sequences.set(producer, sequence);
		if (this.#writer.bytes >= this.#options.segmentBytesMax) this.#rotate();
		return 'accepted';
	}

	/** Everything that was acknowledged is in the store, where queries see it. */
	async flush(): Promise<void> {
		this.#rotate();
		await this.#converting;
		if (this.#failure !== undefined) throw this.#failure;
	}

	async close(): Promise<void> {
		try {
			await this.flush();
		} finally {
			this.#release();
		}
	}

	/** New ticks go to a new segment while the old one is converted. */
	#rotate(): void {
		const writer = this.#writer;
		if (writer === undefined) return;
		const file = this.#file(this.#number);
		this.#writer = undefined;
		this.#number++;
		writer.sync();
		writer.close();
		this.#converting = this.#converting
			.then(() => this.#convert(file))
			.catch((error: unknown) => {
				this.#failure ??= new Error(`a segment could not be converted: ${error instanceof Error ? error.message : error}`, {
					cause: error,
				});
			});
	}

	/** Cuts off a frame that was not whole, and learns what was acknowledged. */
	#recover(file: string): void {
		const { frames, bytes } = readSegment(file);
		if (statSync(file).size > bytes) truncateSync(file, bytes);
		for (const { header } of frames) raise(this.#sequences, header);
		this.#number = Math.max(this.#number, numberOf(file) + 1);
	}

	async #convert(file: string): Promise<void> {
		const { frames, bytes, fileBytes } = readSegment(file);
		if (bytes !== fileBytes) throw new Error(`${file} is damaged at byte ${bytes} of ${fileBytes}`);
		const sourceId = `ingest-${String(numberOf(file)).padStart(10, '0')}`;
		for (const [, own] of Map.groupBy(frames, ({ header }) => seriesPath(header.series))) {
			const [first] = own;
			if (first === undefined) continue;
			const ticks = new TickBatch(own.reduce((sum, frame) => sum + frame.ticks.length, 0));
			for (const frame of own) ticks.appendRows(frame.ticks);
			await this.#put(first.header.series, { header: first.header, ticks, sourceId });
		}
		// What the segment says of producers must outlive it.
		for (const { header } of frames) raise(this.#converted, header);
		const sequences = Object.fromEntries(this.#converted);
		await writeWhole(
			join(this.#dir, 'state.json'),
			JSON.stringify({ nextSegment: this.#number, sequences } satisfies z.infer<typeof producersShape>),
		);
		rmSync(file, { force: true });
		await sync(this.#dir);
	}

	async #put(key: SeriesKey, input: { readonly header: FrameHeader; readonly ticks: TickBatch; readonly sourceId: string }): Promise<void> {
		const { header, ticks, sourceId } = input;
		const manifest = await this.#store.manifest(key);
		if (manifest !== undefined && sourceId in manifest.sources) return;
		const dir = join(this.#dir, 'parts');
		const name = `${key.owner}-${key.venue}-${key.instrument.replaceAll('#', '~')}-${sourceId}`;
		const parts = await this.#store.duck.with((connection) =>
			writeParts(connection, ticks, { table: tableOf('ticks'), dir, name, source: sourceId }),
		);
		await this.#store.commit(key, {
			priceDigits: header.priceDigits,
			qtyDigits: header.qtyDigits,
			sourceId,
			source: { kind: 'ingest', label: header.producer, rows: ticks.length, atMs: Date.now() },
			parts,
			overlap: 'add',
		});
	}

	#file(number: number): string {
		return join(this.#dir, `segment-${String(number).padStart(10, '0')}.log`);
	}
}

function raise(sequences: Map<string, number>, { producer, sequence }: FrameHeader): void {
	sequences.set(producer, Math.max(sequence, sequences.get(producer) ?? 0));
}

const numberOf = (file: string): number => Number(segmentName.exec(basename(file))?.[1] ?? 0);
const segmentsIn = (dir: string): readonly string[] =>
	readdirSync(dir)
		.filter((name) => segmentName.test(name))
		.sort();

async function readState(dir: string): Promise<z.infer<typeof producersShape>> {
	const file = join(dir, 'state.json');
	if (!existsSync(file)) return { nextSegment: 1, sequences: {} };
	return producersShape.parse(JSON.parse(await readFile(file, 'utf8')));
}
