import { randomUUID } from 'node:crypto';
import { connectAdmin, recordSql, type SqlRecorder } from '@meridian/db/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startTestApi, type TestApi } from './support.ts';

const idOf = (type: string, id: number) => Buffer.from(`${type}:${id}`).toString('base64');
const slugs = ['aurora', 'borealis'] as const;
const ordersEach = 40;
const studiesEach = 30;

const node = z.object({ clientOrderId: z.string(), account: z.object({ __typename: z.string(), id: z.string() }) });
const page = z.object({ data: z.object({ orders: z.object({ edges: z.array(z.object({ node })) }) }) });

/** Aurora and Borealis have rows with the same ids: what is looked up together must not be mixed. */
describe('look-ups of an answer', () => {
	let it: TestApi;
	let recorder: SqlRecorder;
	const tokens = new Map<string, string>();

	beforeAll(async () => {
		recorder = recordSql();
		it = await startTestApi({ redisDb: 5 });
		const client = await connectAdmin(it.database.adminUrl);
		for (const slug of slugs) {
			const trader = `(SELECT id FROM platform.users WHERE email = 'trader@${slug}.example')`;
			await client.query(`INSERT INTO tenant_${slug}.orders (id, account_id, instrument_id, instrument_id_asked, client_order_id, side, type, tif, qty, position_ticket, life,
				pending, filled_qty, filled_notional, reserved_qty, venue_order_ticket, principal_id, session_id, investment_decider_id, execution_decider_id, account_seq, created_at, updated_at)
				SELECT n, 1 + n % 2, 1 + n % 3, 1, '${slug}-' || n, 'BUY', 'LIMIT', 'GTC', 100, 0, 'FILLED', 'NONE', 100, 0, 0, 0, ${trader}, 1, 1, 1, n, now() - n * interval '1 second', now()
				FROM generate_series(1, ${ordersEach}) n`);
			await client.query(`INSERT INTO tenant_${slug}.ml_jobs (id, kind, status, request, created_by, created_at)
				SELECT '00000000-0000-4000-8000-' || lpad(n::text, 12, '0'), 'STUDY', 'DONE', '{}', 1, now() - n * interval '1 second' FROM generate_series(1, ${studiesEach}) n`);
			await client.query(`INSERT INTO tenant_${slug}.ml_trials (job_id, number, point, status, loss, curve)
				SELECT id, k, '{}', 'DONE', ${slug === 'aurora' ? 1 : 2}, '[]' FROM tenant_${slug}.ml_jobs, generate_series(1, 3) k`);
			const query = 'mutation($input: LoginInput!) { login(input: $input) { __typename ... on LoginSuccess { token } } }';
			const answer = await it.act(query, { variables: { input: { email: `trader@${slug}.example`, password: it.database.password } } });
			tokens.set(slug, z.looseObject({ token: z.string() }).parse(answer).token);
		}
		await client.end();
		// What is believed for a while is read once before anything is counted.
		for (const slug of slugs) await ask(slug, '{ accounts { id } instruments { id } }');
	}, 240_000);
	afterAll(async () => {
		recorder?.stop();
		await it?.close();
	});

	async function ask(slug: string, query: string) {
		const name = `count-${randomUUID()}`;
		const response = await fetch(`${it.url}/graphql`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens.get(slug)}`, 'x-correlation-id': name },
			body: JSON.stringify({ query }),
		});
		const text = await response.text();
		expect(text).not.toContain('"errors"');
		const own = recorder.of(name).filter((sql) => !sql.startsWith('SET ROLE'));
		return { text, statements: own.filter((sql) => sql.includes(`tenant_${slug}`)), all: own };
	}
	const aliased = (count: number, field: (n: number) => string) =>
		`{ ${Array.from({ length: count }, (_, n) => `f${n}: ${field(n + 1)}`).join(' ')} }`;

	test('orders with instrument and account ask as much for one row as for forty', async () => {
		const query = (first: number) =>
			`{ orders(first: ${first}) { edges { node { clientOrderId instrument { symbol } account { name equity unrealisedPnl } } } } }`;
		const [one, many] = [await ask('aurora', query(1)), await ask('aurora', query(ordersEach))];
		expect(many.text.match(/aurora-\d+/g)).toHaveLength(ordersEach);
		// Orders, accounts, positions: instruments are known.
		expect([one.statements.length, many.statements.length]).toEqual([3, 3]);
	});

	test('an account’s id alone is in the row, over both doors; with another field it is looked up, and is the same', async () => {
		for (const slug of slugs) {
			const rows = (fields: string) => `{ orders(first: ${ordersEach}) { edges { node { clientOrderId account { ${fields} } } } } }`;
			const [alone, whole] = [await ask(slug, rows('__typename id')), await ask(slug, rows('__typename id name'))];
			expect([alone.statements.length, whole.statements.length]).toEqual([1, 2]);
			const read = (text: string) => page.parse(JSON.parse(text)).data.orders.edges.map(({ node }) => node);
			const wanted = Array.from({ length: ordersEach }, (_, n) => ({
				clientOrderId: `${slug}-${n + 1}`,
				account: { __typename: 'Account', id: idOf('Account', 1 + ((n + 1) % 2)) },
			}));
			expect(read(alone.text)).toEqual(wanted);
			expect(read(whole.text)).toEqual(wanted);
			const response = await fetch(`${it.url}/v1/orders?first=${ordersEach}`, { headers: { authorization: `Bearer ${tokens.get(slug)}` } });
			const { items } = z.object({ items: z.array(z.looseObject({ accountId: z.string() })) }).parse(await response.json());
			expect(items.map(({ accountId }) => accountId)).toEqual(wanted.map(({ account }) => account.id));
		}
	});

	test('fifteen objects by id are one statement', async () => {
		const { text, statements } = await ask(
			'aurora',
			aliased(15, (n) => `node(id: "${idOf('Order', n)}") { ... on Order { clientOrderId } }`),
		);
		expect(text.match(/aurora-\d+/g)).toHaveLength(15);
		expect(statements).toHaveLength(1);
	});

	test('the people behind many orders are one statement', async () => {
		const history = (count: number) =>
			ask(
				'aurora',
				aliased(count, (n) => `orderHistory(orderId: "${idOf('Order', n)}") { placedBy }`),
			);
		const few = await history(1);
		const many = await history(5);
		expect(many.text.match(/Aurora Trader/g)).toHaveLength(5);
		const people = (all: readonly string[]) => all.filter((sql) => sql.includes('"memberships"'));
		expect([people(few.all).length, people(many.all).length]).toEqual([1, 1]);
	});

	test('the trials of thirty studies are one statement', async () => {
		const { text, statements } = await ask('aurora', '{ trainingJobs { jobId trials { number loss } } }');
		expect(text.match(/"number"/g)).toHaveLength(studiesEach * 3);
		expect(statements.map((sql) => sql.includes('"ml_trials"'))).toEqual([false, true]);
	});

	test('many requests of two tenants at the same moment, with the same ids, get their own', async () => {
		const query = `{ trainingJobs(first: 3) { trials { loss } } ${Array.from({ length: 10 }, (_, n) => `o${n}: node(id: "${idOf('Order', n + 1)}") { ... on Order { clientOrderId account { name } } }`).join(' ')} }`;
		const asked = Array.from({ length: 60 }, (_, n) => slugs[n % 2] ?? 'aurora');
		const answers = await Promise.all(asked.map((slug) => ask(slug, query)));
		for (const [n, { text, all }] of answers.entries()) {
			const [mine, other] = asked[n] === 'aurora' ? ['aurora', 'borealis'] : ['borealis', 'aurora'];
			expect(text.match(/\w+-\d+(?=")/g)).toEqual(Array.from({ length: 10 }, (_, at) => `${mine}-${at + 1}`));
			expect(new Set(text.match(/"loss":\d/g))).toEqual(new Set([mine === 'aurora' ? '"loss":1' : '"loss":2']));
			expect(all.filter((sql) => sql.includes(`tenant_${other}`))).toEqual([]);
		}
	});
}, 240_000);
