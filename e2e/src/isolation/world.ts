import { randomUUID } from 'node:crypto';
import { readEnv } from '@meridian/api/env';
import { type RunningApi, startApi } from '@meridian/api/start';
import type { Role } from '@meridian/auth';
import { connectAdmin, provisionTenant } from '@meridian/db/testing';
import { environmentFor, type Stack } from '@meridian/local';
import { createLogger } from '@meridian/telemetry';
import { z } from 'zod';
import { createAlert, firedAlerts } from '../alerts.ts';
import { type ApiClient, connect, post } from '../api.ts';
import { createCredential } from '../credentials.ts';
import { accounts, executions, instrumentId, place, positions, preview } from '../trading.ts';
import { until } from '../wait.ts';
import { doorsOf, doorTables } from './doors-of-a.ts';
import type { Ids } from './entry.ts';
import { globalId } from './ids.ts';
import { registerModel } from './models.ts';
import { makePeople, type Own, sql, tokenOf } from './people.ts';
import { startTraining } from './training.ts';
import { importToEnd, uploadFile } from './uploads.ts';
import { addDelivery, addWebhook } from './webhooks.ts';

/** Tenant A of the demo, with people of every role and something of everything; tenant B, whose ids are all others. */
export type World = {
	readonly stack: Stack;
	readonly api: RunningApi;
	readonly url: string;
	readonly a: Ids;
	/** Of A, without a terminal. */
	readonly idleAccount: string;
	readonly b: Ids;
	/** A token of one person of A per role, and of an administrator of B. */
	readonly tokens: Readonly<Record<Role, string>>;
	readonly strangerToken: string;
	readonly operatorToken: string;
	/** A slug that is free, and the slug of a tenant that an operator just made. */
	newSlug(): string;
	/** A role that somebody asks for, for somebody else. */
	approval(): Promise<string>;
	apiClient(): Promise<string>;
	tenantSlug(): Promise<string>;
	readonly adminLogin: { readonly email: string; readonly password: string };
	/** Texts that only A has: none may ever reach B. */
	readonly secretsOfA: ReadonlySet<string>;
	/** Each makes a new one in A and gives its id. */
	restingOrder(): Promise<string>;
	openPosition(side: 'BUY' | 'SELL'): Promise<string>;
	credential(): Promise<string>;
	/** A log-in of A that waits for its second step, a session's refresh token, an open invitation. */
	secondStep(): Promise<{ ticket: string; recoveryCode: string }>;
	refreshToken(): Promise<string>;
	/** The secret of a link to choose a new password. */
	resetLink(): Promise<string>;
	invite(): Promise<{ token: string; invitationId: string }>;
	readonly own: Own;
	upload(): Promise<string>;
	webhook(): Promise<string>;
	delivery(): Promise<string>;
	app(): Promise<string>;
	support(state: 'REQUESTED' | 'ALLOWED'): Promise<string>;
	provider(): Promise<string>;
	domain(): Promise<string>;
	waitingTraining(): Promise<string>;
	/** The model of A, of which something was seen. */
	watched(): Promise<string>;
	/** The model of A, with a plan of how it serves. */
	planned(): Promise<string>;
	/** Has a feature set of an instrument of A kept live. */
	followed(of: {
		readonly featureSet: { readonly name: string; readonly version: number };
		readonly venue: string;
		readonly instrument: string;
	}): Promise<unknown>;
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

export async function makeWorld(stack: Stack): Promise<World> {
	const adminUrl = stack.env.DATABASE_ADMIN_URL ?? '';
	const [aurora] = await sql(adminUrl, (query) => query(`SELECT id FROM platform.tenants WHERE slug = 'aurora'`));
	const tenantId = Number(aurora?.id);
	const stateClient = await connectAdmin(adminUrl);
	const readState = stateReader(stateClient, tenantId);
	const { tenantId: strangerId, userId: strangerUser } = await makeStranger(adminUrl);
	const [idle] = await sql(adminUrl, (query) =>
		query(`INSERT INTO tenant_aurora.accounts (name, mode, currency, currency_digits, server, login, limits)
			SELECT 'Aurora Idle', mode, currency, currency_digits, server, login + 700000, limits FROM tenant_aurora.accounts ORDER BY id LIMIT 1 RETURNING id`),
	);
	const people = await makePeople(stack, tenantId);
	const api = await startApi(
		readEnv({ ...environmentFor('api', stack.env), MERIDIAN_API_PORT: '0', MERIDIAN_DNS_SERVERS: '127.0.0.1:1' }),
		createLogger('walk'),
	);
	const url = `http://127.0.0.1:${api.port}`;
	const operatorToken = await operatorLogin(url, stack.login('operator@meridian.example'));
	let slugs = 0;
	const newSlug = (): string => {
		slugs += 1;
		return `walk_${slugs}`;
	};
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

	// Nothing is amiss with an honest broker: a break and an order of another program, as the projector would write them.
	await sql(adminUrl, async (query) => {
		await query(`INSERT INTO tenant_aurora.breaks (account_id, account_seq, code, order_id, ticket, at)
			SELECT id, 9000000000, 'FOREIGN_ORDER', 0, 5, now() FROM tenant_aurora.accounts`);
		return query(`INSERT INTO tenant_aurora.foreign_orders
			(account_id, ticket, origin, side, state, qty, leaves_qty, price, limit_price, sl, tp, venue_at, updated_at)
			SELECT id, 5, 'HAND', 'BUY', 'PLACED', 1, 1, 1, 0, 0, 0, now(), now() FROM tenant_aurora.accounts`);
	});

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
	const apiClient = async (): Promise<string> => {
		const query = `mutation($input: CreateApiClientInput!) { createApiClient(input: $input) { __typename ... on CreateApiClientSuccess { client { clientId } } } }`;
		const shape = z.object({ createApiClient: z.object({ client: z.object({ clientId: z.string() }) }) });
		const input = { name: 'walk', role: 'READ_ONLY', days: 1 };
		return (await admin.request(query, { input }, shape)).createApiClient.client.clientId;
	};
	const credential = async (): Promise<string> => {
		const made = await createCredential(admin, { accountIds: [netting.id], mayTrade: false });
		if (made.credential === undefined) throw new Error(`no credential: ${JSON.stringify(made)}`);
		return made.credential.credentialId;
	};
	const upload = (): Promise<string> => {
		made += 1;
		return uploadFile(url, { token: people.tokens.TENANT_ADMIN, text: `not a row\n${made},1.1,1.2\n` });
	};
	const webhook = await addWebhook(adminUrl, tenantId);
	const delivery = () => addDelivery(adminUrl, webhook);
	const imported = await upload();
	await importToEnd(admin, imported);
	const alert = async (kind: 'quiet' | 'firing'): Promise<string> => {
		const level = kind === 'quiet' ? '9' : '0.1';
		const id = await createAlert(admin, { name: `walk ${kind}`, instrumentId: eurusd, metric: 'BID', kind: 'ABOVE', level });
		if (kind === 'firing') await until('the alert to fire', async () => (await firedAlerts(admin)).includes(id));
		return id;
	};
	const doors = doorsOf(adminUrl, tenantId);
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
		...{ session: '', factor: '', invitation: '', person: '', slug: '', approval: '', client: '' },
		model: '',
		...{ webhook: '', delivery: '' },
		...{ dataImport: '', upload: '', provider: '', domain: '', training: '', scimToken: '', group: '' },
		...{ app: '', support: '' },
	});
	// As the projector writes one: in this world nothing is amiss by itself.
	await sql(adminUrl, (query) =>
		query(`INSERT INTO tenant_aurora.breaks (account_id, account_seq, code, order_id, ticket, at)
			VALUES (${localId(netting.id)}, 900000, 'FOREIGN_DEAL', 0, 900000001, now())`),
	);
	const a: Ids = {
		...idsOf(tenantId, 0),
		order: await restingOrder(),
		execution: globalId('Execution', `${localId(netting.id)}-${deal.dealTicket}`),
		ticket: await openPosition('BUY'),
		byTicket: await openPosition('SELL'),
		credential: await credential(),
		...{ session: people.session, factor: people.factor, person: people.target, slug: 'aurora', approval: await people.approval() },
		invitation: (await people.invite(admin)).invitationId,
		alert: await alert('quiet'),
		client: await apiClient(),
		dataImport: imported,
		upload: await upload(),
		...{ webhook, delivery: await delivery() },
		...{ provider: await doors.provider(), domain: await doors.domain() },
		...{ scimToken: await doors.scimToken(), group: await doors.group() },
		...{ app: await doors.app(), support: await doors.support('REQUESTED') },
		training: await startTraining(admin),
		model: await registerModel(url, { makerLogin: adminLogin, approver: people.tokens.TENANT_ADMIN }),
	};
	// Every order's fate is known in this world: one of unknown fate is another's row by another name.
	await sql(adminUrl, (query) =>
		query(`INSERT INTO tenant_aurora.orders SELECT (jsonb_populate_record(one,
			'{"id": 9000000001, "client_order_id": "of-unknown-fate", "life": "UNKNOWN"}')).* FROM tenant_aurora.orders one ORDER BY id LIMIT 1`),
	);
	return {
		...{ stack, api, url, a, adminLogin, restingOrder, openPosition, credential, alert, upload, delivery },
		webhook: () => addWebhook(adminUrl, tenantId),
		idleAccount: globalId('Account', Number(idle?.id)),
		...doors,
		...{ tokens: people.tokens, own: people.own, approval: people.approval, apiClient },
		secondStep: () => people.secondStep(url),
		refreshToken: () => people.refreshToken(url),
		resetLink: people.resetLink,
		waitingTraining: () => insertTraining(adminUrl),
		watched: async () => {
			await insertWatchPoint(adminUrl, a.model);
			return a.model;
		},
		planned: async () => {
			const query = 'mutation($model: String!) { setServingPlan(input: { model: $model, shadow: 1 }) { __typename } }';
			await admin.request(query, { model: a.model }, z.object({ setServingPlan: z.object({ __typename: z.literal('ServingPlan') }) }));
			return a.model;
		},
		followed: (input) =>
			admin.request(
				'mutation($input: LiveFeaturesInput!) { followFeatures(input: $input) { __typename } }',
				{ input },
				z.object({ followFeatures: z.object({ __typename: z.literal('LiveFeatures') }) }),
			),
		invite: () => people.invite(admin),
		b: idsOf(strangerId, idShift),
		operatorToken,
		newSlug,
		async tenantSlug() {
			const slug = newSlug();
			const query =
				'mutation($input: CreateTenantInput!) { createTenant(input: $input) { __typename ... on CreateTenantSuccess { job { state } } } }';
			const input = { slug, name: 'Walk', baseCurrency: 'EUR', adminEmail: `${slug}@elsewhere.example` };
			const shape = z.object({ createTenant: z.object({ job: z.object({ state: z.string() }) }) });
			await post(url, { token: operatorToken, query, variables: { input }, shape });
			await until(
				`tenant ${slug}`,
				async () =>
					(await sql(adminUrl, (ask) => ask(`SELECT 1 FROM platform.tenants WHERE slug = '${slug}' AND status = 'ACTIVE'`))).length,
			);
			return slug;
		},
		strangerToken: (await tokenOf(stack, { userId: strangerUser, tenantId: strangerId, role: 'TENANT_ADMIN' })).token,
		secretsOfA: await textsOfA(adminUrl, tenantId),
		stateOfA: async () => {
			// The projector writes in the engine's order: once this denied order is written, so is all that was before it.
			const fence = randomUUID();
			await place(admin, { ...market, clientOrderId: fence, quantity: '9999' });
			await until('the orders of A to be at rest', () => isQuiet(adminUrl, fence));
			// A close-by has two deals, of which the second comes after the order is filled.
			const seen: string[] = [];
			return until('the books of A to rest', async () => {
				seen.push(await readState());
				const [before, last] = [seen.at(-4), seen.at(-1)];
				return before === last && last;
			});
		},
		close: async () => {
			await stateClient.end();
			await admin.close();
			await api.stop();
		},
	};
}

