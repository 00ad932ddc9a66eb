import { hashPassword } from '@meridian/auth';
import { asAdmin } from '../migrate/transaction.ts';
import { standardInstruments } from './templates.ts';
import { provisionTenant, type TenantTemplate } from './tenant.ts';

const server = 'Meridian-Sim';
const limits = {
	maxOrderQtyLots: 50,
	maxOrderNotionalMinor: 1_000_000_000,
	priceCollarBps: 500,
	maxMarkAgeMs: 10_000,
	maxOpenOrders: 200,
	maxNetLots: 100,
	marginReserveBps: 500,
	ordersPerSecond: 50,
	ordersBurst: 100,
	maxSpreadBps: 50,
	maxGrossMinor: 5_000_000_000,
	maxNetCurrencyMinor: 5_000_000_000,
	maxConcentrationBps: 1_000_000,
	minMarginLevelBps: 12_000,
	maxDailyLossMinor: 2_500_000,
	maxDrawdownMinor: 5_000_000,
	// Two orders alike within so short a time are a loop that ran away, not a trader.
	duplicateWindowMs: 20,
	approvalNotionalMinor: 1_000_000_000,
	amendsPerSecond: 50,
	amendsBurst: 100,
	maxOrdersPerTrade: 5_000,
};

/** The broker calls gold otherwise: the map is used from the first day. */
const nameAtBroker = (symbol: string): string => (symbol === 'XAUUSD' ? 'GOLD' : symbol);
const instruments: TenantTemplate['instruments'] = standardInstruments.map((instrument) => ({
	...instrument,
	brokerSymbols: [{ server, symbol: nameAtBroker(instrument.symbol) }],
}));
const account = (name: string, mode: 'NETTING' | 'HEDGING', login: bigint) => ({
	name,
	mode,
	currency: name.slice(-3),
	currencyDigits: 2,
	server,
	login,
	limits,
});

const demo = [
	{
		slug: 'aurora',
		name: 'Aurora Capital',
		baseCurrency: 'EUR',
		accounts: [account('Aurora Netting EUR', 'NETTING', 5_001_001n), account('Aurora Hedging USD', 'HEDGING', 5_001_002n)],
	},
	{
		slug: 'borealis',
		name: 'Borealis Markets',
		baseCurrency: 'USD',
		accounts: [account('Borealis Netting USD', 'NETTING', 5_002_001n), account('Borealis Hedging EUR', 'HEDGING', 5_002_002n)],
	},
];
const people = [
	['admin', 'Admin', 'TENANT_ADMIN'],
	['trader', 'Trader', 'TRADER'],
	['risk', 'Risk Officer', 'RISK_OFFICER'],
] as const;

/** One credential of direct order entry: the trader's, for both accounts. Its secret follows from the installation's key, and is in no table. */
async function addCredential(adminUrl: string, tenant: { readonly tenantId: number; readonly slug: string }): Promise<void> {
	await asAdmin(adminUrl, (client) =>
		client.query(
			`INSERT INTO "platform"."trading_credentials" ("id", "tenant_id", "user_id", "name", "account_ids", "may_trade", "orders_per_second")
			SELECT $1, $2, "id", 'Demo program', '{1,2}', true, 50 FROM "platform"."users" WHERE "email" = $3`,
			[`demo-${tenant.slug}`, tenant.tenantId, `trader@${tenant.slug}.example`],
		),
	);
}

/** Hashing six passwords takes a second, so it is done only for tenants that are new. */
async function knownTenants(adminUrl: string): Promise<Map<string, number>> {
	return asAdmin(adminUrl, async (client) => {
		const rows = await client.query<{ id: number; slug: string }>('SELECT "id", "slug" FROM "platform"."tenants"');
		return new Map(rows.rows.map(({ id, slug }) => [slug, id]));
	});
}

/**
 * The two demo tenants. A second run changes nothing; passwords count only where the user is new.
 * @param passwords by e-mail address. @param options.hash what is kept of a password. @throws where one is missing
 */
export async function seedDemo(
	adminUrl: string,
	passwords: Readonly<Record<string, string>>,
	{ shards, hash = hashPassword }: { readonly shards?: number | undefined; readonly hash?: typeof hashPassword } = {},
): Promise<{ tenantId: number; created: boolean }[]> {
	const results: { tenantId: number; created: boolean }[] = [];
	const known = await knownTenants(adminUrl);
	for (const tenant of demo) {
		const tenantId = known.get(tenant.slug);
		if (tenantId !== undefined) {
			results.push({ tenantId, created: false });
			continue;
		}
		const users = await Promise.all(
			people.map(async ([local, title, role]) => {
				const email = `${local}@${tenant.slug}.example`;
				const password = passwords[email];
				if (password === undefined) throw new Error(`no password for ${email} among the demo passwords`);
				return { email, name: `${tenant.name.split(' ')[0]} ${title}`, role, passwordHash: await hash(password) };
			}),
		);
		const provisioned = await provisionTenant(adminUrl, { ...tenant, instruments, users }, { shards });
		if (provisioned.created) await addCredential(adminUrl, { tenantId: provisioned.tenantId, slug: tenant.slug });
		results.push(provisioned);
	}
	return results;
}
export const operatorEmail = 'operator@meridian.example';
export const demoEmails: readonly string[] = demo.flatMap(({ slug }) => people.map(([local]) => `${local}@${slug}.example`));

/** The demo's operator of the platform, of no tenant. A second run changes nothing. */
export async function seedOperator(adminUrl: string, password: string): Promise<void> {
	const known = await asAdmin(adminUrl, (client) => client.query('SELECT 1 FROM "platform"."users" WHERE "email" = $1', [operatorEmail]));
	if (known.rowCount === 1) return;
	const passwordHash = await hashPassword(password);
	await asAdmin(adminUrl, (client) =>
		client.query(
			`INSERT INTO "platform"."users" ("email", "name", "password_hash", "operator") VALUES ($1, 'Operator', $2, true) ON CONFLICT DO NOTHING`,
			[operatorEmail, passwordHash],
		),
	);
}
