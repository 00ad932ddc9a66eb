import { accountLimits } from '@meridian/core/testing';
import { createDb, type Db } from '@meridian/db';
import { createTestDatabase, provisionTenant, type TestDatabase } from '@meridian/db/testing';
import { createLogger } from '@meridian/telemetry';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiContext } from '../src/context.ts';
import { Directory } from '../src/directory.ts';
import { encodeId } from '../src/graphql/ids.ts';
import { resolveBreak } from '../src/modules/breaks/resolve.ts';
import { listBreaks } from '../src/modules/breaks/service.ts';
import { breakStream } from '../src/modules/breaks/stream.ts';
import { eventsChannel } from '../src/modules/quotes/keys.ts';
import { Hub } from '../src/streams/hub.ts';

const accountId = 1;
const account = encodeId('Account', accountId);
const log = createLogger('test');
const template = (slug: string) => ({
	...{ slug, name: slug, baseCurrency: 'EUR', instruments: [], users: [] },
	accounts: [{ name: slug, mode: 'NETTING' as const, currency: 'EUR', currencyDigits: 2, server: 'S', login: 1n, limits: accountLimits() }],
});

describe('breaks', () => {
	let database: TestDatabase;
	let db: Db;
	let redis: Redis;
	let subscriber: Redis;
	let hub: Hub;
	const tenants: number[] = [];
	const asked: unknown[] = [];
	let reply: { name: string; body: Record<string, unknown> } = { name: 'Done', body: {} };

	beforeAll(async () => {
		process.env.MERIDIAN_LOG_LEVEL = 'silent';
		database = await createTestDatabase();
		for (const name of ['a', 'b'])
			tenants.push((await provisionTenant(database.adminUrl, template(`breaks${process.pid}${name}`))).tenantId);
		db = createDb({ url: database.url });
		redis = new Redis(process.env.REDIS_URL ?? '');
		subscriber = new Redis(process.env.REDIS_URL ?? '');
		hub = new Hub(subscriber, log);
	}, 60_000);
	afterAll(async () => {
		redis?.disconnect();
		subscriber?.disconnect();
		await db?.close();
		await database?.close();
	});

	const contextOf = (
		tenant: number,
		{ permissions = ['BREAK_RESOLVE'], provedAtMs = 0 }: { permissions?: readonly string[]; provedAtMs?: number } = {},
	): ApiContext => {
		const viewer = { provedAtMs, delegated: null, tenantId: tenants[tenant], userId: 1, sessionId: 1n, permissions: new Set(permissions) };
		const gateway = {
			request: async (name: string, body: unknown) => {
				asked.push({ name, body });
				return { kind: 'reply', message: reply };
			},
		};
		return {
			app: { db, hub, gateway, directory: new Directory(db), nowMs: () => 60 * 60_000 },
			...{ auth: { kind: 'viewer', viewer }, log, correlationId: 'c' },
		} as unknown as ApiContext;
	};
	const tell = async (tenant: number, seq: bigint, code: string): Promise<void> => {
		await db.forTenant(tenants[tenant] ?? 0).break.create({
			data: { accountId, accountSeq: seq, code, orderId: 0n, ticket: 7, at: new Date(1_700_000_000_000 + Number(seq)) },
		});
		await wake(tenant, seq);
	};
	const wake = (tenant: number, seq: bigint) =>
		redis.publish(eventsChannel(tenants[tenant] ?? 0), JSON.stringify({ accountId, accountSeq: Number(seq), journalSeq: 1 }));

	test('are told to the tenant’s own subscribers alone, open ones at first, then each that is told or resolved', async () => {
		await tell(0, 1n, 'POSITION_MISMATCH');
		const [a, b] = [breakStream(contextOf(0), account), breakStream(contextOf(1), account)];
		expect((await a.next()).value).toMatchObject([{ seq: 1n, code: 'POSITION_MISMATCH', ticket: 7n, resolvedAt: null }]);
		expect((await b.next()).value).toEqual([]);
		await tell(1, 1n, 'FOREIGN_DEAL');
		expect((await b.next()).value).toMatchObject([{ seq: 1n, code: 'FOREIGN_DEAL' }]);
		await db
			.forTenant(tenants[0] ?? 0)
			.break.updateMany({ where: { accountSeq: 1n }, data: { resolvedAt: new Date(), choice: 'ACCEPT_VENUE', resolvedBy: 1 } });
		await wake(0, 2n);
		expect((await a.next()).value).toMatchObject([{ seq: 1n, choice: 'ACCEPT_VENUE' }]);
		await Promise.all([a.return?.(), b.return?.()]);
	});

	test('are listed newest first, page by page, open or resolved', async () => {
		for (const seq of [11n, 12n, 13n]) await tell(0, seq, 'BALANCE_MISMATCH');
		const page = await listBreaks(contextOf(0), { open: true, first: 2 });
		expect(page.edges.map(({ node }) => node.seq)).toEqual([13n, 12n]);
		const rest = await listBreaks(contextOf(0), { open: true, first: 2, after: page.pageInfo.endCursor });
		expect(rest.edges.map(({ node }) => node.seq)).toEqual([11n]);
		expect((await listBreaks(contextOf(0), { open: false })).edges.map(({ node }) => node.seq)).toEqual([1n]);
		expect((await listBreaks(contextOf(1), {})).edges.map(({ node }) => node.code)).toEqual(['FOREIGN_DEAL']);
	});

	test('are resolved by a command for those who may, with a line in the admin audit', async () => {
		reply = { name: 'Done', body: {} };
		const input = { accountId: account, breakSeq: 12n, choice: 'HALT' } as const;
		expect(await resolveBreak(contextOf(0, { permissions: [] }), input)).toMatchObject({ __typename: 'Forbidden' });
		expect(asked).toEqual([]);
		expect(await resolveBreak(contextOf(0), input)).toEqual({ __typename: 'ResolveBreakSuccess', choice: 'HALT' });
		expect(asked).toMatchObject([{ name: 'ResolveBreak', body: { tenantId: tenants[0], accountId, breakSeq: 12, choice: 'HALT' } }]);
		const lines = await db.platform.adminAudit.findMany({ where: { action: 'BREAK_RESOLVED' } });
		expect(lines).toMatchObject([{ tenantId: tenants[0], userId: 1, detail: { accountId, breakSeq: 12, choice: 'HALT' } }]);
	});

	test('take the venue’s word only with a fresh proof of who it is; a halt is not held up by one', async () => {
		reply = { name: 'Done', body: {} };
		asked.length = 0;
		const accept = { accountId: account, breakSeq: 12n, choice: 'ACCEPT_VENUE' } as const;
		expect(await resolveBreak(contextOf(0), accept)).toMatchObject({ __typename: 'ProofRequired', code: 'PROOF_REQUIRED' });
		expect(asked).toEqual([]);
		const fresh = contextOf(0, { provedAtMs: 50 * 60_000 });
		expect(await resolveBreak(fresh, accept)).toEqual({ __typename: 'ResolveBreakSuccess', choice: 'ACCEPT_VENUE' });
		expect(await resolveBreak(contextOf(0), { ...accept, choice: 'HALT' })).toMatchObject({ __typename: 'ResolveBreakSuccess' });
	});

	test.each([
		['UNKNOWN_BREAK', 'NotFound'],
		['NOT_ALLOWED', 'Forbidden'],
		['NOT_READY', 'GatewayUnavailable'],
	] as const)('that the engine refuses with %s are answered as %s, and nothing is audited', async (code, typename) => {
		const before = await db.platform.adminAudit.count({ where: { action: 'BREAK_RESOLVED' } });
		reply = { name: 'Refused', body: { code, message: 'why' } };
		expect(await resolveBreak(contextOf(0), { accountId: account, breakSeq: 12n, choice: 'RETRY' })).toMatchObject({
			__typename: typename,
		});
		expect(await db.platform.adminAudit.count({ where: { action: 'BREAK_RESOLVED' } })).toBe(before);
	});
});
