import { join } from 'node:path';
import { command, lines } from './command.ts';
import type { Check } from './tree.ts';

export const style: Check = {
	name: 'Biome: format and lint',
	async run(tree) {
		const done = await command(
			process.execPath,
			[join(tree.root, 'node_modules/@biomejs/biome/bin/biome'), 'ci', '--max-diagnostics=50', '--reporter=summary', '--colors=off', '.'],
			tree.root,
		);
		return done.code === 0 ? [] : [...lines(done.output, 80), 'npm run format mends most of it'];
	},
};
