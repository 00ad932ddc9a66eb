import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { Pair, replica, wait } from './pair.ts';

let pair: Pair | undefined;
afterEach(() => pair?.close(), 60_000);

/** Of the second shard: order entry, terminal and rows are those of a tenant there. */
const open = async (): Promise<Pair> => {
	pair = undefined;
	pair = await Pair.open({ shards: 2 });
	return pair;
};

async function ask(port: number, path: string): Promise<string> {
	return (await fetch(`http://127.0.0.1:${port}${path}`)).text();
}

test('a standby that has every shard takes over all of them from a leader killed under load, and loses and doubles nothing', async () => {
	const pair = await open();
	const { tenant } = pair;
	await pair.lead('a', replica);
	const standby = await pair.stand('b', replica);
	await pair.synced();
	await pair.trading(1n);
	const load = pair.load();
	await vi.waitFor(() => expect(load.acknowledged.length).toBeGreaterThan(10), wait);
	await pair.gateways.a?.kill();
	// The new leader's own standby: with durability replica it takes no order without one.
	await pair.stand('a', replica);
	await pair.trading(2n);
	await vi.waitFor(async () => expect((await pair.row()).follower).not.toBeNull(), wait);
	const before = load.acknowledged.length;
	await vi.waitFor(() => expect(load.acknowledged.length, 'taken by the new leader').toBeGreaterThan(before), wait);
	load.stop();
	await pair.nothingLostNorDoubled(load.acknowledged);
	// Told once a second.
	const metrics = await vi.waitFor(async () => {
		const text = await ask(standby.healthPort, '/metrics');
		expect(text).toMatch(new RegExp(`engine_commands_accepted_total\\{shard="1",tenant="${tenant.tenantId}".*\\} \\d+`));
		return text;
	}, wait);
	expect(Number(/^journal_seq\{shard="1",.*\} (\d+)$/m.exec(metrics)?.[1])).toBeGreaterThan(10);
	expect(metrics).not.toMatch(/engine_commands_accepted_total\{shard="0"/);
	await vi.waitFor(async () => {
		const rows = await tenant.db.forTenant(tenant.tenantId).order.count();
		expect(rows).toBeGreaterThanOrEqual(load.acknowledged.length);
	}, wait);
	const cursors = await tenant.db.forTenant(tenant.tenantId).journalCursor.findMany();
	expect(cursors.map(({ shard }) => shard)).toEqual([1]);
	expect(JSON.parse(await ask(standby.healthPort, '/health'))).toMatchObject({ status: 'ok' });
}, 120_000);

test('a gateway whose journals have one tenant twice does not start, and says where', async () => {
	const pair = await open();
	const { tenant } = pair;
	const first = await pair.lead('a');
	await pair.trading(1n);
	await first.stop();
	cpSync(join(pair.dirs.a, 'shard-1'), join(pair.dirs.a, 'shard-2'), { recursive: true });
	const words = new RegExp(`tenant ${tenant.tenantId} is in the journals of shard 1 and of shard 2`);
	await expect(pair.lead('a', { MERIDIAN_SHARDS: '3' })).rejects.toThrow(words);
	await expect(pair.lead('a', { MERIDIAN_SHARDS: '1' })).rejects.toThrow(/holds the journal of shard 2, and MERIDIAN_SHARDS is 1/);
}, 60_000);

test('the platform moves no tenant to another shard', async () => {
	const pair = await open();
	const { tenant } = pair;
	const moved = tenant.db.platform.tenant.update({ where: { id: tenant.tenantId }, data: { shard: 0 } });
	await expect(moved).rejects.toThrow(/stays on shard 1/);
});
