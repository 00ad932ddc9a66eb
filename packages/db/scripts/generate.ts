/** Generates both Prisma clients into src/generated (git-ignored). Needs no download and no database. */
import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);
const engine = join(root, 'scripts/no-schema-engine.sh');
chmodSync(engine, 0o755);
const prisma = join(dirname(createRequire(import.meta.url).resolve('prisma/package.json')), 'build/index.js');

for (const schema of ['platform', 'tenant']) {
	const run = spawnSync(process.execPath, [prisma, 'generate', '--schema', join('prisma', `${schema}.prisma`), '--no-hints'], {
		cwd: root,
		encoding: 'utf8',
		env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: engine, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' },
	});
	if (run.status !== 0) {
		process.stderr.write(`${run.stdout}${run.stderr}\nprisma generate failed for prisma/${schema}.prisma\n`);
		process.exit(run.status ?? 1);
	}
	process.stdout.write(`generated src/generated/${schema}\n`);
}
