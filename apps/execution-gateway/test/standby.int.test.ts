import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { recover } from '../src/engine/recover.ts';
import { openJournalledEngine, openOrderFlow } from '../src/testing/index.ts';
import { leaseMs, Pair, replica, wait } from './pair.ts';

/**
 * Two gateways as processes that change places, in this order: a leads, b stands by; a is killed; a comes back as standby of b; b is
 * stopped. What is counted is counted on the line and at the broker.
 */
describe('a warm standby', () => {
	let pair: Pair;

	beforeAll(async () => {
		pair = await Pair.open();
	});
	afterAll(async () => {
		await pair?.close();
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
		expect((await pair.view('again-together'))?.life).toBe('SUBMITTED');
	});

	test('a leader killed under load: the standby leads on, no acknowledged order is lost and none is sent twice', async () => {
		const standby = pair.gateways.b;
		await pair.trading(1n);
		const { acknowledged, stop } = pair.load();
		await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(20), wait);
		await pair.gateways.a?.kill();
		const killedMs = performance.now();
		await vi.waitFor(() => expect(standby?.log()).toMatch(/"epoch":2.*leader of the shard/), wait);
		const tookMs = performance.now() - killedMs;
		await pair.trading(2n);
		stop();
		expect(tookMs).toBeGreaterThan(leaseMs / 2);
		expect(tookMs).toBeLessThan(leaseMs * 4); // the lease, its observation, and a busy machine
		await pair.nothingLostNorDoubled(acknowledged);
		expect((await pair.view('after-kill'))?.life).toBe('SUBMITTED');
		await vi.waitFor(() => expect(pair.sent().some((frame) => frame.startsWith('2:'))).toBe(true), wait);
	});

	test('a standby with the journal of another leader is refused, and told what to do', async () => {
		const leader = pair.gateways.b;
		const dir = join(pair.dirs.a, 'journal');
		rmSync(dir, { recursive: true });
		const { feed, journal } = openJournalledEngine(recover({ dir, build: 'none', note: () => undefined }), { dir, segmentBytes: 8_192 });
		openOrderFlow(feed, { accounts: 1 }).next();
		await journal.close();
		const stranger = await pair.stand('a');
		await vi.waitFor(() => expect(stranger.log()).toMatch(/refused: the standby's journal is another.*Move its journal folder away/), wait);
		expect(leader?.log()).toMatch(/standby refused/);
		await stranger.stop();
		// Asked to, it makes room by itself, loses nothing, and ends for whoever starts it again.
		const willing = await pair.stand('a', { MERIDIAN_REJOIN: 'setAside' });
		expect(await willing.exited).toBe('1');
		expect(willing.log()).toMatch(/ALARM: this journal has records that the leader lacks; it is set aside/);
		const aside = readdirSync(pair.dirs.a).filter((name) => name.startsWith('journal-set-aside-'));
		expect(readdirSync(join(pair.dirs.a, aside[0] ?? ''))).toContain('journal-000000000001.bin');
		await pair.stand('a');
		await pair.synced();
	});

	test('a leader that was stopped and wakes up takes no order, sends nothing and steps down', async () => {
		const leader = pair.gateways.b;
		if (leader === undefined) throw new Error('b does not run');
		await pair.trading(2n);
		const { acknowledged, stop } = pair.load();
		await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(10), wait);
		stop();
		const late = pair.clientOf('b', 60_000);
		await vi.waitFor(() => expect(late.status).toBe('up'), wait);
		leader.signal('SIGSTOP');
		await pair.trading(3n);
		const before = pair.sent();
		// It lies in the sleeping leader's socket, and is the first thing that it sees.
		const answer = pair.order('late', { client: late, timeoutMs: 20_000 });
		leader.signal('SIGCONT');
		expect(await leader.exited).toBe('1');
		expect(leader.log()).toMatch(/another gateway leads this shard now; this one steps down/);
		const result = await answer;
		if (result.kind === 'reply') expect(result.message).toMatchObject({ name: 'Refused', body: { code: 'NOT_READY' } });
		late.close();
		expect((await pair.view('after-stop'))?.life).toBe('SUBMITTED');
		await vi.waitFor(() => expect(pair.sent().length).toBe(before.length + 1), wait);
		expect(pair.sent().at(-1)).toMatch(/^3:/);
		await pair.nothingLostNorDoubled(acknowledged);
	});
}, 120_000);
