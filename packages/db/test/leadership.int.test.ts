import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDb, type Db, leadershipOf, renewLease, startLeading, takeOver } from '../src/index.ts';
import { createTestDatabase, type TestDatabase } from '../src/testing/index.ts';

let database: TestDatabase;
let db: Db;
let shard = 100;
const long = 60_000;
/** A lease that is over as soon as it is given. */
const over = 0;

beforeAll(async () => {
	database = await createTestDatabase();
	db = createDb({ url: database.url });
});
afterAll(async () => {
	await db?.close();
	await database?.close();
});

async function seen() {
	const row = await leadershipOf(db, shard);
	if (row === undefined) throw new Error('the shard has no row');
	return row;
}

test('the epochs of a shard are dense from 1 and given to one taker each, however many take at once', async () => {
	const epochs = await Promise.all(Array.from({ length: 30 }, () => startLeading(db, { shard: 7, gateway: 'a', leaseMs: long })));
	expect(epochs.toSorted((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 30 }, (_, at) => BigInt(at + 1)));
	expect(await startLeading(db, { shard: 8, gateway: 'a', leaseMs: long })).toBe(1n);
});

test('a second gateway does not lead beside the first, nor after it without its journal, but where an operator says that it is lost', async () => {
	shard = 101;
	expect(await startLeading(db, { shard, gateway: 'a', leaseMs: over })).toBe(1n);
	expect(await startLeading(db, { shard, gateway: 'b', leaseMs: long })).toBeUndefined();
	expect(await startLeading(db, { shard, gateway: 'b', leaseMs: long, force: 'c' })).toBeUndefined();
	expect(await startLeading(db, { shard, gateway: 'b', leaseMs: long, force: 'a' })).toBe(2n);
	expect(await startLeading(db, { shard, gateway: 'c', leaseMs: long, force: 'b' })).toBeUndefined(); // its lease is not over
});

test('a standby takes over once the lease is over, if it has all that the leader has', async () => {
	shard = 102;
	await startLeading(db, { shard, gateway: 'a', leaseMs: long });
	await renewLease(db, { shard, epoch: 1n, leaseMs: long, renewal: 1n, follower: 'b' });
	expect(await takeOver(db, { shard, gateway: 'b', leaseMs: long, seen: await seen() })).toBeUndefined();
	await renewLease(db, { shard, epoch: 1n, leaseMs: over, renewal: 2n, follower: null });
	expect(await takeOver(db, { shard, gateway: 'b', leaseMs: long, seen: await seen() })).toBeUndefined();
	await renewLease(db, { shard, epoch: 1n, leaseMs: over, renewal: 3n, follower: 'b' });
	expect(await takeOver(db, { shard, gateway: 'c', leaseMs: long, seen: await seen() })).toBeUndefined();
	expect(await takeOver(db, { shard, gateway: 'b', leaseMs: long, seen: await seen() })).toBe(2n);
	expect(await renewLease(db, { shard, epoch: 1n, leaseMs: long, renewal: 4n, follower: null })).toBe(false);
	expect(await seen()).toMatchObject({ epoch: 2n, leader: 'b', follower: null, isExpired: false });
});

test('a renewal after the look keeps the standby from taking over, and an old one that arrives late undoes nothing', async () => {
	shard = 103;
	await startLeading(db, { shard, gateway: 'a', leaseMs: over });
	await renewLease(db, { shard, epoch: 1n, leaseMs: over, renewal: 1n, follower: 'b' });
	const old = await seen();
	expect(await renewLease(db, { shard, epoch: 1n, leaseMs: over, renewal: 3n, follower: 'b' })).toBe(true);
	expect(await takeOver(db, { shard, gateway: 'b', leaseMs: long, seen: old })).toBeUndefined();
	expect(await renewLease(db, { shard, epoch: 1n, leaseMs: over, renewal: 4n, follower: null })).toBe(true);
	expect(await renewLease(db, { shard, epoch: 1n, leaseMs: long, renewal: 2n, follower: 'b' })).toBe(false);
	expect(await seen()).toMatchObject({ renewal: 4n, follower: null, isExpired: true });
});
