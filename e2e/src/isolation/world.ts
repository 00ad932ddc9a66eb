import { randomUUID } from 'node:crypto';
import { readEnv } from '@meridian/api/env';
import { type RunningApi, startApi } from '@meridian/api/start';
import { issueToken, newSessionId, type Role, roles } from '@meridian/auth';
import { connectAdmin, provisionTenant } from '@meridian/db/testing';
import { environmentFor, type Stack } from '@meridian/local';
import { createLogger } from '@meridian/telemetry';
import { z } from 'zod';
import { createAlert, firedAlerts } from '../alerts.ts';
import { type ApiClient, connect } from '../api.ts';
import { createCredential } from '../credentials.ts';
import { accounts, executions, instrumentId, place, positions, preview } from '../trading.ts';
import { until } from '../wait.ts';
import type { Ids } from './entry.ts';
import { globalId } from './ids.ts';

/** Tenant A of the demo, with people of every role and something of everything; tenant B, whose ids are all others. */
export type World = {
	readonly stack: Stack;
	readonly api: RunningApi;
	readonly url: string;
	readonly a: Ids;
	readonly b: Ids;
	/** A token of one person of A per role, and of an administrator of B. */
	readonly tokens: Readonly<Record<Role, string>>;
	readonly strangerToken: string;
	readonly adminLogin: { readonly email: string; readonly password: string };
	/** Texts that only A has: none may ever reach B. */
	readonly secretsOfA: ReadonlySet<string>;
	/** Each makes a new one in A and gives its id. */
	restingOrder(): Promise<string>;
	openPosition(side: 'BUY' | 'SELL'): Promise<string>;
	credential(): Promise<string>;
	/** One that the market will never reach, or one that fires with the next tick. */
	alert(kind: 'quiet' | 'firing'): Promise<string>;
	/** Everything of A that a stranger could have changed. */
	stateOfA(): Promise<string>;
	close(): Promise<void>;
};

const stranger = { slug: 'stranger', email: 'admin@stranger.example' };
/** B's ids begin here, so that no id of A names anything of B's. */
const idShift = 1_000;

/** B: accounts and instruments like A's, under other ids and logins. */
async function makeStranger(adminUrl: string): Promise<{ tenantId: number; userId: number }> {
	const people = [{ email: stranger.email, name: 'Stranger', passwordHash: 'none', role: 'TENANT_ADMIN' as const }];
	const { tenantId } = await provisionTenant(adminUrl, {
		...{ slug: stranger.slug, name: 'Stranger Partners', baseCurrency: 'EUR', instruments: [], accounts: [], users: people },
	});
	return sql(adminUrl, async (query) => {
		await query(`INSERT INTO tenant_stranger.instruments (id, symbol, description, price_digits, qty_digits, contract_size, base_currency, quote_currency)
			SELECT id + ${idShift}, symbol, description, price_digits, qty_digits, contract_size, base_currency, quote_currency FROM tenant_aurora.instruments`);
		await query(`INSERT INTO tenant_stranger.accounts (id, name, mode, currency, currency_digits, server, login, limits)
			SELECT id + ${idShift}, 'Stranger ' || id, mode, currency, currency_digits, server, login + 900000, limits FROM tenant_aurora.accounts`);
		await query(`UPDATE platform.tenants SET config_version = config_version + 1 WHERE id = ${tenantId}`);
		const [user] = await query(`SELECT id FROM platform.users WHERE email = '${stranger.email}'`);
		return { tenantId, userId: Number(user?.id) };
	});
}

type Row = Readonly<Record<string, unknown>>;
async function sql<T>(adminUrl: string, work: (query: (text: string) => Promise<Row[]>) => Promise<T>): Promise<T> {
	const client = await connectAdmin(adminUrl);
	try {
		return await work(async (text) => (await client.query<Row>(text)).rows);
	} finally {
		await client.end();
	}
}

/** One person of every role in tenant A. */
async function makePeople(stack: Stack, tenantId: number): Promise<Record<Role, string>> {
	const people = await sql(stack.env.DATABASE_ADMIN_URL ?? '', async (query) => {
		const ids: [Role, number][] = [];
		for (const role of roles) {
			const email = `walk-${role.toLowerCase()}@aurora.example`;
			const [user] = await query(
				`INSERT INTO platform.users (email, name, password_hash) VALUES ('${email}', 'Walker ${role}', 'none') RETURNING id`,
			);
			await query(`INSERT INTO platform.memberships (tenant_id, user_id, role) VALUES (${tenantId}, ${user?.id}, '${role}')`);
			ids.push([role, Number(user?.id)]);
		}
		await query(`UPDATE platform.tenants SET config_version = config_version + 1 WHERE id = ${tenantId}`);
		return ids;
	});
	const tokens = people.map(async ([role, userId]) => [role, await tokenOf(stack, { userId, tenantId, role })] as const);
	return Object.fromEntries(await Promise.all(tokens)) as Record<Role, string>;
}

