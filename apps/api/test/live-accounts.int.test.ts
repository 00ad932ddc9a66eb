import { setTimeout as pause } from 'node:timers/promises';
import { issueToken, type Role } from '@meridian/auth';
import { openTestSession } from '@meridian/db/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { type Asked, dataOf, globalId, LiveRig, liveTemplate } from './live-rig.ts';
import type { TestApi } from './support.ts';

const accountsAsked = (id?: number) => ({
	query:
		'subscription($id: ID) { accounts(accountId: $id) { name seq balance equity margin freeMargin marginLevel unrealisedPnl link reconciled tradeAllowed } }',
	variables: { id: id === undefined ? null : globalId('Account', id) },
});
const riskAsked = (id?: number) => ({
	query:
		'subscription($id: ID) { risk(accountId: $id) { exposure { currency currencies { currency net gross } groups { level name net } } limits { level name limits { name value used } } halts { level name halted changedBy } } }',
	variables: { id: id === undefined ? null : globalId('Account', id) },
});
const positionsAsked = { query: 'subscription { positionNews { unrealisedPnl position { ticket quantity } } }', variables: {} };
const positionsHeard = z.object({
	positionNews: z.array(
		z.object({ unrealisedPnl: z.string().nullable(), position: z.object({ ticket: z.string(), quantity: z.string() }).nullable() }),
	),
});
const accountsHeard = z.object({
	accounts: z.array(
		z.object({
			...{ name: z.string(), seq: z.string(), balance: z.string(), equity: z.string().nullable(), margin: z.string().nullable() },
			...{ freeMargin: z.string().nullable(), marginLevel: z.string().nullable(), unrealisedPnl: z.string().nullable() },
			...{ link: z.boolean(), reconciled: z.boolean(), tradeAllowed: z.boolean() },
		}),
	),
});
const riskHeard = z.object({
	risk: z.object({
		exposure: z.object({
			currency: z.string(),
			currencies: z.array(z.object({ currency: z.string(), net: z.string(), gross: z.string() })),
			groups: z.array(z.object({ level: z.string(), name: z.string(), net: z.string().nullable() })),
		}),
		limits: z.array(
			z.object({
				...{ level: z.string(), name: z.string() },
				limits: z.array(z.object({ name: z.string(), value: z.string().nullable(), used: z.string().nullable() })),
			}),
		),
		halts: z.array(z.object({ level: z.string(), name: z.string(), halted: z.boolean(), changedBy: z.string().nullable() })),
	}),
});
type Risk = z.infer<typeof riskHeard>['risk'];
const usedOf = ({ limits }: Risk, at: { readonly level: string; readonly name: string; readonly limit: string }): string | null =>
	limits.find(({ level, name }) => level === at.level && name === at.name)?.limits.find(({ name }) => name === at.limit)?.used ?? null;
const netOf = ({ exposure }: Risk, level: string): string | null => exposure.groups.find((group) => group.level === level)?.net ?? null;

/** Prices and balances of each are of a range of their own: `n`. */
type Tenant = { readonly tenantId: number; readonly slug: string; readonly n: number };
/** The first tenant has one account more than the others. */
const template = (slug: string) =>
	liveTemplate(slug, {
		instrument: { symbol: 'USDEUR', baseCurrency: 'USD', quoteCurrency: 'EUR' },
		accounts: ['one', 'two', ...(slug === 'worthx' ? ['three'] : [])].map((name) => `${slug} ${name}`),
	});