/** What serving has seen of a model, as it writes it. */
const insertWatchPoint = (adminUrl: string, model: string): Promise<unknown> =>
	sql(adminUrl, async (query) => {
		await query(
			`INSERT INTO tenant_aurora.ml_predictions (id, model_name, version, at, answer) VALUES ('${randomUUID()}', '${model}', 1, now(), 0.5)`,
		);
		const report = JSON.stringify({
			...{ rows: 2000, features: [], scoreDistance: 0, scorePValue: 1, latencyUsP50: 5, latencyUsP99: 9 },
			...{ outcomes: 0, metrics: {}, calibration: [], calibrationError: null, alarms: [] },
		});
		return query(`INSERT INTO tenant_aurora.ml_watch_points (model_name, version, at, report) VALUES ('${model}', 1, now(), '${report}')`);
	});

/** One that no worker was told of: it waits until somebody looks for such. */
const insertTraining = (adminUrl: string): Promise<string> =>
	sql(adminUrl, async (query) => {
		const id = randomUUID();
		await query(`INSERT INTO tenant_aurora.ml_jobs (id, kind, status, request, created_by)
			VALUES ('${id}', 'TRAIN', 'QUEUED', '{"model":"walk","trainer":{"name":"linear"}}', 1)`);
		return id;
	});

