import { issueToken } from '@meridian/auth';
import { connectAdmin, openTestSession } from '@meridian/db/testing';
import { createApi } from '@meridian/sdk/api';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { startTestApi, type TestApi } from './support.ts';

type Person = { readonly tenantId: number; readonly token: string };
const id = (type: string, at: number): string => btoa(`${type}:${at}`);
const of = { accountId: id('Account', 1), instrumentId: id('Instrument', 1) };
const within = { timeout: 10_000 };

/** Two tenants with an account and an instrument of the same numbers. */
describe('market depth in the API', () => {
	let it: TestApi;
	let redis: Redis;
	let people: readonly Person[];
	let stops: (() => void)[] = [];

	beforeAll(async () => {
		it = await startTestApi({ redisDb: 7 });
		redis = new Redis(it.env.redisUrl);
		const admin = await connectAdmin(it.database.adminUrl);
		const members = await admin.query<{ tenant_id: number; user_id: number }>(
			"SELECT tenant_id, user_id FROM platform.memberships WHERE role = 'TRADER' ORDER BY tenant_id LIMIT 2",
		);
		await admin.end();
		people = await Promise.all(
			members.rows.map(async ({ tenant_id: tenantId, user_id: userId }) => {
				const sessionId = await openTestSession(it.database.adminUrl, { userId, tenantId });
				const { token } = await issueToken(it.env.authSecret, { userId, tenantId, role: 'TRADER', sessionId });
				return { tenantId, token };
			}),
		);
	}, 60_000);
	afterAll(async () => {
		redis?.disconnect();
		await it?.close();
	});
	beforeEach(() => redis.flushdb());
	afterEach(() => {
		for (const stop of stops) stop();
		stops = [];
	});

	const book = (price: number, atMs: number) => ({
		...{ instrumentId: 1, atMs },
		...{ bids: [{ price, qty: 150 }], asks: [{ price: price + 10, qty: 200 }] },
	});
	const none = (atMs: number) => ({ instrumentId: 1, atMs, bids: [], asks: [] });
	/** As the gateway's board does it. */
	async function show(tenantId: number, depth: ReturnType<typeof book> | ReturnType<typeof none>): Promise<void> {
		const key = `t:${tenantId}:depth:1`;
		if (depth.bids.length > 0) await redis.hset(key, '1', JSON.stringify(depth));
		else await redis.hdel(key, '1');
		await redis.publish(`${key}:1`, JSON.stringify(depth));
	}
	/** The best bid, null where there is no depth: each time that it changed. Who joins a shared stream may be told twice where things stand. */
	function listen(token: string, input = of): (string | null)[] {
		const heard: (string | null)[] = [];
		const stopping = new AbortController();
		stops.push(() => stopping.abort());
		void (async () => {
			for await (const { bids } of createApi({ url: it.url, token: () => token }).depth({ ...input, signal: stopping.signal }))
				if (heard.length === 0 || heard.at(-1) !== (bids[0]?.price ?? null)) heard.push(bids[0]?.price ?? null);
		})().catch((error: Error) => heard.push(error.message));
		return heard;
	}

	test('comes as it stands, then as it changes, and goes when the terminal does', async () => {
		const [own] = people;
		if (own === undefined) throw new Error('a tenant is needed');
		await show(own.tenantId, book(110_000, 1));
		const heard = listen(own.token);
		await vi.waitFor(() => expect(heard).toEqual(['1.10000']), within);
		await show(own.tenantId, book(110_001, 2));
		await vi.waitFor(() => expect(heard).toEqual(['1.10000', '1.10001']), within);
		await show(own.tenantId, none(3));
		await vi.waitFor(() => expect(heard).toEqual(['1.10000', '1.10001', null]), within);
	});

	test('is each tenant’s own, though their accounts and instruments have the same numbers', async () => {
		for (const [at, { tenantId }] of people.entries()) await show(tenantId, book(110_000 + at * 1_000, 1));
		const heard = people.map(({ token }) => listen(token));
		await vi.waitFor(() => expect(heard).toEqual([['1.10000'], ['1.11000']]), within);
		const [, second] = people;
		await show(second?.tenantId ?? 0, book(112_000, 2));
		await vi.waitFor(() => expect(heard[1]).toEqual(['1.11000', '1.12000']), within);
		expect(heard[0]).toEqual(['1.10000']);
	});

	test('of a hundred changes at once a reader gets the last, and few in between', async () => {
		const [own] = people;
		if (own === undefined) throw new Error('a tenant is needed');
		const heard = listen(own.token);
		await vi.waitFor(() => expect(heard).toEqual([null]), within);
		await Promise.all(Array.from({ length: 100 }, (_, at) => show(own.tenantId, book(110_000 + at, at + 1))));
		await vi.waitFor(() => expect(heard.at(-1)).toBe('1.10099'), within);
		expect(heard.length).toBeLessThan(20);
	});

	test('of an account or instrument that is not the tenant’s is not found', async () => {
		const [own] = people;
		const nobodys = [
			{ ...of, accountId: id('Account', 999) },
			{ ...of, instrumentId: id('Instrument', 999) },
			{ ...of, accountId: of.instrumentId },
		];
		for (const input of nobodys) {
			const heard = listen(own?.token ?? '', input);
			await vi.waitFor(() => expect(heard).toEqual(['There is no such account or instrument.']), within);
		}
	});
});