describe('accounts, positions and risk, live, of many tenants', () => {
	let rig: LiveRig;
	let it: TestApi;
	const tenants: Tenant[] = [];
	const sql: LiveRig['sql'] = (text, values) => rig.sql(text, values);

	beforeAll(async () => {
		rig = await LiveRig.start({ redisDb: 7, firstTenantId: 400, prefix: 'worth' });
		it = rig.it;
		for (const [index, letter] of ['x', 'y', 'z'].entries()) {
			const [slug, n] = [`worth${letter}`, index + 1];
			const tenantId = await rig.tenant(template(slug));
			tenants.push({ tenantId, slug, n });
			await sql(
				`UPDATE tenant_${slug}.accounts SET balance_minor = ${n * 10_000_000}, equity_minor = 1, margin_minor = ${n * 1_000_000}, last_seq = 1`,
			);
			// A lot, bought at 1.00000: each point is worth one euro.
			await sql(`INSERT INTO tenant_${slug}.positions (account_id, position_ticket, instrument_id, side, qty, open_notional, sl, tp, realised_minor, swap_minor, account_seq, opened_at, updated_at)
				VALUES (1, 9, 1, 'BUY', 100, 10000000, 0, 0, 0, 0, 1, now(), now())`);
			await quote({ tenantId, slug, n }, 0);
		}
	}, 120_000);
	afterEach(() => rig.hangUp());
	afterAll(() => rig?.close());

	const person = async ({ tenantId }: Pick<Tenant, 'tenantId'>, role: Role): Promise<string> => (await rig.person(tenantId, role)).token;
	/** What comes, in order and as it comes. */
	const listen = async <T>(token: string, input: { readonly asked: Asked; readonly shape: z.ZodType<T> }) => {
		const heard: { readonly said: T; readonly text: string; readonly atMs: number }[] = [];
		await rig.listen(token, input.asked, {
			onMessage: (message) => {
				const data = dataOf(message);
				heard.push({ said: input.shape.parse(data), text: JSON.stringify(data), atMs: performance.now() });
			},
		});
		return { heard };
	};
	/** Who joins a shared stream may be told twice where things stand. */
	const told = <One extends { readonly text: string }>({ heard }: { readonly heard: readonly One[] }): One[] =>
		heard.filter(({ text }, at) => at === 0 || text !== heard[0]?.text);
	const accountsOf = async (tenant: Tenant, given: { readonly role?: Role; readonly id?: number } = {}) =>
		listen(await person(tenant, given.role ?? 'TRADER'), { asked: accountsAsked(given.id), shape: accountsHeard });
	const riskOf = async (tenant: Tenant, given: { readonly role?: Role; readonly id?: number } = {}) =>
		listen(await person(tenant, given.role ?? 'RISK_OFFICER'), { asked: riskAsked(given.id), shape: riskHeard });
	/** So many points above what its position was bought at. */
	const points = ({ n }: Tenant, tick: number): number => n * 1_000 + tick;
	const quote = (tenant: Tenant, tick: number) => rig.quote(tenant.tenantId, 100_000 + points(tenant, tick));
	const wake = ({ tenantId }: Tenant, accountId: number) => rig.wake(tenantId, { accountId, seq: 2 });
	const first = (): Tenant => {
		const [tenant] = tenants;
		if (tenant === undefined) throw new Error('there are tenants');
		return tenant;
	};
	const isOthers = (tenant: Tenant, text: string): boolean => tenants.some(({ slug }) => slug !== tenant.slug && text.includes(slug));

	test('accounts come whole at first, then those that a quote moved; a neighbour’s with the same ids never do', async () => {
		const listeners = await Promise.all(
			tenants.flatMap((tenant) =>
				(['TRADER', 'READ_ONLY'] as const).flatMap((role) => [1, 2].map(async () => ({ tenant, ...(await accountsOf(tenant, { role })) }))),
			),
		);
		const names = ({ heard }: (typeof listeners)[number], at: number) => heard.at(at)?.said.accounts.map(({ name }) => name);
		await vi.waitFor(() => {
			for (const { heard } of listeners) expect(heard.length).toBeGreaterThan(0);
		});
		for (const listener of listeners) {
			const { slug, n } = listener.tenant;
			expect(names(listener, 0)).toEqual([`${slug} one`, `${slug} two`, ...(slug === 'worthx' ? [`${slug} three`] : [])]);
			const [one, two] = listener.heard[0]?.said.accounts ?? [];
			const equity = n * 100_000 + points(listener.tenant, 0);
			expect(one).toMatchObject({
				...{ balance: `${n * 100_000}.00`, equity: `${equity}.00`, unrealisedPnl: `${points(listener.tenant, 0)}.00`, link: false },
				...{ margin: `${n * 10_000}.00`, freeMargin: `${equity - n * 10_000}.00`, marginLevel: ((equity / (n * 10_000)) * 100).toFixed(2) },
			});
			expect(two).toMatchObject({ balance: `${n * 100_000}.00`, equity: `${n * 100_000}.00`, unrealisedPnl: '0.00' });
		}
		for (let tick = 1; tick <= 5; tick += 1) {
			await Promise.all(tenants.map((tenant) => quote(tenant, tick)));
			await vi.waitFor(() => {
				for (const { tenant, heard } of listeners)
					expect(heard.at(-1)?.said.accounts[0]?.equity).toBe(`${tenant.n * 100_000 + points(tenant, tick)}.00`);
			});
			for (const listener of listeners) expect(names(listener, -1)).toEqual([`${listener.tenant.slug} one`]);
		}
		for (const { tenant, heard } of listeners) for (const { text } of heard) expect(isOthers(tenant, text)).toBe(false);
	});

	test('link, balance and swap arrive without a quote, and an account of which only the sequence moved is not told', async () => {
		const tenant = first();
		const [all, two] = await Promise.all([accountsOf(tenant), accountsOf(tenant, { id: 2 })]);
		const neighbours = await Promise.all(tenants.slice(1).map((other) => accountsOf(other)));
		await vi.waitFor(() => {
			for (const one of [all, two, ...neighbours]) expect(told(one)).toHaveLength(1);
		});
		expect(told(two)[0]?.said.accounts.map(({ name }) => name)).toEqual(['worthx two']);
		await sql(`UPDATE tenant_worthx.accounts SET last_seq = 2, link = id = 1`);
		await Promise.all([wake(tenant, 1), wake(tenant, 2)]);
		await vi.waitFor(() => expect(told(all)).toHaveLength(2));
		expect(told(all)[1]?.said.accounts).toMatchObject([{ name: 'worthx one', seq: '2', link: true }]);
		const before = Number(told(all)[1]?.said.accounts[0]?.equity);
		await sql('UPDATE tenant_worthx.accounts SET balance_minor = balance_minor + 12345 WHERE id = 1');
		await wake(tenant, 1);
		await vi.waitFor(() => expect(told(all)).toHaveLength(3));
		expect(Number(told(all)[2]?.said.accounts[0]?.equity)).toBeCloseTo(before + 123.45, 2);
		await sql('UPDATE tenant_worthx.positions SET swap_minor = -100 WHERE account_id = 1');
		await wake(tenant, 1);
		await vi.waitFor(() => expect(told(all)).toHaveLength(4));
		expect(Number(told(all)[3]?.said.accounts[0]?.equity)).toBeCloseTo(before + 122.45, 2);
		await sql('UPDATE tenant_worthx.accounts SET trade_allowed = true WHERE id = 2');
		await wake(tenant, 2);
		await vi.waitFor(() => expect([told(all).length, told(two).length]).toEqual([5, 2]));
		expect(told(two)[1]?.said.accounts).toMatchObject([{ name: 'worthx two', tradeAllowed: true }]);
		for (const one of neighbours) expect(told(one)).toHaveLength(1);
	});

	test('positions come whole at first, by a quote in few words, and whole again when a deal closed one', async () => {
		const listeners = await Promise.all(
			tenants.map(async (tenant) => ({
				tenant,
				...(await listen(await person(tenant, 'TRADER'), { asked: positionsAsked, shape: positionsHeard })),
			})),
		);
		await vi.waitFor(() => {
			for (const { heard } of listeners) expect(heard).toHaveLength(1);
		});
		for (const { heard } of listeners) expect(heard[0]?.said.positionNews).toMatchObject([{ position: { ticket: '9', quantity: '1.00' } }]);
		await Promise.all(tenants.map((tenant) => quote(tenant, 33)));
		await vi.waitFor(() => {
			for (const { heard } of listeners) expect(heard).toHaveLength(2);
		});
		for (const { tenant, heard } of listeners)
			expect(heard[1]?.said.positionNews).toEqual([{ unrealisedPnl: `${points(tenant, 33)}.00`, position: null }]);
		const [one, ...others] = listeners;
		if (one === undefined) throw new Error('there are listeners');
		await sql('UPDATE tenant_worthx.positions SET qty = 0, open_notional = 0, account_seq = 5 WHERE account_id = 1');
		await wake(one.tenant, 1);
		await vi.waitFor(() => expect(one.heard).toHaveLength(3));
		expect(one.heard[2]?.said.positionNews).toMatchObject([{ unrealisedPnl: '0.00', position: { ticket: '9', quantity: '0.00' } }]);
		await sql('UPDATE tenant_worthx.positions SET qty = 100, open_notional = 10000000, account_seq = 6 WHERE account_id = 1');
		await wake(one.tenant, 1);
		await vi.waitFor(() => expect(one.heard).toHaveLength(4));
		expect(one.heard[3]?.said.positionNews).toMatchObject([{ position: { ticket: '9', quantity: '1.00' } }]);
		for (const { heard } of others) expect(heard).toHaveLength(2);
	});

	test('risk comes whole at first, and whole again when a quote, an order or the switch changed it; a neighbour’s never does', async () => {
		const listeners = await Promise.all(tenants.map(async (tenant) => ({ tenant, ...(await riskOf(tenant)) })));
		await vi.waitFor(() => {
			for (const { heard } of listeners) expect(heard.length).toBeGreaterThan(0);
		});
		const place = ({ slug }: Tenant) => ({ level: 'ACCOUNT', name: `${slug} one` });
		for (const { tenant, heard } of listeners) {
			const risk = heard[0]?.said.risk;
			if (risk === undefined) throw new Error('it was told');
			expect(usedOf(risk, { ...place(tenant), limit: 'maxNetLots' })).toBe('1');
			expect(usedOf(risk, { ...place(tenant), limit: 'maxOpenOrders' })).toBe('0');
			expect(risk.halts).toContainEqual({ ...place(tenant), halted: false, changedBy: null });
			expect(risk.exposure.currencies.find(({ currency }) => currency === 'USD')).toEqual({
				currency: 'USD',
				net: '100000.00',
				gross: '100000.00',
			});
		}
		await Promise.all(tenants.map((tenant) => quote(tenant, 77)));
		await vi.waitFor(() => {
			for (const { tenant, heard } of listeners) {
				const risk = heard.at(-1)?.said.risk;
				expect(risk && netOf(risk, 'ACCOUNT')).toBe(`${100_000 + points(tenant, 77)}.00`);
				expect(risk?.limits.length).toBe(heard[0]?.said.risk.limits.length);
			}
		});
		const [one, ...others] = listeners;
		if (one === undefined) throw new Error('there are listeners');
		const counts = others.map(({ heard }) => heard.length);
		await sql(`INSERT INTO tenant_worthx.orders (id, account_id, instrument_id, instrument_id_asked, client_order_id, side, type, tif, qty, position_ticket, life, pending, filled_qty,
			filled_notional, reserved_qty, venue_order_ticket, principal_id, session_id, investment_decider_id, execution_decider_id, account_seq, created_at, updated_at)
			VALUES (7000, 1, 1, 1, 'x', 'BUY', 'LIMIT', 'GTC', 100, 0, 'ACCEPTED', 'NONE', 0, 0, 100, 0, 1, 1, 1, 1, 1, now(), now())`);
		await wake(one.tenant, 1);
		await vi.waitFor(() => {
			const risk = one.heard.at(-1)?.said.risk;
			expect(risk && usedOf(risk, { ...place(one.tenant), limit: 'maxOpenOrders' })).toBe('1');
		});
		const [user] = await sql("SELECT id FROM platform.users WHERE email = 'worth1@x.example'");
		await sql(
			`INSERT INTO tenant_worthx.halts (level, subject_id, halted, changed_by, changed_at) VALUES ('ACCOUNT', 1, true, ${Number(user?.id)}, now())`,
		);
		await rig.switched(one.tenant.tenantId);
		await vi.waitFor(() =>
			expect(one.heard.at(-1)?.said.risk.halts).toContainEqual({ ...place(one.tenant), halted: true, changedBy: 'Live' }),
		);
		expect(others.map(({ heard }) => heard.length)).toEqual(counts);
		for (const { tenant, heard } of listeners) for (const { text } of heard) expect(isOthers(tenant, text)).toBe(false);
	});

	test('of one account risk tells what it holds, its own limits and its own switch', async () => {
		const [one, two] = await Promise.all([1, 2].map((id) => riskOf(first(), { id })));
		await vi.waitFor(() => expect([one?.heard.length, two?.heard.length]).toEqual([1, 1]));
		const [held, idle] = [one?.heard[0]?.said.risk, two?.heard[0]?.said.risk];
		expect(held?.exposure.groups.map(({ level, name }) => `${level} ${name}`)).toEqual(['ACCOUNT worthx one', 'INSTRUMENT USDEUR']);
		expect(idle?.exposure.groups).toEqual([]);
		for (const [risk, name] of [
			[held, 'worthx one'],
			[idle, 'worthx two'],
		] as const) {
			expect(risk?.limits.map((set) => `${set.level} ${set.name}`)).toEqual([`ACCOUNT ${name}`]);
			expect(risk?.halts.map((halt) => `${halt.level} ${halt.name}`)).toEqual([`ACCOUNT ${name}`]);
		}
	});

	test('an account of another tenant is answered as one that does not exist', async () => {
		const stranger = tenants[1];
		if (stranger === undefined) throw new Error('there are tenants');
		const [theirs, nobodys, theirRisk, noRisk] = await Promise.all([
			...[3, 777].map((id) => accountsOf(stranger, { id })),
			...[3, 777].map((id) => riskOf(stranger, { id })),
		]);
		await vi.waitFor(() => {
			for (const one of [theirs, nobodys, theirRisk, noRisk]) expect(one?.heard.length).toBeGreaterThan(0);
		});
		for (const one of [theirs, nobodys]) expect([...new Set(one?.heard.map(({ text }) => text))]).toEqual(['{"accounts":[]}']);
		expect(theirRisk?.heard[0]?.text).toBe(noRisk?.heard[0]?.text);
		expect(theirRisk?.heard[0]?.said).toEqual({
			risk: { exposure: { currency: 'EUR', currencies: [], groups: [] }, limits: [], halts: [] },
		});
	});

	test('who is nobody of the tenant is refused both, also while the same is being told to others', async () => {
		const tenant = first();
		const [accounts, risk] = await Promise.all([accountsOf(tenant), riskOf(tenant)]);
		await vi.waitFor(() => expect([told(accounts).length, told(risk).length]).toEqual([1, 1]));
		const forged = (await issueToken(it.env.authSecret, { userId: 1, tenantId: tenant.tenantId, role: 'TRADER', sessionId: 77_777 })).token;
		const [user] = await sql(
			"INSERT INTO platform.users (email, name, password_hash, operator) VALUES ('operator@x.example', 'Operator', 'none', true) RETURNING id",
		);
		const userId = Number(user?.id);
		const sessionId = await openTestSession(it.database.adminUrl, { userId, tenantId: null });
		const operator = (await issueToken(it.env.authSecret, { userId, tenantId: 0, role: 'OPERATOR', sessionId })).token;
		for (const asked of [accountsAsked(), riskAsked()]) {
			await expect(rig.listen(forged, asked)).rejects.toThrow('4403 TOKEN_INVALID');
			await expect(rig.listen(operator, asked)).rejects.toThrow('4403 FORBIDDEN');
		}
	});

	test('however many quotes come, accounts are told at most 4 times a second and risk once', async () => {
		const tenant = first();
		const [accounts, risk] = await Promise.all([accountsOf(tenant), riskOf(tenant)]);
		let tick = 100;
		let isQuoting = true;
		const quoting = (async () => {
			for (; isQuoting; tick += 1) await Promise.all([quote(tenant, tick), pause(20)]);
		})();
		try {
			await vi.waitFor(() => expect([accounts.heard.length >= 10, risk.heard.length >= 4]).toEqual([true, true]), 15_000);
		} finally {
			isQuoting = false;
			await quoting;
		}
		const spanMs = (heard: readonly { readonly atMs: number }[]) => (heard.at(-1)?.atMs ?? 0) - (heard[0]?.atMs ?? 0);
		// The first may follow the picture at once, and what was sent in time may come late.
		expect(spanMs(accounts.heard) / 250).toBeGreaterThan(accounts.heard.length - 4);
		expect(spanMs(risk.heard) / 1_000).toBeGreaterThan(risk.heard.length - 2);
	});
}, 120_000);
