import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { issueToken } from '@meridian/auth';
import { connectAdmin, createTestDatabase, openTestSession, type TestDatabase } from '@meridian/db/testing';
import { startTestServices } from '@meridian/local';
import { z } from 'zod';
import { quantileRows, round } from './figures.ts';
import { startMarket } from './live/market.ts';
import { startServer } from './live/server.ts';
import type { Result } from './types.ts';

const sockets = z.coerce.number().int().min(100).max(15_000).default(10_000).parse(process.env.MERIDIAN_BENCH_SOCKETS);
const seconds = z.coerce.number().int().min(5).max(3_600).default(30).parse(process.env.MERIDIAN_BENCH_SECONDS);
const [accountCount, instrumentCount, stalled, eventsPerSecond] = [10, 20, 5, 1_000];
const fast = Math.floor(sockets / 10);
const slow = sockets - fast - accountCount - stalled;
const people = 20;

const idOf = (type: string, id: number): string => Buffer.from(`${type}:${id}`).toString('base64');
const report = z.object({
	said: z.literal('report'),
	counts: z.object({
		messages: z.number(),
		bytes: z.number(),
		events: z.number(),
		values: z.number(),
		stalledClosed: z.number(),
		lost: z.number(),
	}),
	latencyMs: z.array(z.number()),
	distinct: z.number(),
	sampled: z.number(),
});