const localId = (id: string): string => Buffer.from(id, 'base64').toString('utf8').split(':')[1] ?? '';
const shifted = (id: string, shift: number): string => {
	const [type = '', local = ''] = Buffer.from(id, 'base64').toString('utf8').split(':');
	return globalId(type, Number(local) + shift);
};

async function operatorLogin(url: string, input: { email: string; password: string }): Promise<string> {
	const query = 'mutation($input: LoginInput!) { login(input: $input) { __typename ... on OperatorLoginSuccess { token } } }';
	const shape = z.object({ login: z.object({ token: z.string() }) });
	return (await post(url, { query, variables: { input }, shape })).login.token;
}

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
			UNION SELECT id FROM platform.trading_credentials WHERE tenant_id = ${tenantId} UNION SELECT id FROM platform.api_clients WHERE tenant_id = ${tenantId}
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
const stateQueries = (tenantId: number): readonly string[] => [
	"SELECT id, life, pending, qty, price, sl, tp FROM tenant_aurora.orders WHERE life <> 'DENIED' ORDER BY id",
	'SELECT account_id, deal_ticket::text FROM tenant_aurora.executions ORDER BY 1, 2',
	'SELECT account_id, position_ticket::text, qty FROM tenant_aurora.positions ORDER BY 1, 2',
	'SELECT id, name, active, limits FROM tenant_aurora.accounts ORDER BY id',
	'SELECT level, subject_id, halted FROM tenant_aurora.halts ORDER BY 1, 2',
	`SELECT config_version, halted, status FROM platform.tenants WHERE id = ${tenantId}`,
	`SELECT id, revoked_at FROM platform.trading_credentials WHERE tenant_id = ${tenantId} ORDER BY id`,
	`SELECT id, revoked_at FROM platform.terminal_keys WHERE tenant_id = ${tenantId} ORDER BY id`,
	'SELECT id, active, deleted_at FROM tenant_aurora.alerts ORDER BY id',
	'SELECT model_name, version, stage FROM tenant_aurora.ml_model_versions ORDER BY 1, 2',
	'SELECT name, version FROM tenant_aurora.ml_feature_sets ORDER BY 1, 2',
	'SELECT id FROM tenant_aurora.ml_jobs ORDER BY 1',
	`SELECT user_id, role, active FROM platform.memberships WHERE tenant_id = ${tenantId} ORDER BY user_id`,
	`SELECT id, accepted_at, revoked_at FROM platform.invitations WHERE tenant_id = ${tenantId} ORDER BY id`,
	`SELECT id, revoked_at FROM platform.api_clients WHERE tenant_id = ${tenantId} ORDER BY id`,
	`SELECT id, url, events, status, secret FROM platform.webhook_endpoints WHERE tenant_id = ${tenantId} ORDER BY id`,
	'SELECT id, status FROM tenant_aurora.webhook_deliveries ORDER BY id',
	...doorTables.map((table) => `SELECT * FROM platform.${table} WHERE tenant_id = ${tenantId} ORDER BY id`),
	`SELECT id, status FROM platform.approvals WHERE tenant_id = ${tenantId} ORDER BY id`,
	`SELECT id, revoked_at FROM platform.sessions WHERE tenant_id = ${tenantId} ORDER BY id`,
	`SELECT f.id, f.confirmed_at, f.removed_at FROM platform.second_factors f
		JOIN platform.memberships m ON m.user_id = f.user_id AND m.tenant_id = ${tenantId} ORDER BY f.id`,
];

const stateShape = z.array(z.object({ state: z.string() })).length(1);

/** All of them as they were at one moment, by one question on a connection that stays: it is asked some thousand times. */
function stateReader(client: Awaited<ReturnType<typeof connectAdmin>>, tenantId: number): () => Promise<string> {
	const parts = stateQueries(tenantId).map((query) => `(SELECT coalesce(json_agg(r), '[]') FROM (${query}) r)`);
	const text = `SELECT json_build_array(${parts.join(', ')})::text AS state`;
	return async () => stateShape.parse((await client.query({ name: 'state of A', text })).rows)[0]?.state ?? '';
}
