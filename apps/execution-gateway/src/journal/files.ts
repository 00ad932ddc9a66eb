import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const pattern = /^journal-(\d{12})\.bin$/;

export type SegmentFile = { readonly file: string; readonly firstSeq: number };

/** Segment files in order; each is named by the sequence of its first record. */
export function segments(dir: string): SegmentFile[] {
	if (!existsSync(dir)) return [];
	return readdirSync(dir)
		.flatMap((name) => {
			const match = pattern.exec(name);
			return match ? [{ file: join(dir, name), firstSeq: Number(match[1]) }] : [];
		})
		.sort((a, b) => a.firstSeq - b.firstSeq);
}

/** Sequence of the first record that is still there: retention may have taken earlier ones. */
export const firstKept = (dir: string): number => segments(dir)[0]?.firstSeq ?? 1;

export const segmentFile = (dir: string, firstSeq: number): string => join(dir, `journal-${padded(firstSeq)}.bin`);

/** Reserved ahead, and given its name when it is begun. */
export const nextFile = (dir: string): string => join(dir, 'next.bin');

export const padded = (seq: number): string => String(seq).padStart(12, '0');
