import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import type { MappedFile, Native } from '@meridian/native';
import { nextFile, segmentFile } from './files.ts';

export type SpaceOptions = {
	readonly dir: string;
	readonly native: Native;
	readonly segmentBytes: number;
	/** What must stay free on the disk for others; the next segment is not taken out of it. */
	readonly leaveFreeBytes: number;
};

/**
 * Reserves the segment after this one, with its pages ready for every thread as long as the file stays open here. Undefined where
 * that is done already. @throws DiskFull.
 */
export function prepareNext(options: SpaceOptions): MappedFile | undefined {
	const { dir, native, segmentBytes } = options;
	const file = nextFile(dir);
	if (existsSync(file)) return undefined;
	const unfinished = `${file}.tmp`;
	reserve(unfinished, options);
	const mapped = native.mapFile(unfinished);
	mapped.touch(0, segmentBytes);
	renameSync(unfinished, file);
	return mapped;
}

/** A file for the segment that begins with `firstSeq`: the prepared one, or one made now. @throws DiskFull. */
export function takeNext(options: SpaceOptions, input: { readonly firstSeq: number; readonly minBytes: number }): string {
	const next = nextFile(options.dir);
	const file = segmentFile(options.dir, input.firstSeq);
	if (existsSync(next) && statSync(next).size >= input.minBytes) {
		renameSync(next, file);
		return file;
	}
	const unfinished = `${file}.tmp`;
	reserve(unfinished, { ...options, segmentBytes: Math.max(options.segmentBytes, input.minBytes) });
	renameSync(unfinished, file);
	return file;
}

function reserve(file: string, { native, segmentBytes, leaveFreeBytes }: SpaceOptions): void {
	rmSync(file, { force: true });
	native.allocateFile(file, { sizeBytes: segmentBytes, leaveFreeBytes });
}
