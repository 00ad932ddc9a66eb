import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueToken, type Role } from '@meridian/auth';
import { connectAdmin, createTestDatabase, openTestSession, setMarketDataGrant, type TestDatabase } from '@meridian/db/testing';
import { importFile, importSettings } from '@meridian/market-data/import';
import { importQueue } from '@meridian/market-data/jobs';
import { TickStore } from '@meridian/market-data/store';
import { createLogger } from '@meridian/telemetry';
import { Queue } from 'bullmq';
import { createClient } from 'graphql-ws';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { type RunningApi, startApi } from '../src/start.ts';

/** Upload, preview, import with live progress, and ticks, with a real worker; two tenants import the same venue, instrument and day. */
describe('imports of market data', () => {
	const authSecret = randomBytes(32).toString('hex');
	const storeDir = mkdtempSync(join(tmpdir(), 'meridian-api-data-'));
	const settings = { venue: 'V', instrument: 'EURUSD', format: 'lean-ticks', zone: 'UTC', base: '2024-01-02', priceDigits: 5 };
	let database: TestDatabase;
	let api: RunningApi;
	let worker: ChildProcess;
	let redis: Redis;
	let queue: Queue;

	beforeAll(async () => {
		process.env.MERIDIAN_LOG_LEVEL = 'silent';
		database = await createTestDatabase();
		redis = new Redis(process.env.REDIS_URL ?? '');
		queue = new Queue(importQueue, { connection: redis });
		await queue.obliterate({ force: true });
		const shared = { databaseUrl: database.url, redisUrl: process.env.REDIS_URL ?? '', storeDir };
		worker = spawn(process.execPath, [join(import.meta.dirname, '../../worker/src/main.ts')], {
			env: {
				...process.env,
				...{ DATABASE_URL: shared.databaseUrl, REDIS_URL: shared.redisUrl, MERIDIAN_STORE_DIR: storeDir },
				MERIDIAN_WORKER_HTTP_PORT: '0',
			},
			stdio: ['pipe', 'ignore', 'inherit'],
		});
		const doors = { gateways: [{ host: '127.0.0.1', port: 1 }], shards: 1, credentialKey: null, port: 0, webOrigins: [], line: null };
		const env = { ...shared, ...doors, authSecret, gatewayKey: randomBytes(32).toString('hex'), marketLabel: 'none' };
		api = await startApi(env, createLogger('test'));
	}, 60_000);
	afterAll(async () => {
		await api?.stop();
		worker?.kill('SIGTERM');
		if (worker !== undefined && worker.exitCode === null) await once(worker, 'exit');
		expect(worker?.exitCode).toBe(0);
		await queue?.close();
		redis?.disconnect();
		await database?.close();
		rmSync(storeDir, { recursive: true, force: true });
	});

	/** A member of the tenant with this role. */
	async function tokenOf(tenantId: number, role: Role = 'TRADER'): Promise<string> {
		const client = await connectAdmin(database.adminUrl);
		const found = await client.query<{ user_id: number }>('SELECT user_id FROM platform.memberships WHERE tenant_id = $1 AND role = $2', [
			tenantId,
			role,
		]);
		await client.end();
		const userId = found.rows[0]?.user_id ?? 0;
		const sessionId = await openTestSession(database.adminUrl, { userId, tenantId });
		return (await issueToken(authSecret, { userId, tenantId, role, sessionId })).token;
	}
	async function ask(token: string, query: string, variables: Record<string, unknown> = {}): Promise<z.infer<typeof answerShape>> {
		const response = await fetch(`http://127.0.0.1:${api.port}/graphql`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
			body: JSON.stringify({ query, variables }),
		});
		return answerShape.parse(await response.json());
	}
	const answerShape = z.object({
		data: z.record(z.string(), z.any()).nullish(),
		errors: z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }).optional() })).optional(),
	});
	async function upload(token: string, body: string, name = 'quotes.csv') {
		const response = await fetch(`http://127.0.0.1:${api.port}/imports/files?name=${encodeURIComponent(name)}`, {
			method: 'PUT',
			headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
			body,
		});
		const answer = z
			.object({ importId: z.string().optional(), errors: z.array(z.object({ message: z.string() })).optional() })
			.parse(await response.json());
		return { status: response.status, importId: answer.importId ?? '', message: answer.errors?.[0]?.message ?? '' };
	}
	const start =
		'mutation($id: String!, $s: ImportSettingsInput!) { startDataImport(importId: $id, settings: $s) { __typename ... on DataImport { status } ... on UserError { code message } } }';
	const row = 'query($id: String!) { dataImport(importId: $id) { status taken bad error crossed } }';
	const ticks = (owner: string, venue = 'V', more = '') =>
		`{ storedTicks(owner: ${owner}, venue: "${venue}", instrument: "EURUSD", from: "2024-01-02T00:00:00Z", to: "2024-01-03T00:00:00Z" ${more}) { ticks { at ns bid ask crossed } endCursor hasNextPage } }`;
	const done = (token: string, id: string) =>
		vi.waitFor(
			async () => {
				const { data } = await ask(token, row, { id });
				expect(['DONE', 'FAILED']).toContain(data?.dataImport?.status);
				return data?.dataImport;
			},
			{ timeout: 20_000, interval: 50 },
		);

	test('of two tenants at once, with the same names and times, each end in its own part, and nobody sees the other’s', async () => {
		const tokens = [await tokenOf(1), await tokenOf(2)];
		const bodies = ['100,1.1,1.2\nbad\n200,1.3,1.2\n', '100,1.5,1.6\n'];
		const ids = await Promise.all(tokens.map(async (token, at) => (await upload(token, bodies[at] ?? '')).importId));
		await Promise.all(tokens.map((token, at) => ask(token, start, { id: ids[at], s: settings })));
		const rows = await Promise.all(tokens.map((token, at) => done(token, ids[at] ?? '')));
		expect(rows).toMatchObject([
			{ status: 'DONE', taken: '2', bad: '1', crossed: '1' },
			{ status: 'DONE', taken: '1', bad: '0' },
		]);
		const asks = Array.from({ length: 20 }, (_, at) => at % 2);
		const pages = await Promise.all(asks.map((at) => ask(tokens[at] ?? '', ticks('OWN'))));
		for (const [n, page] of pages.entries())
			expect(page.data?.storedTicks.ticks.map((tick: { bid: string }) => tick.bid)).toEqual(
				asks[n] === 0 ? ['1.10000', '1.30000'] : ['1.50000'],
			);
		const [first = '', second = ''] = tokens;
		expect((await ask(second, row, { id: ids[0] })).data?.dataImport).toBeNull();
		expect((await ask(second, start, { id: ids[0], s: settings })).data?.startDataImport).toMatchObject({ code: 'IMPORT_NOT_FOUND' });
		const bad = '{ importBadRows(importId: "ID") { row kind text } }'.replace('ID', ids[0] ?? '');
		expect((await ask(first, bad)).data?.importBadRows).toEqual([{ row: 2, kind: 'columns', text: 'bad' }]);
		expect((await ask(second, bad)).data?.importBadRows).toEqual([]);
		expect(readdirSync(join(storeDir, 'work', 'uploads', 'tenant-1'))).toEqual([]);
	});

	test('show the first rows before anything is stored, and say what is missing', async () => {
		const token = await tokenOf(1);
		const { importId: id } = await upload(
			token,
			'<DATE>\t<TIME>\t<BID>\t<ASK>\n2024.01.02\t10:00:00\t1.1\t1.2\n2024.01.02\tx\t1.1\t1.2\n',
			'EURUSD_202401020000_202401030000.csv',
		);
		const query =
			'query($id: String!, $s: ImportSettingsInput!) { importPreview(importId: $id, settings: $s) { ... on ImportPreview { format instrument priceDigits rows { row fault at first second } } ... on UserError { code message } } }';
		expect((await ask(token, query, { id, s: { venue: 'V' } })).data?.importPreview).toMatchObject({
			code: 'INVALID_INPUT',
			message: expect.stringMatching(/zone/),
		});
		expect((await ask(token, query, { id, s: { venue: 'V', zone: 'Europe/Athens' } })).data?.importPreview).toMatchObject({
			...{ format: 'mt5-ticks', instrument: 'EURUSD', priceDigits: 1 },
			rows: [{ fault: 'none' }, { at: '2024-01-02T08:00:00.000Z', first: '1.1', second: '1.2', fault: null }, { fault: 'time', at: null }],
		});
		expect((await ask(token, '{ marketDataSeries { owner venue rows } }')).data?.marketDataSeries).toEqual([
			{ owner: 'OWN', venue: 'V', rows: '2' },
		]);
	});

	test('tell their progress to a subscriber until they have ended, and nothing to another tenant', async () => {
		const [token, other] = [await tokenOf(2), await tokenOf(1)];
		const body = Array.from({ length: 150_000 }, (_, n) => `${n * 500},1.${10_000 + (n % 900)},1.2\n`).join('');
		const { importId: id } = await upload(token, body);
		const watch = async (as: string, seen: { status: string; taken: string }[]): Promise<string | undefined> => {
			const client = createClient({
				url: `ws://127.0.0.1:${api.port}/graphql`,
				webSocketImpl: WebSocket,
				connectionParams: { authorization: `Bearer ${as}` },
				retryAttempts: 0,
			});
			try {
				const query = `subscription { dataImport(importId: "${id}") { status taken } }`;
				for await (const result of client.iterate<{ dataImport: { status: string; taken: string } }>({ query })) {
					if (result.errors !== undefined) return String(result.errors[0]?.message);
					if (result.data != null) seen.push(result.data.dataImport);
				}
				return undefined;
			} catch (error) {
				return error instanceof Error ? error.message : JSON.stringify(error);
			} finally {
				await client.dispose();
			}
		};
		const seen: { status: string; taken: string }[] = [];
		const watching = watch(token, seen);
		await vi.waitFor(() => expect(seen).toHaveLength(1));
		expect(await watch(other, [])).toMatch(/no such import/);
		await ask(token, start, { id, s: { ...settings, instrument: 'LONG' } });
		expect(await watching).toBeUndefined();
		expect(seen.map(({ status }) => status)).toEqual(expect.arrayContaining(['UPLOADED', 'RUNNING', 'DONE']));
		expect(seen.at(-1)).toEqual({ status: 'DONE', taken: '150000' });
	});

	test('are refused to roles without the right, to nobody’s token, and where names or bodies are unfit', async () => {
		expect(await upload(await tokenOf(1, 'RISK_OFFICER'), 'x')).toMatchObject({ status: 403 });
		expect(await upload('nonsense', 'x')).toMatchObject({ status: 401 });
		const token = await tokenOf(1);
		expect(await upload(token, '')).toMatchObject({ status: 400, message: 'The file is empty.' });
		expect(await upload(token, 'x', '\u0000')).toMatchObject({ status: 400 });
		const before = readdirSync(join(storeDir, 'work', 'uploads', 'tenant-1')).length;
		const { importId } = await upload(token, 'x', '../../../etc/passwd');
		expect(readdirSync(join(storeDir, 'work', 'uploads', 'tenant-1'))).toHaveLength(before + 1);
		const discard = `mutation { discardDataImport(importId: "${importId}") { ... on DataImport { status } } }`;
		expect((await ask(token, discard)).data?.discardDataImport).toEqual({ status: 'DISCARDED' });
		expect(existsSync(join(storeDir, 'work', 'uploads', 'tenant-1', importId))).toBe(false);
		expect((await ask(await tokenOf(1, 'RISK_OFFICER'), '{ dataImports { importId } }')).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
	});

	test('shared data is read by who is entitled, and counted; pages join without a gap', async () => {
		const store = await TickStore.open(storeDir);
		const file = join(storeDir, 'shared.csv');
		writeFileSync(file, Array.from({ length: 25 }, (_, n) => `${Math.floor(n / 5) * 10},1.${10_000 + n},1.2\n`).join(''));
		await importFile(store, { file, owner: 'shared', settings: importSettings.parse({ ...settings, venue: 'SHARED' }) });
		store.close();
		const [one, two] = [await tokenOf(1), await tokenOf(2)];
		expect((await ask(one, ticks('SHARED', 'SHARED'))).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
		const client = await connectAdmin(database.adminUrl);
		const grant = { slug: 'aurora', venue: 'SHARED', instrument: '*' };
		await setMarketDataGrant(database.adminUrl, { ...grant, granted: true });
		const bids: string[] = [];
		let after = '';
		for (let page = 0; page < 20; page++) {
			const { storedTicks } = (await ask(one, ticks('SHARED', 'SHARED', `first: 7 ${after}`))).data ?? {};
			bids.push(...storedTicks.ticks.map((tick: { bid: string }) => tick.bid));
			if (!storedTicks.hasNextPage) break;
			after = `after: "${storedTicks.endCursor}"`;
		}
		expect(bids).toEqual(Array.from({ length: 25 }, (_, n) => `1.${10_000 + n}`));
		expect((await ask(two, ticks('SHARED', 'SHARED'))).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
		const usage = await client.query('SELECT tenant_id, requests::int, rows::int FROM platform.market_data_usage');
		await client.end();
		expect(usage.rows).toEqual([{ tenant_id: 1, requests: 4, rows: 25 }]);
		await setMarketDataGrant(database.adminUrl, { ...grant, granted: false });
		expect((await ask(one, ticks('SHARED', 'SHARED'))).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
		expect(
			(await ask(two, '{ marketDataSeries { owner } }')).data?.marketDataSeries.every(({ owner }: { owner: string }) => owner === 'OWN'),
		).toBe(true);
	});
}, 60_000);