/** One process of the API with all the subscribers that one machine has room for. */
export const benchmark = {
	name: 'live',
	description: 'subscribers of one API process: quotes to all of them, every order event to those who listen',
	loadShape: `${sockets} sockets: ${fast} watch ${instrumentCount} instruments at 10 Hz, ${slow} at 1 Hz, ${accountCount} hear the order events of an account each, ${stalled} do not read; ${eventsPerSecond} order events/s and 20 quotes/s an instrument by the clock (open loop), ${seconds} s`,
	excludes:
		'gateway and projector: rows and wake-ups are written as they would; any network but loopback. Clients, database and Redis run on the same cores. Latency is from the row’s time, set in the statement that writes it, to the client’s clock of 1 ms. /proc, so Linux alone.',
	async run(): Promise<Result[]> {
		const services = await startTestServices();
		const database = await createTestDatabase({ adminUrl: services.env.DATABASE_ADMIN_URL ?? '' });
		const authSecret = randomBytes(32).toString('hex');
		const redisUrl = services.env.REDIS_URL ?? '';
		const server = await startServer({
			...{ DATABASE_URL: database.url, REDIS_URL: redisUrl, AUTH_SECRET: authSecret },
			...{ MERIDIAN_GATEWAY_KEY: randomBytes(32).toString('hex'), MERIDIAN_GATEWAY_ADDR: '127.0.0.1:1' },
		});
		const clients = fork(resolve(import.meta.dirname, 'live/clients.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
		try {
			const { accounts, instruments, tokens } = await prepare(database, authSecret);
			const market = await startMarket({
				...{ adminUrl: database.adminUrl, redisUrl, tenantId: 1, accounts, instruments, eventsPerSecond },
			});
			const before = server.rssKib();
			const openedMs = performance.now();
			await say(clients, {
				say: 'open',
				plan: {
					...{ url: server.url, tokens, fast, slow, stalled },
					accountIds: accounts.map((id) => idOf('Account', id)),
					instrumentIds: instruments.map((id) => idOf('Instrument', id)),
				},
			});
			const openSec = (performance.now() - openedMs) / 1_000;
			const idle = server.rssKib();
			market.beginEvents();
			// Until streams run and code is compiled.
			await pause(5_000);
			await say(clients, { say: 'begin' });
			const [cpuBefore, rssBefore] = [server.cpuMs(), server.rssKib()];
			const begunMs = performance.now();
			await pause(seconds * 1_000);
			const elapsed = (performance.now() - begunMs) / 1_000;
			const [cpu, rss] = [server.cpuMs() - cpuBefore, server.rssKib()];
			await market.stop();
			const written = market.written();
			await pause(5_000);
			const { counts, latencyMs, distinct, sampled } = report.parse(await say(clients, { say: 'report' }));
			return [
				{ case: 'sockets', metric: 'open', unit: '', value: sockets },
				{ case: 'sockets', metric: 'opened', unit: '1/s', value: round(sockets / openSec) },
				{ case: 'sockets', metric: 'memory each', unit: 'kB', value: round((idle - before) / sockets) },
				{ case: 'sockets', metric: 'lost', unit: '', value: counts.lost },
				{ case: 'slow consumers', metric: `closed of ${stalled}`, unit: '', value: counts.stalledClosed },
				{ case: 'messages', metric: 'delivered', unit: '1/s', value: round(counts.messages / elapsed) },
				{ case: 'messages', metric: 'delivered', unit: 'MB/s', value: round(counts.bytes / elapsed / 1e6) },
				{ case: 'quotes', metric: 'values to a watcher at 10 Hz', unit: '1/s', value: round(counts.values / sampled / elapsed) },
				{ case: 'quotes', metric: 'distinct values', unit: '1/s', value: round(distinct / elapsed) },
				{ case: 'order events', metric: 'written', unit: '', value: written },
				{ case: 'order events', metric: 'delivered', unit: '', value: counts.events },
				...quantileRows('order events', { samples: latencyMs, unit: 'ms', quantiles: [0.5, 0.99, 1] }),
				{ case: 'server', metric: 'processor', unit: 'cores', value: round(cpu / 1_000 / elapsed) },
				{ case: 'server', metric: 'processor a message', unit: 'us', value: round((cpu * 1_000) / counts.messages) },
				{ case: 'server', metric: 'RSS at the beginning', unit: 'MiB', value: round(rssBefore / 1_024) },
				{ case: 'server', metric: 'RSS at the end', unit: 'MiB', value: round(rss / 1_024) },
			];
		} finally {
			clients.kill();
			await server.stop();
			await database.close();
			await services.stop();
		}
	},
};

/** Accounts, instruments and people enough, and an order of each account for its events. */
async function prepare(database: TestDatabase, authSecret: string) {
	const client = await connectAdmin(database.adminUrl);
	const ids = async (sql: string): Promise<number[]> => (await client.query<{ id: number }>(sql)).rows.map(({ id }) => id);
	await client.query(`INSERT INTO tenant_aurora.accounts (name, mode, currency, currency_digits, server, login, limits)
		SELECT 'Bench ' || n, 'NETTING', 'USD', 2, 'bench', n, '{}' FROM generate_series(1, ${accountCount}) n`);
	await client.query(`INSERT INTO tenant_aurora.instruments (symbol, description, price_digits, qty_digits, contract_size, base_currency, quote_currency)
		SELECT 'BENCH' || n, 'Bench', 5, 2, 100000, 'EUR', 'USD' FROM generate_series(1, ${instrumentCount}) n`);
	const accounts = await ids("SELECT id FROM tenant_aurora.accounts WHERE server = 'bench' ORDER BY id");
	const instruments = await ids("SELECT id FROM tenant_aurora.instruments WHERE symbol LIKE 'BENCH%' ORDER BY id");
	await client.query(`INSERT INTO tenant_aurora.orders (id, account_id, instrument_id, instrument_id_asked, client_order_id, side, type, tif, qty, position_ticket, life, pending, filled_qty,
		filled_notional, reserved_qty, venue_order_ticket, principal_id, session_id, investment_decider_id, execution_decider_id, account_seq, created_at, updated_at)
		SELECT 900000 + a.id, a.id, i.id, i.id, 'bench', 'BUY', 'LIMIT', 'GTC', 100, 0, 'ACCEPTED', 'NONE', 0, 0, 100, 0, 1, 1, 1, 1, 1, now(), now()
		FROM tenant_aurora.accounts a, (SELECT min(id) AS id FROM tenant_aurora.instruments) i WHERE a.server = 'bench'`);
	const tokens: string[] = [];
	for (let n = 0; n < people; n += 1) {
		const [userId = 0] = await ids(
			`INSERT INTO platform.users (email, name, password_hash) VALUES ('bench${n}@aurora.example', 'Bench', 'none') RETURNING id`,
		);
		await client.query(`INSERT INTO platform.memberships (tenant_id, user_id, role) VALUES (1, ${userId}, 'TRADER')`);
		const sessionId = await openTestSession(database.adminUrl, { userId, tenantId: 1 });
		tokens.push((await issueToken(authSecret, { userId, tenantId: 1, role: 'TRADER', sessionId }, { ttlSec: 3_600 })).token);
	}
	await client.end();
	return { accounts, instruments, tokens };
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const failure = z.object({ said: z.literal('failed'), why: z.string() });

/** Says something to the clients' process. @returns what it answers @throws where it failed or ended */
function say(child: ChildProcess, message: object): Promise<unknown> {
	return new Promise((done, failed) => {
		const gone = (): void => failed(new Error('the clients ended'));
		child.once('exit', gone);
		child.once('message', (answer) => {
			child.off('exit', gone);
			const failedWith = failure.safeParse(answer).data;
			if (failedWith === undefined) done(answer);
			else failed(new Error(failedWith.why));
		});
		child.send(message);
	});
}
