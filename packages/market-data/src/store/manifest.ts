import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ObjectStore } from './objects.ts';
import { type SeriesKey, seriesKey, seriesPath } from './series.ts';

const moment = z.tuple([z.number(), z.number()]);

/** One Parquet file: rows of one partition, in order of time. */
export const part = z.strictObject({
	/** Under the series' folder. */
	file: z.string(),
	partition: z.string(),
	rows: z.int().positive(),
	bytes: z.int().positive(),
	sha256: z.string().length(64),
	first: moment,
	last: moment,
	/** The source that its rows are from; `compacted` where from several. */
	source: z.string(),
});
export type Part = z.infer<typeof part>;

export const source = z.strictObject({
	kind: z.enum(['import', 'ingest']),
	label: z.string(),
	rows: z.int().min(0),
	atMs: z.number(),
});
export type Source = z.infer<typeof source>;

const shape = z.strictObject({
	format: z.literal(1),
	key: seriesKey,
	priceDigits: z.int().min(0).max(8),
	qtyDigits: z.int().min(0).max(8),
	revision: z.int().min(0),
	parts: z.array(part),
	/** Everything that was ever put in, so that nothing is put in twice: also what compaction or retention has since changed. */
	sources: z.record(z.string(), source),
	/** Files that are no longer part of the series; readers may still have them open. */
	garbage: z.array(z.strictObject({ file: z.string(), sinceMs: z.number() })),
});
/** The catalogue of one series: what is not in it does not exist. It changes as a whole or not at all. */
export type Manifest = z.infer<typeof shape>;

/** The stored data contradicts its checksum or its form. */
export class StoreDamaged extends Error {
	override readonly name = 'StoreDamaged';
}

export const manifestKey = (key: SeriesKey): string => `${seriesPath(key)}/manifest.json`;

/** @returns undefined where there is no such series. @throws StoreDamaged */
export async function readManifest(objects: ObjectStore, key: SeriesKey): Promise<Manifest | undefined> {
	const text = await objects.getText(manifestKey(key));
	if (text === undefined) return undefined;
	const end = text.indexOf('\n');
	const body = text.slice(end + 1);
	if (sha256(body) !== text.slice(0, end))
		throw new StoreDamaged(`${manifestKey(key)}: the checksum does not match; restore it from a backup`);
	return shape.parse(JSON.parse(body));
}

export async function writeManifest(objects: ObjectStore, manifest: Manifest): Promise<void> {
	const body = JSON.stringify(manifest);
	await objects.putText(manifestKey(manifest.key), `${sha256(body)}\n${body}`);
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
