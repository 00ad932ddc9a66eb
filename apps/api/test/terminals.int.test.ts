import { decrypt, localKeys, type Permission, permissions, terminalKeyPurpose } from '@meridian/auth';
import { accountLimits } from '@meridian/core/testing';
import { createDb, type Db, loadTenantConfig } from '@meridian/db';
import { createTestDatabase, provisionTenant, type TestDatabase } from '@meridian/db/testing';
import { createLogger } from '@meridian/telemetry';
import { unzipSync } from 'fflate';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiContext, Memo } from '../src/context.ts';
import { Directory } from '../src/directory.ts';
import { encodeId } from '../src/graphql/ids.ts';
import { listForeignOrders } from '../src/modules/foreign-orders/service.ts';
import { makeKey, revokeKey } from '../src/modules/terminals/keys.ts';
import { findTerminal, listTerminals } from '../src/modules/terminals/service.ts';
import { describeSetup } from '../src/modules/terminals/setup.ts';
import type { TerminalFile } from '../src/modules/terminals/setup-types.ts';
import { terminalStream } from '../src/modules/terminals/stream.ts';
import { fleetChannel, fleetKey } from '../src/modules/terminals/wire.ts';
import { Metering } from '../src/quotas/metering.ts';
import { QuotaBook } from '../src/quotas/quotas.ts';
import { Hub } from '../src/streams/hub.ts';

const log = createLogger('test');
const dataKeys = localKeys(`test:${'1f'.repeat(32)}`);
const account = (name: string, login: bigint) => ({
	...{ name, mode: 'NETTING' as const, currency: 'EUR', currencyDigits: 2, server: 'Broker, Live', login, limits: accountLimits() },
});
const first = encodeId('Account', 1);
const second = encodeId('Account', 2);
const eaDir = new URL('../../execution-gateway/mt5', import.meta.url).pathname;
/** As a gateway says it. */
const said = (change: Record<string, unknown> = {}) => ({
	...{ accountId: 1, state: 'READY', sinceMs: 1, saidAtMs: Date.now(), lastTickAtMs: 5, refusedAtMs: 0, keyId: '', eaVersion: '0.3.0' },
	...{ company: 'Broker', refusal: '', terminalBuild: 0, epoch: 4, pingUs: 120, serverPingUs: 900, ticks: 7, stages: [], ...change },
});
const textOf = (file: TerminalFile) => Buffer.from(file.bytes).toString('utf16le');

