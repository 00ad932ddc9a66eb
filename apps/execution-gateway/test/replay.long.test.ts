import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const cli = join(import.meta.dirname, '../src/cli/main.ts');
const dir = mkdtempSync(join(tmpdir(), 'meridian-versions-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Node 22 from the registry, where there is one for this machine. */
function olderNode(): string | undefined {
	const name = `node-${process.platform}-${process.arch}`;
	spawnSync('npm', ['install', '--prefix', dir, '--no-save', '--no-audit', '--no-fund', `${name}@22`], { encoding: 'utf8' });
	const file = join(dir, 'node_modules', name, 'bin/node');
	return existsSync(file) ? file : undefined;
}
const older = olderNode();
const run = (node: string, ...args: readonly string[]) => spawnSync(node, ['--no-warnings', cli, ...args], { encoding: 'utf8' });
const hashIn = (text: string, what: string): string | undefined => new RegExp(`^${what} +([0-9a-f]{8,64})$`, 'm').exec(text)?.[1];

describe.skipIf(older === undefined)('a recorded journal, by Node 22 (from the registry; skipped where it can’t be had there)', () => {
	const state = join(dir, 'recorded');
	beforeAll(() => {
		expect(spawnSync(older ?? '', ['--version'], { encoding: 'utf8' }).stdout).toMatch(/^v22\./);
		expect(run(process.execPath, 'record', '--state', state, '--seed', '11').stderr).toBe('');
	}, 600_000);

	test('is decided again to the byte, and comes to the same state', () => {
		const [current, before] = [process.execPath, older ?? ''].map((node) => run(node, 'replay', '--state', state).stdout);
		for (const what of ['output hash', 'recorded hash', 'state hash']) {
			expect(hashIn(current ?? '', what), what).toBeDefined();
			expect(hashIn(before ?? '', what), what).toBe(hashIn(current ?? '', what));
		}
		expect(before).toMatch(/every decision came out as it was recorded/);
		expect(before).toMatch(/Node v22\./);
	}, 600_000);
});
