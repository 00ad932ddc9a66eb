import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const experts = resolve(import.meta.dirname, '../../../apps/execution-gateway/mt5/Experts');
export const sources = ['Meridian.mq5', 'MeridianConformance.mq5'] as const;

export type Compiled = { readonly errors: number; readonly warnings: number; readonly complaints: readonly string[] };

/**
 * MetaEditor's log, which is UTF-16 with a byte order mark; its exit code says nothing reliable.
 * @throws where there is no result in it
 */
export function readLog(bytes: Buffer): Compiled {
	const text = bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.subarray(2).toString('utf16le') : bytes.toString('utf8');
	const result = /(\d+) errors?, (\d+) warnings?/.exec(text);
	if (result === null) throw new Error(`MetaEditor's log has no result:\n${text.slice(0, 1_000)}`);
	const complaints = text.split(/\r?\n/).filter((line) => /: (?:error|warning) \d*/.test(line));
	return { errors: Number(result[1]), warnings: Number(result[2]), complaints };
}

/** Compiles both Expert Advisors with the MetaEditor at that path; `through` runs it (wine). @throws where it is not there or leaves no log */
export async function compileAll(metaEditor: string, through?: string): Promise<Map<string, Compiled>> {
	if (!existsSync(metaEditor))
		throw new Error(
			`there is no MetaEditor at ${metaEditor}: give --metaeditor PATH, it is metaeditor64.exe in the folder of the terminal`,
		);
	const folder = mkdtempSync(join(tmpdir(), 'meridian-metaeditor-'));
	try {
		const all = new Map<string, Compiled>();
		for (const source of sources) {
			const log = join(folder, `${source}.log`);
			// Wine gives the whole of Linux the letter Z.
			const named = (path: string) => (through === undefined ? path : `Z:${path.replaceAll('/', '\\')}`);
			const args = [`/compile:${named(join(experts, source))}`, `/log:${named(log)}`];
			const [command, ...rest] = through === undefined ? [metaEditor, ...args] : [through, metaEditor, ...args];
			const child = spawn(command, rest, { stdio: 'ignore' });
			await once(child, 'exit');
			if (!existsSync(log)) throw new Error(`MetaEditor left no log for ${source}`);
			all.set(source, readLog(readFileSync(log)));
		}
		return all;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
