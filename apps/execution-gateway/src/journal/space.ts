import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import type { Native } from '@meridian/native';
import { nextFile, segmentFile } from './files.ts';

export type SpaceOptions = {
	readonly dir: string;
	readonly native: Native;
	readonly segmentBytes: number;
	/** What must stay free on the disk for others; the next segment is not taken out of it. */
	readonly leaveFreeBytes: number;
};

/** Reserves the segment after this one, if that is not done yet, with its pages ready. The housekeeper's work. @throws DiskFull. */
export function prepareNext(options: SpaceOptions): void {
	const file = nextFile(options.dir);
	if (!existsSync(file)) make(file, { ...options, unfinished: `${file}.tmp` });
}

/**
 * A file for the segment that begins with `firstSeq`: the prepared one, or one made now. The housekeeper may be preparing meanwhile, and
 * its unfinished file is its own. @throws DiskFull.
 */
export function takeNext(options: SpaceOptions, input: { readonly firstSeq: number; readonly minBytes: number }): string {
	const { dir } = options;
	const next = nextFile(dir);
	const file = segmentFile(dir, input.firstSeq);
	const segmentBytes = Math.max(options.segmentBytes, input.minBytes);
	if (existsSync(next) && statSync(next).size >= input.minBytes) renameSync(next, file);
	else make(file, { ...options, segmentBytes, unfinished: `${next}.now.tmp` });
	return file;
}

function make(file: string, { native, segmentBytes, leaveFreeBytes, unfinished }: SpaceOptions & { readonly unfinished: string }): void {
	rmSync(unfinished, { force: true });
	native.allocateFile(unfinished, { sizeBytes: segmentBytes, leaveFreeBytes });
	const mapped = native.mapFile(unfinished);
	mapped.touch(0, segmentBytes);
	mapped.close();
	renameSync(unfinished, file);
}
