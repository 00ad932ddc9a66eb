import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { lastLines, run } from '../exec.ts';
import { buildDir, root } from '../paths.ts';
import { hashSources, isStamped, stamp, withLock } from './stamp.ts';

const webDir = join(root, 'apps/web');
export const nextCli = join(root, 'node_modules/next/dist/bin/next');

/** `next build`, where the portal or anything it imports has changed since the last one. */
export async function buildWeb(note: (text: string) => void): Promise<void> {
	await withLock(join(buildDir, 'web.lock'), async () => {
		const shared = ['packages/core/src', 'packages/protocol/src', 'package-lock.json'].map((path) => join(root, path));
		const hash = hashSources([webDir, ...shared], process.version);
		const stampFile = join(webDir, '.next/meridian-stamp');
		if (isStamped(stampFile, hash) && existsSync(join(webDir, '.next/BUILD_ID'))) return;
		note('building the portal (about a minute)');
		const env = { ...process.env, NODE_ENV: 'production' as const, NEXT_TELEMETRY_DISABLED: '1' };
		const built = await run(process.execPath, [nextCli, 'build'], { cwd: webDir, env });
		if (built.code !== 0) throw new Error(`the portal could not be built:\n${lastLines(`${built.stdout}\n${built.stderr}`, 40)}`);
		const named = await run(process.execPath, [join(webDir, 'scripts/persisted-documents.ts')], { cwd: webDir, env });
		if (named.code !== 0)
			throw new Error(`the portal's documents could not be written:\n${lastLines(`${named.stdout}\n${named.stderr}`, 20)}`);
		// Next rewrites tsconfig.json and makes next-env.d.ts at its first build: hash what is there now.
		stamp(stampFile, hashSources([webDir, ...shared], process.version));
	});
}