const tokenOf = async (stack: Stack, who: { userId: number; tenantId: number; role: Role }): Promise<string> =>
	(await issueToken(stack.secrets.authSecret, { ...who, sessionId: newSessionId() })).token;

export async function makeWorld(stack: Stack): Promise<World> {
	const adminUrl = stack.env.DATABASE_ADMIN_URL ?? '';
	const [aurora] = await sql(adminUrl, (query) => query(`SELECT id FROM platform.tenants WHERE slug = 'aurora'`));
	const tenantId = Number(aurora?.id);
	const { tenantId: strangerId, userId: strangerUser } = await makeStranger(adminUrl);
	const tokens = await makePeople(stack, tenantId);
	const api = await startApi(readEnv({ ...environmentFor('api', stack.env), MERIDIAN_API_PORT: '0' }), createLogger('walk'));
	const url = `http://127.0.0.1:${api.port}`;
	const adminLogin = stack.login('admin@aurora.example');
	const admin = await connect(url, adminLogin);

	const eurusd = await instrumentId(admin, 'EURUSD');
	const [netting, hedging] = await until(
		'both accounts to be reconciled',
		async () => {
			const all = (await accounts(admin)).filter(({ reconciled }) => reconciled);
			return all.length === 2 && (all.toSorted((x, y) => (x.mode > y.mode ? -1 : 1)) as [(typeof all)[0], (typeof all)[0]]);
		},
		60_000,
	);
	const market = { accountId: netting.id, instrumentId: eurusd, side: 'BUY', type: 'MARKET', quantity: '0.10' } as const;
	await until('the gateway to let an order pass', async () => (await preview(admin, market)) === 'would pass', 60_000);
	await place(admin, market);
	const deal = await until('a deal', async () => (await executions(admin)).find(({ account }) => account.id === netting.id));

	// Nothing is amiss with an honest broker: a break as the projector would write it.
	await sql(adminUrl, (query) =>
		query(`INSERT INTO tenant_aurora.breaks (account_id, account_seq, code, order_id, ticket, at)
			SELECT id, 9000000000, 'FOREIGN_ORDER', 0, 5, now() FROM tenant_aurora.accounts`),
	);

	let made = 0;
	const restingOrder = async (): Promise<string> => {
		// Three per cent below the market it works for ever; no two are alike.
		made += 1;
		const price = ((await bidOf(admin, 'EURUSD')) * 0.97 - made / 100_000).toFixed(5);
		const terms = { accountId: netting.id, instrumentId: eurusd, side: 'BUY', type: 'LIMIT', quantity: '0.10', price } as const;
		const answer = await place(admin, { ...terms, timeInForce: 'GTC' });
		const id = answer.order?.id;
		if (id === undefined || answer.__typename !== 'PlaceOrderSuccess') throw new Error(`no resting order: ${JSON.stringify(answer)}`);
		await until('the order to work', () => isWorking(admin, id));
		return id;
	};
	const openPosition = async (side: 'BUY' | 'SELL'): Promise<string> => {
		const own = async () => (await positions(admin)).filter((p) => p.account.id === hedging.id && p.side === side);
		const before = new Set((await own()).map(({ ticket }) => ticket));
		const answer = await place(admin, { ...market, accountId: hedging.id, side });
		if (answer.__typename !== 'PlaceOrderSuccess') throw new Error(`no position: ${JSON.stringify(answer)}`);
		const opened = await until('a position', async () => (await own()).find(({ ticket }) => !before.has(ticket)));
		return opened.ticket;
	};
	const credential = async (): Promise<string> => {
		const made = await createCredential(admin, { accountIds: [netting.id], mayTrade: false });
		if (made.credential === undefined) throw new Error(`no credential: ${JSON.stringify(made)}`);
		return made.credential.credentialId;
	};
	const alert = async (kind: 'quiet' | 'firing'): Promise<string> => {
		const level = kind === 'quiet' ? '9' : '0.1';
		const id = await createAlert(admin, { name: `walk ${kind}`, instrumentId: eurusd, metric: 'BID', kind: 'ABOVE', level });
		if (kind === 'firing') await until('the alert to fire', async () => (await firedAlerts(admin)).includes(id));
		return id;
	};
	const idsOf = (tenant: number, shift: number): Ids => ({
		tenant: globalId('Tenant', tenant),
		account: shifted(netting.id, shift),
		hedgingAccount: shifted(hedging.id, shift),
		instrument: shifted(eurusd, shift),
		order: '',
		execution: '',
		ticket: '',
		byTicket: '',
		credential: '',
		alert: '',
		email: adminLogin.email,
	});
	const a: Ids = {
		...idsOf(tenantId, 0),
		order: await restingOrder(),
		execution: globalId('Execution', `${localId(netting.id)}-${deal.dealTicket}`),
		ticket: await openPosition('BUY'),
		byTicket: await openPosition('SELL'),
		credential: await credential(),
		alert: await alert('quiet'),
	};
	return {
		...{ stack, api, url, a, tokens, adminLogin, restingOrder, openPosition, credential, alert },
		b: idsOf(strangerId, idShift),
		strangerToken: await tokenOf(stack, { userId: strangerUser, tenantId: strangerId, role: 'TENANT_ADMIN' }),
		secretsOfA: await textsOfA(adminUrl, tenantId),
		stateOfA: async () => {
			// The projector writes in the engine's order: once this denied order is written, so is all that was before it.
			const fence = randomUUID();
			await place(admin, { ...market, clientOrderId: fence, quantity: '9999' });
			await until('the orders of A to be at rest', () => isQuiet(adminUrl, fence));
			// A close-by has two deals, of which the second comes after the order is filled.
			const seen: string[] = [];
			return until('the books of A to rest', async () => {
				seen.push(await stateOfA(adminUrl, tenantId));
				const [before, last] = [seen.at(-4), seen.at(-1)];
				return before === last && last;
			});
		},
		close: async () => {
			await admin.close();
			await api.stop();
		},
	};
}

