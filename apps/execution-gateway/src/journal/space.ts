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

/** Reserves the segment after this one, if that is not done yet, with its pages ready. @throws DiskFull. */
export function prepareNext({ dir, native, segmentBytes, leaveFreeBytes }: SpaceOptions): void {
	const file = nextFile(dir);
	if (existsSync(file)) return;
	const unfinished = `${file}.tmp`;
	rmSync(unfinished, { force: true });
	native.allocateFile(unfinished, { sizeBytes: segmentBytes, leaveFreeBytes });
	const mapped = native.mapFile(unfinished);
	mapped.touch(0, segmentBytes);
	mapped.close();
	renameSync(unfinished, file);
}

/** A file for the segment that begins with `firstSeq`: the prepared one, or one made now. @throws DiskFull. */
export function takeNext(options: SpaceOptions, input: { readonly firstSeq: number; readonly minBytes: number }): string {
	const { dir } = options;
	const next = nextFile(dir);
	if (existsSync(next) && statSync(next).size < input.minBytes) rmSync(next);
	prepareNext({ ...options, segmentBytes: Math.max(options.segmentBytes, input.minBytes) });
	const file = segmentFile(dir, input.firstSeq);
	renameSync(next, file);
	return file;
}
