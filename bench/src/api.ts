import { randomUUID } from 'node:crypto';
import { issueToken } from '@meridian/auth';
import { connectAdmin, openTestSession, provisionTenant, standardTemplate } from '@meridian/db/testing';
import { endStack, startFresh } from '@meridian/e2e/stack';
import { until } from '@meridian/e2e/wait';
import { z } from 'zod';
import { quantileRows, round } from './figures.ts';
import { seeded } from './support/random.ts';
import type { Result } from './types.ts';

const tenants = z.coerce.number().int().min(2).max(2_000).default(1_000).parse(process.env.MERIDIAN_BENCH_TENANTS);
const seconds = z.coerce.number().int().min(5).max(600).default(30).parse(process.env.MERIDIAN_BENCH_SECONDS);
const ratePerSecond = 200;
const ordersEach = 200;
const warmSec = 5;

const kinds = ['orders', 'positions', 'placeOrder', 'accounts'] as const;
type Kind = (typeof kinds)[number];
type Tenant = { readonly token: string; readonly accountId: string; readonly instrumentId: string };

/** The API as integrators meet it, over many tenants at once. */
export const benchmark = {
	name: 'api',
	description: 'requests to one API process with a gateway behind it, each of another tenant',
	loadShape: `${tenants} tenants with ${ordersEach} orders each; ${ratePerSecond} requests/s by the clock (open loop) of tenants at random: first page of orders, positions, placeOrder and accounts by turns, over REST and GraphQL by turns; ${seconds} s after ${warmSec} s`,
	excludes:
		'terminals: none is connected, so that orders are decided, journalled and denied for the missing link. Any network but loopback; client, database, Redis and gateway run on the same cores. Time of the database is that of single statements, without the wait for a connection.',
	async run(): Promise<Result[]> {
		const stack = await startFresh('bench', { web: false, processes: ['gateway', 'api'], venue: 'none' });
		const outcome = { result: { state: 'fail' } };
		try {
			const known = await makeTenants(stack.env);
			const health = () => fetch(`${stack.urls.api}/health`).then(({ status }) => status === 200);
			await until('the gateway to know every tenant', health, 300_000);
			await load(stack.urls.api, { known, forSec: warmSec });
			const before = await metrics(stack.urls.api);
			const samples = await load(stack.urls.api, { known, forSec: seconds });
			const after = await metrics(stack.urls.api);
			const grown = (name: string): number => (after.get(name) ?? 0) - (before.get(name) ?? 0);
			const [asked, loaded] = [grown('directory_reads{what="asked"}'), grown('directory_reads{what="loaded"}')];
			outcome.result.state = 'pass';
			return [
				...kinds.flatMap((kind) => quantileRows(kind, { samples: samples.get(kind) ?? [], unit: 'ms', quantiles: [0.5, 0.95, 0.99] })),
				{
					case: 'requests',
					metric: 'answered',
					unit: '1/s',
					value: round([...samples.values()].reduce((sum, { length }) => sum + length, 0) / seconds),
				},
				{ case: 'database', metric: 'mean of a statement', unit: 'ms', value: round(grown('db_statement_ms') / grown('db_statements')) },
				{ case: 'database', metric: 'statements a request', unit: '', value: round(grown('db_statements') / (ratePerSecond * seconds)) },
				{ case: 'reference data', metric: 'from memory', unit: '%', value: round((1 - loaded / asked) * 100) },
			];
		} finally {
			await endStack(stack, outcome);
		}
	},
};

async function makeTenants(env: Readonly<Record<string, string>>): Promise<readonly Tenant[]> {
	const adminUrl = env.DATABASE_ADMIN_URL ?? '';
	const client = await connectAdmin(adminUrl);
	const known: Tenant[] = [];
	for (let n = 0; n < tenants; n += 1) {
		const slug = `bench${n}`;
		const template = standardTemplate({ slug, name: `Bench ${n}`, baseCurrency: 'USD' });
		const { tenantId } = await provisionTenant(adminUrl, template);
		const made = await client.query<{ id: number }>(
			`INSERT INTO tenant_${slug}.accounts (name, mode, currency, currency_digits, server, login, limits) SELECT 'Bench', 'NETTING', 'USD', 2, 'bench', ${n + 1}, limits FROM tenant_aurora.accounts LIMIT 1 RETURNING id`,
		);
		const accountId = made.rows[0]?.id ?? 0;
		await client.query(`INSERT INTO tenant_${slug}.orders (id, account_id, instrument_id, instrument_id_asked, client_order_id, side, type, tif, qty, position_ticket, life, pending, filled_qty, filled_notional,
			reserved_qty, venue_order_ticket, principal_id, session_id, investment_decider_id, execution_decider_id, account_seq, created_at, updated_at)
			SELECT n, ${accountId}, 1, 1, 'bench-' || n, 'BUY', 'LIMIT', 'GTC', 100, 0, 'FILLED', 'NONE', 100, 0, 0, 0, 1, 1, 1, 1, n, now() - n * interval '1 second', now() FROM generate_series(1, ${ordersEach}) n`);
		await client.query(`INSERT INTO tenant_${slug}.positions (account_id, position_ticket, instrument_id, side, qty, open_notional, sl, tp, realised_minor, swap_minor, account_seq, opened_at, updated_at)
			SELECT ${accountId}, n, n, 'BUY', 100, 11000000, 0, 0, 0, 0, n, now(), now() FROM generate_series(1, 5) n`);
		const user = await client.query<{ id: number }>(
			`INSERT INTO platform.users (email, name, password_hash) VALUES ('${slug}@bench.example', 'Bench', 'none') RETURNING id`,
		);
		const userId = user.rows[0]?.id ?? 0;
		await client.query(`INSERT INTO platform.memberships (tenant_id, user_id, role) VALUES (${tenantId}, ${userId}, 'TRADER')`);
		await client.query(`UPDATE platform.tenants SET config_version = config_version + 1 WHERE id = ${tenantId}`);
		const sessionId = await openTestSession(adminUrl, { userId, tenantId });
		const { token } = await issueToken(env.AUTH_SECRET ?? '', { userId, tenantId, role: 'TRADER', sessionId }, { ttlSec: 7_200 });
		known.push({ token, accountId: idOf('Account', accountId), instrumentId: idOf('Instrument', 1) });
	}
	await client.end();
	return known;
}
const idOf = (type: string, id: number): string => Buffer.from(`${type}:${id}`).toString('base64');