describe('terminals', () => {
	let database: TestDatabase;
	let db: Db;
	let redis: Redis;
	let subscriber: Redis;
	let hub: Hub;
	let metering: Metering;
	let a = 0;
	let b = 0;

	beforeAll(async () => {
		process.env.MERIDIAN_LOG_LEVEL = 'silent';
		database = await createTestDatabase();
		const accounts = [account('one', 7n), account('two', 8n)];
		const template = (slug: string) => ({ slug, name: slug, baseCurrency: 'EUR', instruments: [], users: [], accounts });
		a = (await provisionTenant(database.adminUrl, template(`fleet${process.pid}a`))).tenantId;
		b = (await provisionTenant(database.adminUrl, template(`fleet${process.pid}b`))).tenantId;
		db = createDb({ url: database.url });
		redis = new Redis(process.env.REDIS_URL ?? '');
		subscriber = new Redis(process.env.REDIS_URL ?? '');
		hub = new Hub(subscriber, log);
		metering = new Metering(db, log);
	}, 60_000);
	afterAll(async () => {
		await metering?.stop();
		await redis?.del(fleetKey(a), fleetKey(b));
		redis?.disconnect();
		subscriber?.disconnect();
		await db?.close();
		await database?.close();
	});

	const contextOf = (tenantId: number, granted: readonly Permission[] = permissions): ApiContext =>
		({
			app: {
				...{ db, redis, hub, dataKeys, eaDir, directory: new Directory(db), nowMs: Date.now },
				...{ quotas: new QuotaBook(db), metering },
				terminalAddress: { host: 'gateway.example', port: 7403 },
			},
			auth: { kind: 'viewer', viewer: { tenantId, userId: 1, sessionId: 1n, permissions: new Set(granted) } },
			...{ log, correlationId: 'c', memo: new Memo() },
		}) as unknown as ApiContext;
	const tell = async (tenantId: number, ...terminals: Record<string, unknown>[]): Promise<void> => {
		for (const terminal of terminals) await redis.hset(fleetKey(tenantId), String(terminal.accountId), JSON.stringify(terminal));
		await redis.publish(fleetChannel(tenantId), JSON.stringify(terminals));
	};
	const made = async (tenantId: number, how: 'create' | 'rotate', accountId = first) => {
		const answer = await makeKey(contextOf(tenantId), { accountId, how });
		if (answer.__typename !== 'MakeTerminalKeySuccess') throw new Error(JSON.stringify(answer));
		return answer;
	};
	const keysInForce = async (tenantId: number) => (await loadTenantConfig(db, tenantId)).terminalKeys;

	test('are there for every account; what the gateway says of one tenant is not said to another', async () => {
		await db
			.forTenant(a)
			.break.create({ data: { accountId: 1, accountSeq: 1n, code: 'FOREIGN_DEAL', orderId: 0n, ticket: 1, at: new Date() } });
		await tell(a, said());
		expect(await listTerminals(contextOf(a))).toMatchObject([
			{ account: { id: 1 }, state: 'READY', openBreaks: 1, said: { pingUs: 120 }, key: null },
			{ account: { id: 2 }, state: 'NOT_SEEN', openBreaks: 0, said: null },
		]);
		expect((await listTerminals(contextOf(b))).map(({ state, openBreaks }) => [state, openBreaks])).toEqual([
			['NOT_SEEN', 0],
			['NOT_SEEN', 0],
		]);
	});

	test('show orders that are not ours with whose they are, to their own tenant alone', async () => {
		const row = { accountId: 1, origin: 'HAND', type: 'LIMIT', instrumentId: null, side: 'BUY', qty: 30n, leavesQty: 30n, price: 0n };
		const times = { limitPrice: 0n, sl: 0n, tp: 0n, venueAt: new Date(5), updatedAt: new Date(6) };
		const { foreignOrder } = db.forTenant(a);
		await foreignOrder.create({ data: { ...row, ...times, ticket: 7, state: 'PLACED' } });
		await foreignOrder.create({ data: { ...row, ...times, ticket: 8, state: 'CANCELED', origin: 'PROGRAM', venueAt: new Date(9) } });
		const tickets = async (tenantId: number, args = {}) => (await listForeignOrders(contextOf(tenantId), args)).map(({ ticket }) => ticket);
		expect(await tickets(a)).toEqual([8n, 7n]);
		expect(await tickets(a, { working: true })).toEqual([7n]);
		expect(await tickets(a, { working: false, accountId: first })).toEqual([8n]);
		expect(await tickets(a, { accountId: second })).toEqual([]);
		expect(await tickets(b, { accountId: first })).toEqual([]);
		expect(await listForeignOrders(contextOf(a), { working: true })).toMatchObject([{ origin: 'HAND', type: 'LIMIT', instrument: null }]);
	});

	test('of a gateway that says nothing any more are not taken for connected', async () => {
		await tell(a, said({ saidAtMs: Date.now() - 6_000 }));
		expect(await findTerminal(contextOf(a), first)).toMatchObject({ state: 'GATEWAY_SILENT', key: null });
	});

	test('are told to subscribers: all at first, then those that changed', async () => {
		await tell(a, said(), said({ accountId: 2, state: 'RECONCILING' }));
		const [ours, theirs] = [terminalStream(contextOf(a)), terminalStream(contextOf(b))];
		expect((await ours.next()).value).toMatchObject([{ state: 'READY' }, { state: 'RECONCILING' }]);
		expect((await theirs.next()).value).toMatchObject([{ state: 'NOT_SEEN' }, { state: 'NOT_SEEN' }]);
		const next = ours.next();
		await tell(a, said(), said({ accountId: 2, state: 'TRADING_OFF' }));
		expect((await next).value).toMatchObject([{ account: { id: 2 }, state: 'TRADING_OFF' }]);
		await Promise.all([ours.return?.(), theirs.return?.()]);
	});

	test('get a key that is told once, kept encrypted and pushed to the gateway with the configuration', async () => {
		const version = (await loadTenantConfig(db, a)).version;
		const { secret, setup } = await made(a, 'create');
		expect(secret).toMatch(/^[0-9a-f]{64}$/);
		const config = await loadTenantConfig(db, a);
		expect([config.version, config.accounts.map(({ ownTerminalKey }) => ownTerminalKey)]).toEqual([version + 1, [true, false]]);
		const [kept] = config.terminalKeys;
		expect(kept).toMatchObject({ accountId: 1 });
		expect(kept?.encrypted).not.toContain(secret);
		expect(await decrypt(dataKeys, { text: kept?.encrypted ?? '', purpose: terminalKeyPurpose(kept?.keyId ?? '') })).toBe(secret);
		expect(setup.settings).toContainEqual({ name: 'InpKey', label: 'Key of this terminal (hex text)', value: secret });
		expect(textOf(setup.presets)).toContain(`InpKey=${secret}\r\n`);
		expect(await keysInForce(b)).toEqual([]);
		const audits = await db.platform.adminAudit.findMany({ where: { tenantId: a, action: { startsWith: 'TERMINAL_KEY' } } });
		expect([audits.map(({ action }) => action), JSON.stringify(audits.map(({ detail }) => detail))]).toEqual([
			['TERMINAL_KEY_CREATED'],
			expect.not.stringContaining(secret),
		]);
	});

	test('have one key at a time: a second is refused, rotation ends the first, removal the last, and nobody’s key comes back by itself', async () => {
		expect(await makeKey(contextOf(a), { accountId: first, how: 'create' })).toMatchObject({ code: 'TERMINAL_KEY_EXISTS' });
		const [before] = await keysInForce(a);
		const { terminal } = await made(a, 'rotate');
		const [after] = await keysInForce(a);
		expect([after?.keyId !== before?.keyId, (await keysInForce(a)).length, terminal.key?.keyId]).toEqual([true, 1, after?.keyId]);
		await tell(a, said({ keyId: after?.keyId }));
		expect(await findTerminal(contextOf(a), first)).toMatchObject({ key: { inUse: true } });
		expect(await revokeKey(contextOf(a), { accountId: first })).toMatchObject({ terminal: { key: null } });
		expect([await keysInForce(a), (await loadTenantConfig(db, a)).accounts[0]?.ownTerminalKey]).toEqual([[], true]);
		expect(await revokeKey(contextOf(a), { accountId: first })).toMatchObject({ code: 'TERMINAL_KEY_NOT_FOUND' });
		expect(await makeKey(contextOf(a), { accountId: first, how: 'rotate' })).toMatchObject({ code: 'TERMINAL_KEY_NOT_FOUND' });
		await made(a, 'create');
	});

	test('of several tenants with the same account ids and login at once get keys of their own', async () => {
		const tenants = [a, b, a, b, a, b];
		const answers = await Promise.all(tenants.map((tenant) => makeKey(contextOf(tenant), { accountId: second, how: 'create' })));
		const secrets = new Set(answers.flatMap((answer) => ('secret' in answer ? [answer.secret] : [])));
		expect([secrets.size, answers.filter((answer) => !('secret' in answer)).map((answer) => 'code' in answer && answer.code)]).toEqual([
			2,
			Array.from({ length: 4 }, () => 'TERMINAL_KEY_EXISTS'),
		]);
		const own = await Promise.all(
			[a, b].map(async (tenant) => (await keysInForce(tenant)).find(({ accountId }) => accountId === 2)?.keyId),
		);
		expect(new Set(own).size).toBe(2);
	});

	test('are set up by administrators alone, and an account of nobody is none', async () => {
		const viewer = contextOf(a, ['ORDER_PLACE']);
		expect(await describeSetup(viewer, first)).toMatchObject({ __typename: 'Forbidden' });
		expect(await makeKey(viewer, { accountId: first, how: 'create' })).toMatchObject({ __typename: 'Forbidden' });
		expect(await revokeKey(viewer, { accountId: first })).toMatchObject({ __typename: 'Forbidden' });
		expect(await describeSetup(contextOf(a), encodeId('Account', 99))).toMatchObject({ code: 'ACCOUNT_NOT_FOUND' });
		expect(await makeKey(contextOf(a), { accountId: encodeId('Account', 99), how: 'create' })).toMatchObject({ code: 'ACCOUNT_NOT_FOUND' });
	});

	test('are set up from a bundle: the source as this build has it, the settings by name, and no key but from the mutation', async () => {
		const setup = await describeSetup(contextOf(a), first);
		if (setup.__typename !== 'TerminalSetup') throw new Error(setup.__typename);
		expect(setup.presets.fileName).toBe('Meridian-Broker__Live-7.set');
		expect(textOf(setup.presets).split('\r\n').slice(1, 4)).toEqual(['InpHost=gateway.example', 'InpPort=7403', 'InpKey=']);
		const files = unzipSync(setup.bundle.bytes);
		expect(Object.keys(files)).toEqual(
			expect.arrayContaining([
				'MQL5/Experts/Meridian.mq5',
				'MQL5/include/Link.mqh',
				`MQL5/Presets/${setup.presets.fileName}`,
				'README.txt',
			]),
		);
		expect(Buffer.from(files['MQL5/Experts/Meridian.mq5'] ?? []).toString()).toContain('input string InpKey        = "";');
		expect(setup.settings.length).toBe(
			Buffer.from(files['MQL5/Experts/Meridian.mq5'] ?? [])
				.toString()
				.match(/^input /gm)?.length,
		);
	});
});
