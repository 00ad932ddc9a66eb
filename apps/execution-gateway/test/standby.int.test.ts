import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { recover } from '../src/engine/recover.ts';
import { openJournalledEngine, openOrderFlow } from '../src/testing/index.ts';
import { leaseMs, Pair, wait } from './pair.ts';

const replica = { MERIDIAN_DURABILITY: 'replica', MERIDIAN_REPLICA_WAIT_MS: '500' };
const ended = ['FILLED', 'NOT_SENT', 'CANCELED', 'REJECTED'];

/** Leader and standby as processes, killed and stopped under load. What is counted is counted on the line and at the broker. */
describe('a warm standby', () => {
	let pair: Pair;

	beforeEach(async () => {
		pair = await Pair.open();
	});
	afterEach(async () => {
		await pair?.close();
	});

	/** Orders one after another without waiting for answers, until told to stop. @returns the ids that were acknowledged. */
	function load(prefix: string) {
		const acknowledged: string[] = [];
		let n = 0;
		const timer = setInterval(() => {
			const id = `${prefix}-${++n}`;
			void pair.view(id, { side: n % 2 === 0 ? 'BUY' : 'SELL' }).then((order) => {
				if (order !== undefined && order.life !== 'DENIED') acknowledged.push(id);
			});
		}, 30);
		return { acknowledged, stop: () => clearInterval(timer) };
	}

	/** Every one is known to whoever leads, has come to its end, and went to the broker once at most. */
	async function nothingLostNorDoubled(ids: readonly string[]): Promise<void> {
		for (const id of ids)
			await vi.waitFor(async () => {
				const order = await pair.view(id);
				expect(order).toMatchObject({ clientOrderId: id, duplicate: true });
				expect(ended).toContain(order?.life);
			}, wait);
		const orderIds = pair.sent().map((frame) => frame.split(':')[1]);
		expect(new Set(orderIds).size).toBe(orderIds.length);
		expect(new Set(pair.executed).size).toBe(pair.executed.length);
	}

	test('a leader killed under load: the standby leads on, no acknowledged order is lost and none is sent twice', async () => {
		await pair.lead('a', replica);
		const standby = await pair.stand('b');
		await pair.synced();
		await pair.trading(1n);
		const { acknowledged, stop } = load('k');
		await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(20), wait);
		await pair.gateways.a?.kill();
		const killedMs = performance.now();
		await vi.waitFor(() => expect(standby.log()).toMatch(/"epoch":2.*leader of the shard/), wait);
		const tookMs = performance.now() - killedMs;
		await pair.trading(2n);
		stop();
		expect(tookMs).toBeGreaterThan(leaseMs / 2);
		expect(tookMs).toBeLessThan(leaseMs * 4); // the lease, its observation, and a busy machine
		await nothingLostNorDoubled(acknowledged);
		expect((await pair.view('after'))?.life).toBe('SUBMITTED');
		await vi.waitFor(() => expect(pair.sent().some((frame) => frame.startsWith('2:'))).toBe(true), wait);
	});

	test('a leader that was stopped and wakes up takes no order, sends nothing and steps down', async () => {
		const leader = await pair.lead('a', replica);
		await pair.stand('b');
		await pair.synced();
		await pair.trading(1n);
		const { acknowledged, stop } = load('s');
		await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(10), wait);
		stop();
		const late = pair.clientOf('a', 60_000);
		await vi.waitFor(() => expect(late.status).toBe('up'), wait);
		leader.signal('SIGSTOP');
		await pair.trading(2n);
		const before = pair.sent();
		// It lies in the sleeping leader's socket, and is the first thing that it sees.
		const answer = pair.order('late', { client: late, timeoutMs: 20_000 });
		leader.signal('SIGCONT');
		expect(await leader.exited).toBe('1');
		expect(leader.log()).toMatch(/another gateway leads this shard now; this one steps down/);
		const result = await answer;
		if (result.kind === 'reply') expect(result.message).toMatchObject({ name: 'Refused', body: { code: 'NOT_READY' } });
		late.close();
		expect((await pair.view('after'))?.life).toBe('SUBMITTED');
		await vi.waitFor(() => expect(pair.sent().length).toBe(before.length + 1), wait);
		expect(pair.sent().at(-1)).toMatch(/^2:/);
		await nothingLostNorDoubled(acknowledged);
	});

	test('without the database the leader goes on and nobody takes over; a leader killed meanwhile is replaced when it is back', async () => {
		const leader = await pair.lead('a', replica);
		const standby = await pair.stand('b');
		await pair.synced();
		await pair.trading(1n);
		pair.postgres.pull();
		await vi.waitFor(() => expect(leader.log()).toMatch(/the lease is not renewed/), wait);
		await vi.waitFor(() => expect(standby.log()).toMatch(/the database does not answer/), wait);
		const { acknowledged, stop } = load('p');
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
		await nothingLostNorDoubled(acknowledged);
	});

	test('with replica and no standby, new orders are refused and say why; one that the standby never got is not sent', async () => {
		const leader = await pair.lead('a', replica);
		await pair.trading(1n);
		const refused = await pair.order('alone');
		expect(refused.kind === 'reply' && refused.message).toMatchObject({
			name: 'Refused',
			body: { code: 'NOT_READY', message: expect.stringMatching(/no standby has this journal/) },
		});
		const standby = await pair.stand('b');
		await pair.synced();
		expect((await pair.view('together'))?.life).toBe('SUBMITTED');
		await vi.waitFor(() => expect(pair.executed).toHaveLength(1), wait);
		standby.signal('SIGSTOP');
		expect((await pair.order('withheld', { timeoutMs: 3_000 })).kind).toBe('unknown');
		await vi.waitFor(() => expect(leader.log()).toMatch(/ALARM: no standby came back/), wait);
		expect((await pair.row()).follower).toBeNull();
		await pair.trading(1n);
		standby.signal('SIGCONT');
		await pair.synced();
		await vi.waitFor(async () => expect((await pair.view('withheld'))?.life).toBe('NOT_SENT'), wait);
		expect(pair.executed).toHaveLength(1);
		expect((await pair.view('again together'))?.life).toBe('SUBMITTED');
	});

	test('a standby that comes late, or again, copies what it lacks and ends with the same state', async () => {
		const leader = await pair.lead('a');
		await pair.trading(1n);
		const { acknowledged, stop } = load('c');
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
		await leader.stop();
		await second.stop();
		const [a, b] = [pair.dirs.a, pair.dirs.b].map((dir) => recover({ dir: join(dir, 'journal'), build: 'none', note: () => undefined }));
		expect(b?.memory.lastSeq).toBeGreaterThan(0);
		const same = recover({ dir: join(pair.dirs.a, 'journal'), build: 'none', note: () => undefined, untilSeq: 0 });
		expect(same.memory.lastSeq).toBe(0);
		expect(a?.memory.lastSeq).toBeGreaterThanOrEqual(b?.memory.lastSeq ?? 0);
		await pair.lead('b', { MERIDIAN_FORCE_LEAD: (await pair.row()).leader }).catch(() => undefined);
	});

	test('a standby with the journal of another leader is refused, and told what to do', async () => {
		const dir = join(pair.dirs.b, 'journal');
		const { feed, journal } = openJournalledEngine(recover({ dir, build: 'none', note: () => undefined }), { dir, segmentBytes: 65_536 });
		openOrderFlow(feed, { accounts: 1 }).next();
		await journal.close();
		const leader = await pair.lead('a');
		await pair.trading(1n);
		await vi.waitFor(async () => expect((await pair.view('enough'))?.life).toBe('FILLED'), wait);
		const stranger = await pair.stand('b');
		await vi.waitFor(() => expect(stranger.log()).toMatch(/refused: the standby's journal is another.*Move its journal folder away/), wait);
		expect(leader.log()).toMatch(/standby refused/);
		await stranger.stop();
		rmSync(dir, { recursive: true });
		await pair.stand('b');
		await pair.synced();
	});
}, 120_000);
