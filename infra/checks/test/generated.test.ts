import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { style } from '../src/biome.ts';
import { generatedIsFresh } from '../src/generated.ts';
import type { Tree } from '../src/tree.ts';
import { types } from '../src/typecheck.ts';

/** The checks that call tools, on a small project of their own. */
let root: string;
const write = (file: string, text: string) => {
	mkdirSync(join(root, file, '..'), { recursive: true });
	writeFileSync(join(root, file), text);
};
const tree = (contents: Record<string, string>): Tree => {
	for (const [file, text] of Object.entries(contents)) write(file, text);
	return { root, files: Object.keys(contents), read: (file) => contents[file] ?? '' };
};
beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), 'meridian-checks-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('a stale generated file is a fault with the program’s own words', async () => {
	const project = tree({
		'package.json': JSON.stringify({ name: 'x', workspaces: ['packages/*'] }),
		'packages/protocol/package.json': JSON.stringify({
			name: '@meridian/protocol',
			version: '1.0.0',
			scripts: { generate: 'node generate.cjs' },
		}),
		'packages/protocol/generate.cjs': "if (process.argv.includes('--check')) { console.error('Protocol.mqh is stale'); process.exit(1); }",
	});
	expect((await generatedIsFresh.run(project)).join('\n')).toMatch(/Protocol.mqh is stale/);
});

test('without such scripts there is nothing to check', async () => {
	expect(await generatedIsFresh.run(tree({ 'package.json': '{"name":"x"}' }))).toEqual([]);
});

test('a tool that cannot run is a fault, not a pass', async () => {
	const project = tree({
		'packages/a/package.json': '{"name":"a"}',
		'packages/a/tsconfig.json': '{}',
		'packages/b/package.json': '{"name":"b"}',
	});
	expect((await types.run(project)).join('\n')).toMatch(/Cannot find module[\s\S]*packages\/b has no tsconfig.json/);
	expect(await style.run(project)).not.toEqual([]);
});
