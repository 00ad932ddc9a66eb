import { resolve } from 'node:path';
import { style } from './biome.ts';
import { filesAreShort } from './file-length.ts';
import { generatedIsFresh } from './generated.ts';
import { importDirection } from './imports.ts';
import { lockfileIsPortable } from './lockfile.ts';
import { mql5Subset } from './mql5-subset.ts';
import { portalWords } from './portal-words.ts';
import { pureRoomsStayPure } from './pure-rooms.ts';
import { noSecrets } from './secrets.ts';
import { gitTree } from './tree.ts';
import { types } from './typecheck.ts';
import { oneVersion } from './versions.ts';

/** `npm run check`: every rule is tried and every fault is told, then it ends with 1 if there was any. */
const checks = [
	oneVersion,
	lockfileIsPortable,
	importDirection,
	pureRoomsStayPure,
	filesAreShort,
	portalWords,
	mql5Subset,
	noSecrets,
	generatedIsFresh,
	types,
	style,
];

process.on('disconnect', () => process.exit(1));
const tree = gitTree(resolve(import.meta.dirname, '../../..'));
const filter = process.argv[2];
let failed = 0;
for (const check of checks.filter(({ name }) => filter === undefined || name.toLowerCase().includes(filter.toLowerCase()))) {
	const startedAt = performance.now();
	const faults = await Promise.resolve(check.run(tree)).catch((error: unknown) => [
		`the check itself failed: ${error instanceof Error ? error.message : String(error)}`,
	]);
	const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
	process.stdout.write(`${faults.length === 0 ? 'ok  ' : 'FAIL'} ${check.name} (${seconds} s)\n`);
	for (const fault of faults) process.stdout.write(`     ${fault}\n`);
	if (faults.length > 0) failed += 1;
}
process.stdout.write(failed === 0 ? 'All checks passed.\n' : `${failed} ${failed === 1 ? 'check' : 'checks'} failed.\n`);
process.exit(failed === 0 ? 0 : 1);
