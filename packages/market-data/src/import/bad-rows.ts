import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { isCode } from '../store/objects.ts';
import { badRowsFileOf } from './checkpoint.ts';
import { badRowKinds } from './rows.ts';

const shape = z.object({ row: z.int(), kind: z.enum(badRowKinds), text: z.string() });
export type BadRow = z.infer<typeof shape>;

/** Bad rows of one import, in order. @param input `skip` of them left out, at most `first` given */
export async function readBadRows(
	workDir: string,
	input: { readonly sourceId: string; readonly skip: number; readonly first: number },
): Promise<readonly BadRow[]> {
	const found: BadRow[] = [];
	const file = createReadStream(badRowsFileOf(workDir, input.sourceId));
	try {
		let at = 0;
		for await (const line of createInterface({ input: file })) {
			if (at++ < input.skip) continue;
			found.push(shape.parse(JSON.parse(line)));
			if (found.length === input.first) break;
		}
	} catch (error) {
		// Reports are kept where the import ran; another machine has none.
		if (!isCode(error, 'ENOENT')) throw error;
	} finally {
		file.destroy();
	}
	return found;
}