/** Requests by the clock, whatever their answers take. @returns how long each took, by kind */
async function load(
	url: string,
	input: { readonly known: readonly Tenant[]; readonly forSec: number },
): Promise<ReadonlyMap<Kind, number[]>> {
	const random = seeded(11);
	const samples = new Map<Kind, number[]>(kinds.map((kind) => [kind, []]));
	const running: Promise<unknown>[] = [];
	const failures: string[] = [];
	const beginMs = performance.now();
	for (let n = 0; n < input.forSec * ratePerSecond; n += 1) {
		const dueMs = beginMs + (n * 1_000) / ratePerSecond;
		const waitMs = dueMs - performance.now();
		if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
		const kind = kinds[n % kinds.length] ?? 'orders';
		const tenant = input.known[random.below(input.known.length)];
		if (tenant === undefined) throw new Error('there is no tenant');
		const ask = Math.floor(n / kinds.length) % 2 === 0 ? rest : graphql;
		// From when it was due: a queue before the request is part of what its sender waits for.
		const done = (): void => void samples.get(kind)?.push(performance.now() - dueMs);
		running.push(
			ask(url, { kind, tenant }).then(done, (error: unknown) =>
				failures.push(String(error instanceof Error ? (error.cause ?? error) : error)),
			),
		);
	}
	await Promise.all(running);
	if (failures.length > 0) process.stderr.write(`${failures.length} requests got no answer, e.g. ${failures[0]}\n`);
	return samples;
}

type Ask = { readonly kind: Kind; readonly tenant: Tenant };
const order = ({ tenant: { accountId, instrumentId } }: Ask) => ({
	accountId,
	instrumentId,
	clientOrderId: randomUUID(),
	side: 'BUY',
	type: 'LIMIT',
	quantity: '0.10',
	price: '1.00000',
});

async function rest(url: string, ask: Ask): Promise<void> {
	const isOrder = ask.kind === 'placeOrder';
	const response = await fetch(`${url}/v1/${isOrder ? 'orders' : ask.kind}`, {
		method: isOrder ? 'POST' : 'GET',
		headers: { authorization: `Bearer ${ask.tenant.token}`, 'content-type': 'application/json' },
		...(isOrder ? { body: JSON.stringify(order(ask)) } : {}),
	});
	const text = await response.text();
	if (response.status !== (isOrder ? 422 : 200)) throw new Error(`${ask.kind}: ${response.status} ${text}`);
}

const queries = {
	orders:
		'{ orders { edges { node { id clientOrderId side type life quantity filledQuantity instrument { symbol } } } pageInfo { endCursor } } }',
	positions: '{ positions { ticket side quantity averagePrice instrument { symbol } } }',
	placeOrder: 'mutation($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename ... on UserError { code message } } }',
	accounts: '{ accounts { id name currency balance equity } instruments { id symbol } }',
} as const satisfies Record<Kind, string>;

async function graphql(url: string, ask: Ask): Promise<void> {
	const response = await fetch(`${url}/graphql`, {
		method: 'POST',
		headers: { authorization: `Bearer ${ask.tenant.token}`, 'content-type': 'application/json' },
		body: JSON.stringify({ query: queries[ask.kind], variables: ask.kind === 'placeOrder' ? { input: order(ask) } : {} }),
	});
	const text = await response.text();
	if (response.status !== 200 || text.includes('"errors"') || (ask.kind === 'placeOrder' && !text.includes('OrderDenied')))
		throw new Error(`${ask.kind}: ${response.status} ${text}`);
}

async function metrics(url: string): Promise<ReadonlyMap<string, number>> {
	const text = await (await fetch(`${url}/metrics`)).text();
	return new Map(
		[...text.matchAll(/^(?:meridian_)?(?:api_)?(\w+(?:\{what="\w+"\})?)(?:\{[^}]*\})? ([\d.e+-]+)$/gm)].map(([, name = '', value = '']) => [
			name,
			Number(value),
		]),
	);
}
