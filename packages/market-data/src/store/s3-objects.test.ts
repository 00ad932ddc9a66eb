import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allTicks, eurusd, importLean } from '../testing/store.ts';
import { compact, S3Objects, sweep, TickStore, verify } from './index.ts';

// The protocol of S3 over HTTP, from another hand than ours. It looks at the access key alone and not at the signature; Amazon's own
// service has never been met.
const dir = mkdtempSync(join(tmpdir(), 'meridian-s3-'));
const server = new S3rver({
	address: '127.0.0.1',
	port: 0,
	silent: true,
	directory: join(dir, 's3'),
	configureBuckets: [{ name: 'ticks' }],
});
let url = '';

beforeAll(async () => {
	const { port } = await server.run();
	url = `http://127.0.0.1:${port}/ticks`;
});
afterAll(async () => {
	await server.close();
	rmSync(dir, { recursive: true, force: true });
});

const open = (name: string, accessKeyId = 'S3RVER'): Promise<TickStore> => {
	const objects = new S3Objects({ url, accessKeyId, secretAccessKey: 'S3RVER' }, join(dir, name, 'cache'));
	return TickStore.open(join(dir, name), { objects, memoryMb: 256, threads: 1 });
};

test('a store in a bucket imports, reads, compacts, verifies and sweeps as one in a folder, from any machine', async () => {
	const one = await open('one');
	const key = { ...eurusd, instrument: 'US500.c#' };
	const settings = { instrument: key.instrument };
	const file = (name: string, text: string): string => {
		writeFileSync(join(dir, name), text);
		return join(dir, name);
	};
	await importLean(one, file('a.csv', '1,1.1,1.2\n2,1.1,1.3\n'), { settings });
	await importLean(one, file('b.csv', '3,1.1,1.2\n'), { settings });
	const two = await open('two');
	expect(await two.series('shared')).toEqual([key]);
	expect((await allTicks(two, key)).map(({ timeMs }) => timeMs % 1000)).toEqual([1, 2, 3]);
	expect(await compact(one, key)).toEqual(['2024-01-02']);
	expect(await sweep(one, key, -5_000)).toBe(2);
	expect(await verify(await open('three'), key)).toMatchObject({ files: 1, rows: 3, damage: [] });
	expect((await importLean(one, file('c.csv', '1,1.1,1.2\n2,1.1,1.3\n'), { settings })).status).toBe('already');
	one.close();
	two.close();
});

test('an access key that is not known is an error, not an empty store', async () => {
	const store = await open('four', 'wrong');
	await expect(store.manifest(eurusd)).rejects.toThrow();
	store.close();
});

test('copies of many files at the same moment, some of them by several, do not get in each other’s way', async () => {
	const cache = join(dir, 'busy', 'cache');
	const objects = new S3Objects({ url, accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }, cache);
	const keys = Array.from({ length: 12 }, (_, at) => `busy/${at}`);
	for (const key of keys) await objects.putText(key, key);
	const copies = await Promise.all(
		[...keys, ...keys, ...keys].map(async (key) => readFileSync(await objects.localFile(key), 'utf8') === key),
	);
	expect(copies).toEqual(copies.map(() => true));
	expect(readdirSync(cache)).toHaveLength(keys.length);
});