const localId = (id: string): string => Buffer.from(id, 'base64').toString('utf8').split(':')[1] ?? '';
const shifted = (id: string, shift: number): string => {
	const [type = '', local = ''] = Buffer.from(id, 'base64').toString('utf8').split(':');
	return globalId(type, Number(local) + shift);
};

async function bidOf(api: ApiClient, symbol: string): Promise<number> {
	const shape = z.object({ quotes: z.array(z.object({ bid: z.string(), instrument: z.object({ symbol: z.string() }) })) });
	const { quotes } = await api.request('{ quotes { bid instrument { symbol } } }', {}, shape);
	return Number(quotes.find(({ instrument }) => instrument.symbol === symbol)?.bid);
}

async function isWorking(api: ApiClient, id: string): Promise<boolean> {
	const shape = z.object({ node: z.object({ life: z.string(), pending: z.string() }).nullable() });
	const { node } = await api.request('query($id: ID!) { node(id: $id) { ... on Order { life pending } } }', { id }, shape);
	return node?.life === 'ACCEPTED' && node.pending === 'NONE';
}

const textsOfA = (adminUrl: string, tenantId: number): Promise<Set<string>> =>
	sql(adminUrl, async (query) => {
		const rows = await query(`
			SELECT name AS text FROM tenant_aurora.accounts UNION SELECT login::text FROM tenant_aurora.accounts
			UNION SELECT client_order_id FROM tenant_aurora.orders UNION SELECT id::text FROM tenant_aurora.orders
			UNION SELECT deal_ticket::text FROM tenant_aurora.executions
			UNION SELECT name FROM platform.tenants WHERE id = ${tenantId} UNION SELECT slug FROM platform.tenants WHERE id = ${tenantId}
			UNION SELECT id FROM platform.trading_credentials WHERE tenant_id = ${tenantId}
			UNION SELECT u.email FROM platform.users u JOIN platform.memberships m ON m.user_id = u.id WHERE m.tenant_id = ${tenantId}`);
		// Shorter ones are numbers that a price or a time may hold by chance.
		return new Set(rows.map(({ text }) => String(text)).filter((text) => text.length > 5));
	});

/** What the controls have asked for is done and written, up to the order with this client order id. */
const isQuiet = (adminUrl: string, fence: string): Promise<boolean> =>
	sql(adminUrl, async (query) => {
		const written = await query(`SELECT 1 FROM tenant_aurora.orders WHERE client_order_id = '${fence}'`);
		const moving = await query("SELECT 1 FROM tenant_aurora.orders WHERE pending <> 'NONE' OR life IN ('INITIALIZED', 'SUBMITTED')");
		return written.length === 1 && moving.length === 0;
	});

/** Tables that only commands change; what the market moves is left out. */
const stateOfA = (adminUrl: string, tenantId: number): Promise<string> =>
	sql(adminUrl, async (query) =>
		JSON.stringify(
			[
				await query("SELECT id, life, pending, qty, price, sl, tp FROM tenant_aurora.orders WHERE life <> 'DENIED' ORDER BY id"),
				await query('SELECT account_id, deal_ticket::text FROM tenant_aurora.executions ORDER BY 1, 2'),
				await query('SELECT account_id, position_ticket::text, qty FROM tenant_aurora.positions ORDER BY 1, 2'),
				await query('SELECT id, name, active, limits FROM tenant_aurora.accounts ORDER BY id'),
				await query(`SELECT config_version, halted, status FROM platform.tenants WHERE id = ${tenantId}`),
				await query(`SELECT id, revoked_at FROM platform.trading_credentials WHERE tenant_id = ${tenantId} ORDER BY id`),
				await query('SELECT id, active, deleted_at FROM tenant_aurora.alerts ORDER BY id'),
				await query(`SELECT user_id, role, active FROM platform.memberships WHERE tenant_id = ${tenantId} ORDER BY user_id`),
			],
			(_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
		),
	);
