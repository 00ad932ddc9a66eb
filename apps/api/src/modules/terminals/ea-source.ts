import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export type EaInput = { readonly name: string; readonly label: string; readonly value: string };
/** The Expert Advisor as this build has it: its files by their place in the terminal's MQL5 folder, and the inputs that its source declares. */
export type EaSource = { readonly version: string; readonly inputs: readonly EaInput[]; readonly files: ReadonlyMap<string, Uint8Array> };

const known = new Map<string, Promise<EaSource>>();

/** Read once: the files belong to the build. @throws where they are not there. */
export function readEa(dir: string): Promise<EaSource> {
	const reading = known.get(dir) ?? load(dir);
	known.set(dir, reading);
	reading.catch(() => known.delete(dir));
	return reading;
}

async function load(dir: string): Promise<EaSource> {
	const files = new Map<string, Uint8Array>();
	for (const folder of ['Experts', 'include'])
		for (const name of (await readdir(join(dir, folder), { recursive: true })).toSorted())
			if (/\.mq[5h]$/.test(name)) files.set(`${folder}/${name}`, await readFile(join(dir, folder, name)));
	const text = (name: string): string => Buffer.from(files.get(name) ?? []).toString('utf8');
	const version = /#define EA_VERSION "([^"]+)"/.exec(text('include/Compat.mqh'))?.[1];
	const inputs = [...text('Experts/Meridian.mq5').matchAll(/^input \w+\s+(\w+)\s*=\s*([^;]*);\s*\/\/\s*(.*)$/gm)].map(
		([, name = '', value = '', label = '']): EaInput => ({ name, label: label.trim(), value: value.trim().replace(/^"(.*)"$/, '$1') }),
	);
	if (version === undefined || inputs.length === 0) throw new Error(`the source of the Expert Advisor in ${dir} can't be read`);
	return { version, inputs, files };
}
