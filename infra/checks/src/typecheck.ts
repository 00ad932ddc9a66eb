import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { command, lines } from './command.ts';
import { type Check, workspaces } from './tree.ts';

/** Each workspace by its own tsconfig.json; TypeScript 7 uses all cores, so one after another. */
export const types: Check = {
	name: 'TypeScript',
	async run(tree) {
		const faults: string[] = [];
		for (const { folder } of workspaces(tree)) {
			if (folder === '' || !existsSync(join(tree.root, folder, 'tsconfig.json'))) {
				if (folder !== '') faults.push(`${folder} has no tsconfig.json`);
				continue;
			}
			const done = await command(
				process.execPath,
				[join(tree.root, 'node_modules/typescript/bin/tsc'), '--noEmit', '-p', folder],
				tree.root,
			);
			if (done.code !== 0) faults.push(...lines(done.output, 40));
		}
		return [...new Set(faults)]; // a room's sources are compiled again by each room that imports it
	},
};
