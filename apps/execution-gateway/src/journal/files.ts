import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const pattern = /^journal-(\d{12})\.bin$/;

/** Segment files in order; each is named by the sequence of its first record. */
export function segments(dir: string): { readonly file: string; readonly firstSeq: number }[] {
	return readdirSync(dir)
		.flatMap((name) => {
			const match = pattern.exec(name);
			return match ? [{ file: join(dir, name), firstSeq: Number(match[1]) }] : [];
		})
		.sort((a, b) => a.firstSeq - b.firstSeq);
}

export function segmentFile(dir: string, firstSeq: number): string {
	return join(dir, `journal-${String(firstSeq).padStart(12, '0')}.bin`);
}
