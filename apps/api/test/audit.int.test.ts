import { issueToken } from '@meridian/auth';
import { createDb, type Db } from '@meridian/db';
import { openTestSession } from '@meridian/db/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { encodeId } from '../src/graphql/ids.ts';
import { startTestApi, type TestApi } from './support.ts';

const lineShape = z.object({ at: z.string(), action: z.string(), personName: z.string().nullable(), detail: z.string() });
const changeShape = z.object({
	placedBy: z.string(),
	decidedBy: z.string().nullable(),
	order: z.object({ orderId: z.string(), seq: z.string(), life: z.string(), account: z.object({ name: z.string() }) }),
});
const pageShape = z.object({
	list: z.object({
		edges: z.array(z.object({ node: z.unknown() })),
		pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
	}),
});
const at = new Date(1_700_000_000_000);
const slugs = ['aurora', 'borealis'] as const;

describe('the audit', () => {
	let it: TestApi;
	let db: Db;
	const tokens = new Map<string, string>();
	const users = new Map<string, number>();
	const tenants = new Map<string, number>();

	/** As after a log-in, without the price of a password's hash. */
	async function tokenOf(email: string, tenantId: number): Promise<string> {
		const { userId, role } = await db.platform.membership.findFirstOrThrow({ where: { tenantId, user: { email } } });
		users.set(email, userId);
		const sessionId = await openTestSession(it.database.adminUrl, { userId, tenantId });
		return (await issueToken(it.env.authSecret, { userId, tenantId, role, sessionId }, { ttlSec: 900 })).token;
	}
	/** Lines of an earlier day, all of one moment. */
	const addLines = (slug: string, actions: readonly string[]) =>
		db.platform.adminAudit.createMany({
			data: actions.map((action) => ({
				...{ tenantId: tenants.get(slug) ?? 0, userId: idOf(`risk@${slug}.example`), action, at },
				...{ detail: { of: slug }, correlationId: `c-${slug}` },
			})),
		});
	const token = (email: string): string => tokens.get(email) ?? '';
	const idOf = (email: string): number => users.get(email) ?? 0;

	/** An order with three states, all at the same moment, in each of two accounts; the same ids and sequences in every tenant. */
	async function addOrders(slug: string): Promise<void> {
		const own = db.forTenant(tenants.get(slug) ?? 0);
		const accounts = await own.account.findMany({ orderBy: { id: 'asc' }, take: 2 });
		for (const [n, account] of accounts.entries()) {
			const id = BigInt(9_000_001 + n);
			const state = { qty: 10n, pending: 'NONE', filledQty: 0n, filledNotional: 0n, reservedQty: 0n, venueOrderTicket: 0, retcode: 0 };
			await own.order.create({
				data: {
					...{ ...state, id, accountId: account.id, instrumentIdAsked: 1, clientOrderId: `${slug}-${n}`, side: 'BUY', type: 'LIMIT' },
					...{ tif: 'GTC', positionTicket: 0, life: 'DENIED', principalId: idOf(`trader@${slug}.example`), sessionId: 1 },
					...{ investmentDeciderId: 1, executionDeciderId: 1, accountSeq: 8_003n, createdAt: at, updatedAt: at },
				},
			});
			await own.orderEvent.createMany({
				data: (['SUBMITTED', 'HELD', 'DENIED'] as const).map((life, step) => ({
					...{ ...state, accountId: account.id, accountSeq: 8_001n + BigInt(step), orderId: id, life, at },
					decidedById: step === 2 ? idOf(`risk@${slug}.example`) : 0,
				})),
			});
		}
	}

	beforeAll(async () => {
		it = await startTestApi({ redisDb: 11 });
		db = createDb({ url: it.database.url });
		for (const slug of slugs) {
			const { id } = await db.platform.tenant.findFirstOrThrow({ where: { slug } });
			tenants.set(slug, id);
			for (const who of ['admin', 'trader', 'risk']) tokens.set(`${who}@${slug}.example`, await tokenOf(`${who}@${slug}.example`, id));
			await addOrders(slug);
			await addLines(slug, ['BREAK_RESOLVED', 'TENANT_HALTED', 'TENANT_RESUMED']);
		}
	}, 240_000);
	afterAll(async () => {
		await db?.close();
		await it?.close();
	});

	async function walk<T>(
		field: string,
		input: { token: string; node: z.ZodType<T>; fields: string; args: string; first: number },
	): Promise<T[]> {
		const found: T[] = [];
		for (let after: string | null = null, more = true; more; ) {
			const query = `query($after: String) { list: ${field}(first: ${input.first}, after: $after${input.args}) { edges { node { ${input.fields} } } pageInfo { hasNextPage endCursor } } }`;
			const { data, errors } = await it.ask(query, { token: input.token, variables: { after } });
			if (errors) throw new Error(errors[0]?.extensions.code);
			const { list }: z.infer<typeof pageShape> = pageShape.parse(data);
			found.push(...list.edges.map(({ node }) => input.node.parse(node)));
			after = list.pageInfo.endCursor;
			more = list.pageInfo.hasNextPage;
		}
		return found;
	}
	const acts = (email: string, args = '', first = 200) =>
		walk('adminAudit', { token: token(email), node: lineShape, fields: 'at action personName detail', args, first });
	const changes = (email: string, args = '', first = 200) =>
		walk('orderAudit', {
			...{ token: token(email), node: changeShape, args, first },
			fields: 'placedBy decidedBy order { orderId seq life account { name } }',
		});

	test('is searched by person, by act, by what is written in it and by time; names are told of one’s own people', async () => {
		const admin = 'admin@aurora.example';
		const person = (email: string): string => `, personId: "${encodeId('Person', idOf(email))}"`;
		await it.act('mutation { invitePerson(input: { email: "Found.Me@aurora.example", role: QUANT }) { __typename } }', {
			token: token(admin),
		});
		const all = await acts(admin);
		expect(all.length).toBeGreaterThan(3);
		const byPerson = await acts(admin, person('risk@aurora.example'));
		expect(byPerson.map(({ action }) => action)).toEqual(['TENANT_RESUMED', 'TENANT_HALTED', 'BREAK_RESOLVED']);
		expect(byPerson[0]?.personName).toBe((await db.platform.user.findFirst({ where: { email: 'risk@aurora.example' } }))?.name);
		expect((await acts(admin, ', actions: ["PERSON_INVITED", "LOGIN"]')).map(({ action }) => action)).toEqual(['PERSON_INVITED']);
		expect((await acts(admin, ', text: "FOUND.me"')).map(({ action }) => action)).toEqual(['PERSON_INVITED']);
		expect(await acts(admin, ', text: "100%_\\\\"')).toEqual([]);
		const newest = all[0]?.at ?? '';
		expect(await acts(admin, `, to: "${at.toISOString()}"`)).toEqual([]);
		expect(await acts(admin, `, to: "${new Date(at.getTime() + 1).toISOString()}"`)).toEqual(byPerson);
		expect((await acts(admin, `, from: "${newest}"`))[0]).toEqual(all[0]);
		expect(await acts(admin, '', 2)).toEqual(all);
		// A person of another tenant has done nothing here.
		expect(await acts(admin, person('admin@borealis.example'))).toEqual([]);
		expect(await acts(admin, ', personId: "nonsense"')).toEqual([]);
		expect(JSON.stringify(await acts('admin@borealis.example'))).not.toContain('aurora');
		await expect(acts(admin, `, text: "${'x'.repeat(101)}"`)).rejects.toThrow('INVALID_INPUT');
	});

	test('tells every state of every order once, though they share a moment and other tenants have the same ids', async () => {
		for (const slug of slugs) {
			const all = await changes(`risk@${slug}.example`);
			expect(all).toHaveLength(6);
			expect(await changes(`risk@${slug}.example`, '', 1)).toEqual(all);
			expect(new Set(all.map(({ order }) => `${order.account.name} ${order.seq}`)).size).toBe(6);
			expect(all.map(({ order }) => order.life)).toEqual(['DENIED', 'HELD', 'SUBMITTED', 'DENIED', 'HELD', 'SUBMITTED']);
			const names = await db.platform.user.findMany({ where: { email: { in: [`trader@${slug}.example`, `risk@${slug}.example`] } } });
			const nameOf = (who: string) => names.find(({ email }) => email.startsWith(who))?.name ?? null;
			expect(all[0]).toMatchObject({ placedBy: nameOf('trader'), decidedBy: nameOf('risk') });
			expect(all[1]).toMatchObject({ placedBy: nameOf('trader'), decidedBy: null });
		}
	});

	test('narrows the states of orders by who placed or decided, by account, by state and by time', async () => {
		const risk = 'risk@aurora.example';
		const person = (email: string): string => `, personId: "${encodeId('Person', idOf(email))}"`;
		expect(await changes(risk, person('trader@aurora.example'))).toHaveLength(6);
		expect((await changes(risk, person(risk))).map(({ order }) => order.life)).toEqual(['DENIED', 'DENIED']);
		expect(await changes(risk, person('trader@borealis.example'))).toEqual([]);
		expect(await changes(risk, ', lives: [HELD]')).toHaveLength(2);
		const [account] = await db.forTenant(tenants.get('aurora') ?? 0).account.findMany({ orderBy: { id: 'asc' }, take: 1 });
		expect(await changes(risk, `, accountId: "${encodeId('Account', account?.id ?? 0)}"`)).toHaveLength(3);
		const moment = at.toISOString();
		expect([(await changes(risk, `, to: "${moment}"`)).length, (await changes(risk, `, from: "${moment}"`)).length]).toEqual([0, 6]);
	});

	test('is for those who may read it', async () => {
		for (const ask of [acts, changes]) await expect(ask('trader@aurora.example')).rejects.toThrow('FORBIDDEN');
		const choices = '{ auditChoices { actions people { name email } } }';
		expect((await it.ask(choices, { token: token('trader@aurora.example') })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
		const { data } = await it.ask(choices, { token: token('risk@borealis.example') });
		expect(JSON.stringify(data)).toContain('trader@borealis.example');
		expect(JSON.stringify(data)).not.toContain('aurora');
	});

	test('tells how an organisation changed its face; it can be taken back, and no other organisation looks different', async () => {
		const change = (email: string, input: string) =>
			it.act(
				`mutation { changeOrganisation(input: ${input}) { __typename ... on OrganisationChanged { tenant { displayName accentColour features { name enabled } } } ... on UserError { code path } } }`,
				{ token: token(email) },
			);
		const admin = 'admin@aurora.example';
		const off = { name: 'ONE_CLICK_TRADING', enabled: false };
		expect(
			await change(admin, '{ displayName: " Aurora ", accentColour: "#8A1FD1", features: [{ name: ONE_CLICK_TRADING, enabled: false }] }'),
		).toMatchObject({ tenant: { displayName: 'Aurora', accentColour: '#8a1fd1', features: expect.arrayContaining([off]) } });
		expect(await change(admin, '{ accentColour: "red;} body{}" }')).toMatchObject({
			code: 'INVALID_INPUT',
			path: ['input', 'accentColour'],
		});
		expect(await change(admin, `{ displayName: "${'x'.repeat(81)}" }`)).toMatchObject({ path: ['input', 'displayName'] });
		expect(await change('trader@aurora.example', '{ displayName: "Mine" }')).toMatchObject({ code: 'FORBIDDEN' });
		// What is not named stays, and so does what an operator set.
		await db.platform.$executeRaw`UPDATE platform.tenants SET settings = settings || '{"timeZone":"Europe/Zurich"}' WHERE slug = 'aurora'`;
		expect(await change(admin, '{ accentColour: "" }')).toMatchObject({
			tenant: { displayName: 'Aurora', accentColour: null, features: expect.arrayContaining([off]) },
		});
		expect((await db.platform.tenant.findFirstOrThrow({ where: { slug: 'aurora' } })).settings).toMatchObject({
			...{ timeZone: 'Europe/Zurich', displayName: 'Aurora', flags: { 'one-click-trading': false } },
		});
		const { data } = await it.ask('{ tenant { displayName accentColour features { name enabled } } }', {
			token: token('admin@borealis.example'),
		});
		expect(JSON.stringify(data)).not.toMatch(/Aurora|8a1fd1|false/);
		expect((await acts(admin, ', actions: ["TENANT_CONFIGURED"]')).length).toBe(2);
	});
});
