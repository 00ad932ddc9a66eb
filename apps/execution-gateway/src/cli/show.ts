import { firstKept } from '../journal/files.ts';
import { stringify } from '../journal/json.ts';
import { readJournal } from '../journal/read.ts';
import { clock, Names } from './names.ts';
import { inputInWords, outputInWords } from './words.ts';

/** Reads from the first record on whatever is asked for: configurations give the figures their digits. */
export function show(
	dir: string,
	input: { readonly from: number; readonly to: number; readonly full: boolean; readonly print: (text: string) => void },
): number {
	const { from, to, full, print } = input;
	const names = new Names();
	readJournal({
		dir,
		afterSeq: firstKept(dir) - 1,
		untilSeq: to,
		visit: (record) => {
			names.note(record.input);
			if (record.seq < from || record.seq > to) return;
			if (full) {
				print(stringify({ seq: record.seq, atMs: record.atMs, input: record.input, outputs: record.outputs }));
				return;
			}
			print(`${String(record.seq).padStart(8)}  ${clock(record.atMs)}  ${inputInWords(record.input, names)}`);
			for (const output of record.outputs) print(`${' '.repeat(35)}→ ${outputInWords(output, names)}`);
		},
	});
	return 0;
}
