import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readJournal } from '../src/journal/read.ts';
import { leaseMs, Pair, replica, wait } from './pair.ts';

const recordsOf = (dir: string): string[] => {
	const records: string[] = [];
	readJournal({ dir, afterSeq: 0, visit: (_, { payload }) => void records.push(payload.toString('hex')) });
	return records;
};

describe('a warm standby over a longer time', () => {
	let pair: Pair;

	beforeEach(async () => {
		pair = await Pair.open();
	});
	afterEach(async () => {
		await pair?.close();
	});

	test('without the database the leader goes on and nobody takes over; a leader killed meanwhile is replaced when it is back', async () => {
		const leader = await pair.lead('a', replica);
		const standby = await pair.stand('b');
		await pair.synced();
		await pair.trading(1n);
		pair.postgres.pull();
		await vi.waitFor(() => expect(leader.log()).toMatch(/the lease is not renewed/), wait);
		await vi.waitFor(() => expect(standby.log()).toMatch(/the database does not answer/), wait);
		const { acknowledged, stop } = pair.load();
		const pulledMs = performance.now();
		await vi.waitFor(() => expect(performance.now() - pulledMs).toBeGreaterThan(leaseMs * 2), wait);
		expect(acknowledged.length).toBeGreaterThan(20);
		pair.postgres.put();
		await vi.waitFor(() => expect(leader.log()).toMatch(/the lease is renewed again/), wait);
		await vi.waitFor(async () => expect((await pair.row()).renewal).toBeGreaterThan(10n), wait);
		expect(await pair.row()).toMatchObject({ epoch: 1n });
		pair.postgres.pull();
		await leader.kill();
		stop();
		const killedMs = performance.now();
		await vi.waitFor(() => expect(performance.now() - killedMs).toBeGreaterThan(leaseMs * 2), wait);
		expect(standby.log()).not.toMatch(/leader of the shard/);
		pair.postgres.put();
		await pair.trading(2n);
		await pair.nothingLostNorDoubled(acknowledged);
	});

	test('a standby that comes late, or again, copies what it lacks and ends with the same state', async () => {
		const leader = await pair.lead('a');
		await pair.trading(1n);
		const { acknowledged, stop } = pair.load();
		await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(40), wait);
		const first = await pair.stand('b', { MERIDIAN_DURABILITY: 'disk' });
		await pair.synced();
		await first.kill();
		await vi.waitFor(async () => expect((await pair.row()).follower).toBeNull(), wait);
		const more = acknowledged.length + 40;
		await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(more), wait);
		const second = await pair.stand('b');
		await pair.synced();
		stop();
		await second.stop(); // first: it would take over
		await leader.stop();
		const [own, copied] = [pair.dirs.a, pair.dirs.b].map((dir) => recordsOf(join(dir, 'journal')));
		expect(copied?.length).toBeGreaterThan(80);
		expect(copied).toEqual(own?.slice(0, copied?.length));
	});
}, 120_000);
