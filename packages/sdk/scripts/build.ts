import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'rolldown';

/** dist/: one module with everything that the SDK takes from other rooms, and its types. Needs no network. */
const room = join(import.meta.dirname, '..');
const root = join(room, '../..');
rmSync(join(room, 'dist'), { recursive: true, force: true });

await build({
	input: join(room, 'src/index.ts'),
	platform: 'node',
	treeshake: { moduleSideEffects: false },
	output: { file: join(room, 'dist/index.js'), format: 'esm', sourcemap: false },
});

const types = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(room, 'tsconfig.types.json')], {
	cwd: room,
	encoding: 'utf8',
});
if (types.status !== 0) {
	process.stderr.write(`${types.stdout}${types.stderr}`);
	process.exit(1);
}

// The public types are those of three files that import nothing from other rooms; the rest stays inside.
for (const name of ['index', 'client', 'types']) {
	const text = readFileSync(join(room, `dist/types/packages/sdk/src/${name}.d.ts`), 'utf8').replaceAll(/(from '\.\/\w+)\.ts'/g, "$1.js'");
	if (text.includes('@meridian/')) throw new Error(`${name}.d.ts shows a type of another room`);
	writeFileSync(join(room, `dist/${name}.d.ts`), text);
}
rmSync(join(room, 'dist/types'), { recursive: true });
