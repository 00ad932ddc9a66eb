import { rmSync } from 'node:fs';
import { segments } from './files.ts';

/**
 * Deletes full segments that nobody needs to go on: a snapshot and the projector are past them. The newest `keepFull` of them stay.
 * A build that decides otherwise can't replay without them, which is why none is deleted unless the operator asked for it.
 * @returns the files that are gone.
 */
export function pruneSegments(dir: string, input: { readonly keepFull: number; readonly untilSeq: number }): string[] {
	const all = segments(dir);
	const full = all.slice(0, -1);
	const old = full.slice(0, Math.max(0, full.length - input.keepFull));
	const done = old.filter((_, index) => (all[index + 1]?.firstSeq ?? Number.POSITIVE_INFINITY) - 1 <= input.untilSeq);
	for (const { file } of done) rmSync(file);
	return done.map(({ file }) => file);
}
