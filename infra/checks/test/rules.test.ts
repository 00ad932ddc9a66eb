import { describe, expect, test } from 'vitest';
import { filesAreShort } from '../src/file-length.ts';
import { importDirection } from '../src/imports.ts';
import { lockfileIsPortable } from '../src/lockfile.ts';
import { pureRoomsStayPure } from '../src/pure-rooms.ts';
import { noSecrets } from '../src/secrets.ts';
import { type Check, plantedTree } from '../src/tree.ts';
import { oneVersion } from '../src/versions.ts';

const faults = async (check: Check, contents: Record<string, string>) => [...(await check.run(plantedTree(contents)))];
const manifest = (name: string, dependencies: Record<string, string> = {}) => JSON.stringify({ name: `@meridian/${name}`, dependencies });
/** Written in two parts so that this file itself is clean. */
const importing = (name: string) => `import { x } fr${''}om '${name}';\n`;

describe('import direction', () => {
	const rooms = {
		'apps/api/package.json': manifest('api', { '@meridian/core': '*', '@meridian/web': '*' }),
		'apps/web/package.json': manifest('web', { '@meridian/core': '*' }),
		'packages/core/package.json': manifest('core', { '@meridian/protocol': '*', '@meridian/db': '*', '@meridian/telemetry': '*' }),
		'packages/protocol/package.json': manifest('protocol', { '@meridian/core': '*' }),
		'packages/db/package.json': manifest('db'),
		'packages/telemetry/package.json': manifest('telemetry'),
		'e2e/package.json': manifest('e2e', { '@meridian/api': '*' }),
	};
	const only = (file: string, text: string) => faults(importDirection, { ...rooms, [file]: text });

	test('an app may import a package, a package a lower one, and the end-to-end tests an app', async () => {
		expect(await only('apps/api/src/a.ts', importing('@meridian/core'))).toEqual([]);
		expect(await only('packages/core/src/a.ts', importing('@meridian/protocol/client'))).toEqual([]);
		expect(await only('e2e/a.ts', importing('@meridian/api'))).toEqual([]);
	});
	test.each([
		['an app that imports an app', 'apps/api/src/a.ts', importing('@meridian/web'), /nothing imports an app/],
		['a package that imports an app', 'packages/core/src/a.ts', importing('@meridian/api'), /nothing imports an app/],
		['an arrow that runs up', 'packages/protocol/src/a.ts', importing('@meridian/core'), /imports point down/],
		['core that logs', 'packages/core/src/a.ts', importing('@meridian/telemetry'), /core may import only/],
		['a dynamic import', 'packages/protocol/src/a.ts', `const x = await im${''}port('@meridian/core');`, /imports point down/],
		['a type that runs up', 'packages/protocol/src/a.ts', `export type { X } fr${''}om '@meridian/core';`, /imports point down/],
		['a path that leaves the room', 'apps/web/src/a.ts', importing('../../../packages/core/src/x.ts'), /reaches out of its room/],
		['an import that is not listed', 'apps/web/src/a.ts', importing('@meridian/db'), /does not list/],
		['an import of nothing', 'apps/web/src/a.ts', importing('@meridian/ghost'), /does not exist/],
	])('%s is a fault', async (_, file, text, message) => {
		expect((await only(file, text)).join('\n')).toMatch(message);
	});
	test('an import inside a comment is none', async () => {
		expect(await only('packages/protocol/src/a.ts', `// ${importing('@meridian/core')}`)).toEqual([]);
	});
});

describe('purity of core', () => {
	const file = 'packages/core/src/a.ts';
	test.each([
		['the clock', 'const t = Date.now();'],
		['today', 'const t = new Date();'],
		['a random number', 'const r = Math.random();'],
		['a file', importing('node:fs')],
		['the environment', 'const e = process.env.X;'],
		['the monotonic clock', 'const t = performance.now();'],
		['a power', 'const p = 10 ** digits;'],
		['Math.pow', 'const p = Math.pow(10, digits);'],
		['a timer', 'setTimeout(() => 1, 5);'],
	])('%s is a fault', async (_, text) => {
		expect(await faults(pureRoomsStayPure, { [file]: text })).toHaveLength(1);
	});
	test('the same words in comments, strings and tests are none', async () => {
		const text = "/** never Date.now() ** */\nconst name = 'process'; // Math.random\nconst d = new Date(atMs);";
		expect(await faults(pureRoomsStayPure, { [file]: text, 'packages/core/src/a.test.ts': 'Math.random()' })).toEqual([]);
	});
});

describe('dependencies', () => {
	test('two versions of one library are a fault, one is none', async () => {
		const tree = (version: string) => ({
			'package.json': '{"devDependencies":{"zod":"4.6.7"}}',
			'apps/api/package.json': `{"dependencies":{"zod":"${version}"}}`,
		});
		expect(await faults(oneVersion, tree('4.6.7'))).toEqual([]);
		expect((await faults(oneVersion, tree('4.6.6'))).join()).toMatch(/zod has 2 versions/);
	});
	test('a range is a fault', async () => {
		expect((await faults(oneVersion, { 'package.json': '{"dependencies":{"zod":"^4.6.7"}}' })).join()).toMatch(/pin an exact version/);
	});
	test('an optional dependency without an entry is a fault, wherever it is nested', async () => {
		const lock = (packages: unknown) => ({ 'package-lock.json': JSON.stringify({ packages }) });
		const tool = { optionalDependencies: { 'tool-mac': '1.0.0' } };
		expect((await faults(lockfileIsPortable, lock({ 'node_modules/tool': tool }))).join()).toMatch(
			/tool-mac, an optional dependency of node_modules\/tool, has no entry/,
		);
		expect(await faults(lockfileIsPortable, lock({ 'node_modules/tool': tool, 'node_modules/tool-mac': {} }))).toEqual([]);
		expect(await faults(lockfileIsPortable, lock({ 'node_modules/tool': tool, 'node_modules/tool/node_modules/tool-mac': {} }))).toEqual(
			[],
		);
	});
	test('an address of a registry in the lockfile is a fault, a workspace link is none', async () => {
		const packages = {
			'node_modules/a': { resolved: 'https://registry.example/a.tgz' },
			'node_modules/b': { resolved: 'packages/b', link: true },
		};
		expect(await faults(lockfileIsPortable, { 'package-lock.json': JSON.stringify({ packages }) })).toHaveLength(1);
	});
});

describe('files', () => {
	test('501 lines are a fault, 500 are none, generated files are free', async () => {
		expect(await faults(filesAreShort, { 'a.ts': 'x\n'.repeat(500), 'b/generated/c.ts': 'x\n'.repeat(900) })).toEqual([]);
		expect((await faults(filesAreShort, { 'docs/a.md': 'x\n'.repeat(501) })).join()).toMatch(/docs\/a.md has 501 lines/);
	});
	test.each([
		['a private key', `-----BEGIN ${''}PRIVATE KEY-----`],
		['an AWS key', `AKIA${'A'.repeat(16)}`],
		['a hexadecimal secret', `const gatewaySecret = '${'ab'.repeat(32)}';`],
		['a connection string', `postgresql://app:${'hunter2hunter2'}@db.example/x`],
	])('%s is a fault', async (_, text) => {
		expect(await faults(noSecrets, { 'src/a.ts': text })).toHaveLength(1);
	});
	test('a file of secrets is a fault, its example is none', async () => {
		expect(await faults(noSecrets, { '.env': '', '.env.example': '', 'x/server.pem': '' })).toHaveLength(2);
	});
});
