import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

// The API client runs in browsers too: nothing of Node is in it.
await build({
	input: join(room, 'src/api/index.ts'),
	platform: 'browser',
	output: { file: join(room, 'dist/api.js'), format: 'esm', sourcemap: false },
});

const types = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(room, 'tsconfig.types.json')], {
	cwd: room,
	encoding: 'utf8',
});
if (types.status !== 0) {
	process.stderr.write(`${types.stdout}${types.stderr}`);
	process.exit(1);
}

// The public types are those of these files that import nothing from other rooms; the rest stays inside.
mkdirSync(join(room, 'dist/api/generated'), { recursive: true });
for (const name of ['index', 'client', 'types', 'api/index', 'api/client', 'api/socket', 'api/token', 'api/generated/operations']) {
	const text = readFileSync(join(room, `dist/types/packages/sdk/src/${name}.d.ts`), 'utf8').replaceAll(
		/(from '\.\/[\w/]+)\.ts'/g,
		"$1.js'",
	);
	if (text.includes('@meridian/')) throw new Error(`${name}.d.ts shows a type of another room`);
	writeFileSync(join(room, `dist/${name}.d.ts`), text);
}
rmSync(join(room, 'dist/types'), { recursive: true });
