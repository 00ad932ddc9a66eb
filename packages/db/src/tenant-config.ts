import type { Role } from '@meridian/auth';
import { type LimitsRow, limitsOf } from './limits.ts';
import { type Quotas, quotasOf } from './quotas.ts';
import { settingsOf } from './tenant-settings.ts';
import type { Db } from './types.ts';

/** Structurally TenantConfig of @meridian/core, which sits above this package and can't be imported. */
export type TenantConfigRow = {
	readonly tenantId: number;
	readonly version: number;
	readonly slug: string;
	readonly baseCurrency: string;
	readonly active: boolean;
	/** Whose engine and journal it belongs to. */
	readonly shard: number;
	/** As configured by administrators; the gateway's engine holds what is in force. */
	readonly halted: boolean;
	readonly users: readonly {
		readonly userId: number;
		readonly active: boolean;
		readonly role: Role;
		readonly email: string;
		readonly limits?: LimitsRow | undefined;
	}[];
	readonly instruments: readonly {
		readonly instrumentId: number;
		readonly symbol: string;
		readonly priceDigits: number;
		readonly qtyDigits: number;
		readonly baseCurrency: string;
		readonly quoteCurrency: string;
		readonly active: boolean;
		readonly restricted: boolean;
		readonly limits?: LimitsRow | undefined;
		readonly brokerSymbols: readonly { readonly server: string; readonly symbol: string }[];
	}[];
	readonly desks: readonly { readonly deskId: number; readonly name: string; readonly limits?: LimitsRow | undefined }[];
	readonly strategies: readonly {
		readonly strategyId: number;
		readonly name: string;
		readonly active: boolean;
		readonly limits?: LimitsRow | undefined;
	}[];
	readonly limits?: LimitsRow | undefined;
	readonly accounts: readonly {
		readonly accountId: number;
		readonly name: string;
		readonly mode: 'NETTING' | 'HEDGING';
		readonly currency: string;
		readonly currencyDigits: number;
		readonly server: string;
		readonly login: bigint;
		readonly active: boolean;
		readonly deskId: number | null;
		/** By the tenant's setting: see venue/absence.ts of @meridian/core. */
		readonly presumesAbsent: boolean;
		/** Its terminal is known by keys that the tenant made, and by no other. */
		readonly ownTerminalKey: boolean;
		readonly limits: LimitsRow;
	}[];
	/** Those in force, encrypted: for the gateway's terminal door. */
	readonly terminalKeys: readonly { readonly accountId: number; readonly keyId: string; readonly encrypted: string }[];
	/** In force: what is beyond them takes no new risk. */
	readonly quotas: Pick<Quotas, 'accounts' | 'strategies'>;
	/** Cedar, of the newest version; empty: the tenant has none of its own. */
	readonly policies: string;
	readonly takeBack: { readonly whenInactive: boolean; readonly ofRemovedUsers: boolean };
	/** Those in force, of users who are: for the gateway's direct door, not for its engine. */
	readonly credentials: readonly {
		readonly credentialId: string;
		readonly userId: number;
		readonly accountIds: readonly number[];
		readonly mayTrade: boolean;
		readonly ordersPerSecond: number;
	}[];
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
	const own = db.forTenant(tenantId);
	const [tenant, accounts, instruments, desks, strategies, levelLimits] = await Promise.all([
		db.platform.tenant.findUniqueOrThrow({
			where: { id: tenantId },
			include: {
				memberships: { include: { user: { select: { active: true, email: true } } }, orderBy: { userId: 'asc' } },
				policies: { orderBy: { version: 'desc' }, take: 1 },
				credentials: { where: { revokedAt: null }, orderBy: { id: 'asc' } },
				terminalKeys: { orderBy: { id: 'asc' } },
			},
		}),
		own.account.findMany({ orderBy: { id: 'asc' } }),
		own.instrument.findMany({ orderBy: { id: 'asc' }, include: { brokerSymbols: { orderBy: { server: 'asc' } } } }),
		own.desk.findMany({ orderBy: { id: 'asc' } }),
		own.strategy.findMany({ orderBy: { id: 'asc' } }),
		own.levelLimit.findMany(),
	]);
	const set = new Map(levelLimits.map(({ level, subjectId, limits }) => [`${level} ${subjectId}`, limitsOf(limits)]));
	const users = tenant.memberships.map(({ userId, active, role, user }) => ({
		userId,
		active: active && user.active,
		role,
		email: user.email,
		limits: set.get(`USER ${userId}`),
	}));
	const activeIds = new Set(users.filter(({ active }) => active).map(({ userId }) => userId));
	const settings = settingsOf(tenant.settings);
	const withOwnKey = new Set(tenant.terminalKeys.map(({ accountId }) => accountId));
	return {
		tenantId: tenant.id,
		version: tenant.configVersion,
		slug: tenant.slug,
		baseCurrency: tenant.baseCurrency,
		active: tenant.status === 'ACTIVE',
		shard: tenant.shard,
		halted: tenant.halted,
		users,
		instruments: instruments.map(({ id, description: _, contractSize: __, brokerSymbols, ...rest }) => ({
			...rest,
			instrumentId: id,
			limits: set.get(`INSTRUMENT ${id}`),
			brokerSymbols: brokerSymbols.map(({ server, symbol }) => ({ server, symbol })),
		})),
		desks: desks.map(({ id, name }) => ({ deskId: id, name, limits: set.get(`DESK ${id}`) })),
		strategies: strategies.map(({ id, name, active }) => ({ strategyId: id, name, active, limits: set.get(`STRATEGY ${id}`) })),
		limits: set.get('TENANT 0'),
		quotas: quotasOf(settings),
		policies: tenant.policies[0]?.text ?? '',
		takeBack: { whenInactive: true, ofRemovedUsers: settings.onRemoval === 'CANCEL' },
		accounts: accounts.map(({ id, name, mode, currency, currencyDigits, server, login, active, deskId, limits }) => ({
			accountId: id,
			name,
			mode: modeOf(mode),
			currency,
			currencyDigits,
			server,
			login,
			active,
			deskId,
			presumesAbsent: settings.presumesAbsentAt.includes(server),
			ownTerminalKey: withOwnKey.has(id),
			limits: limitsOf(limits),
		})),
		terminalKeys: tenant.terminalKeys
			.filter(({ revokedAt }) => revokedAt === null)
			.map(({ accountId, id, encrypted }) => ({ accountId, keyId: id, encrypted })),
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
