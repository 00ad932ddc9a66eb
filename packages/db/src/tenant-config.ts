import type { Db } from './types.ts';

type Limit = number | null;
const limitNames = [
	'maxOrderQtyLots',
	'maxOrderNotionalMinor',
	'priceCollarBps',
	'maxMarkAgeMs',
	'maxOpenOrders',
	'maxNetLots',
	'marginReserveBps',
	'ordersPerSecond',
	'ordersBurst',
] as const;
type AccountLimitsRow = { readonly [Name in (typeof limitNames)[number]]: Limit };

/** Structurally TenantConfig of @meridian/core, which sits above this package and can't be imported. */
export type TenantConfigRow = {
	readonly tenantId: number;
	readonly version: number;
	readonly slug: string;
	readonly baseCurrency: string;
	readonly active: boolean;
	/** As configured by administrators; the gateway's engine holds what is in force. */
	readonly halted: boolean;
	readonly users: readonly {
		readonly userId: number;
		readonly active: boolean;
		readonly role: 'TENANT_ADMIN' | 'TRADER' | 'RISK_OFFICER';
	}[];
	readonly instruments: readonly {
		readonly instrumentId: number;
		readonly symbol: string;
		readonly priceDigits: number;
		readonly qtyDigits: number;
		readonly baseCurrency: string;
		readonly quoteCurrency: string;
		readonly active: boolean;
		readonly brokerSymbols: readonly { readonly server: string; readonly symbol: string }[];
	}[];
	readonly accounts: readonly {
		readonly accountId: number;
		readonly name: string;
		readonly mode: 'NETTING' | 'HEDGING';
		readonly currency: string;
		readonly currencyDigits: number;
		readonly server: string;
		readonly login: bigint;
		readonly active: boolean;
		readonly limits: AccountLimitsRow;
	}[];
	/** Those in force, of users who are: for the gateway's direct door, not for its engine. */
	readonly credentials: readonly {
		readonly credentialId: string;
		readonly userId: number;
		readonly accountIds: readonly number[];
		readonly mayTrade: boolean;
		readonly ordersPerSecond: number;
	}[];
};

/** Whatever is not a safe integer is no limit that can be enforced: null, which denies. */
const limitsOf = (json: unknown): AccountLimitsRow => {
	const given = new Map<string, unknown>(typeof json === 'object' && json !== null ? Object.entries(json) : []);
	const limit = (name: string): Limit => {
		const value = given.get(name);
		return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
	};
	return {
		maxOrderQtyLots: limit('maxOrderQtyLots'),
		maxOrderNotionalMinor: limit('maxOrderNotionalMinor'),
		priceCollarBps: limit('priceCollarBps'),
		maxMarkAgeMs: limit('maxMarkAgeMs'),
		maxOpenOrders: limit('maxOpenOrders'),
		maxNetLots: limit('maxNetLots'),
		marginReserveBps: limit('marginReserveBps'),
		ordersPerSecond: limit('ordersPerSecond'),
		ordersBurst: limit('ordersBurst'),
	};
};

const modeOf = (mode: string): 'NETTING' | 'HEDGING' => {
	if (mode === 'NETTING' || mode === 'HEDGING') return mode;
	throw new Error(`account mode ${mode} is unknown`);
};

/**
 * One tenant as configured, plain data, sorted by id. Mapping a role to what it may do is the caller's (auth's) business.
 * @throws TenantRefused where the tenant is absent, its schema is too old, or it is suspended and `db` serves no such tenant.
 */
export const loadTenantConfig = async (db: Db, tenantId: number): Promise<TenantConfigRow> => {
	await db.requireTenant(tenantId);
	const [tenant, accounts, instruments] = await Promise.all([
		db.platform.tenant.findUniqueOrThrow({
			where: { id: tenantId },
			include: {
				memberships: { include: { user: { select: { active: true } } }, orderBy: { userId: 'asc' } },
				credentials: { where: { revokedAt: null }, orderBy: { id: 'asc' } },
			},
		}),
		db.forTenant(tenantId).account.findMany({ orderBy: { id: 'asc' } }),
		db.forTenant(tenantId).instrument.findMany({ orderBy: { id: 'asc' }, include: { brokerSymbols: { orderBy: { server: 'asc' } } } }),
	]);
	const users = tenant.memberships.map(({ userId, active, role, user }) => ({ userId, active: active && user.active, role }));
	const activeIds = new Set(users.filter(({ active }) => active).map(({ userId }) => userId));
	return {
		tenantId: tenant.id,
		version: tenant.configVersion,
		slug: tenant.slug,
		baseCurrency: tenant.baseCurrency,
		active: tenant.status === 'ACTIVE',
		halted: tenant.halted,
		users,
		instruments: instruments.map(({ id, description: _, contractSize: __, brokerSymbols, ...rest }) => ({
			...rest,
			instrumentId: id,
			brokerSymbols: brokerSymbols.map(({ server, symbol }) => ({ server, symbol })),
		})),
		accounts: accounts.map(({ id, name, mode, currency, currencyDigits, server, login, active, limits }) => ({
			accountId: id,
			name,
			mode: modeOf(mode),
			currency,
			currencyDigits,
			server,
			login,
			active,
			limits: limitsOf(limits),
		})),
		credentials: tenant.credentials
			.filter(({ userId }) => activeIds.has(userId))
			.map(({ id, userId, accountIds, mayTrade, ordersPerSecond }) => ({
				credentialId: id,
				userId,
				accountIds,
				mayTrade,
				ordersPerSecond,
			})),
	};
};
