import { type Level, type LevelLimits, limitLevels, limitNames, type TenantConfig } from './model.ts';
import { findFxPaths, fxInstruments } from './money/fx.ts';
import { takeBackOrders, tradingOf } from './orders/take-back.ts';
import { recountProfit } from './positions/group-profit.ts';
import { recountAll } from './positions/sums.ts';
import { forgetLevels } from './risk/levels.ts';
import { type Counters, createCounters, createGroup, entryOf } from './state/books.ts';
import type { Outbox } from './state/outbox.ts';
import { createAccount, createTenant, type EngineState, type Tenant } from './state/state.ts';

/** Takes a newer configuration of a tenant over. What it drops becomes inactive, not unknown: a position in it can still be closed. */
export function configure(state: EngineState, input: { readonly config: TenantConfig; readonly out: Outbox }): void {
	const { config, out } = input;
	const known = state.tenants.get(config.tenantId);
	if (known !== undefined && config.version < known.config.version) {
		out.refuse('STALE_CONFIG', `version ${known.config.version} is in force`);
		return;
	}
	const tenant: Tenant = known ?? createTenant(config);
	const fault = rescaled(tenant, config) ?? misplacedLimit(config) ?? unknownDesk(config);
	if (fault !== null) {
		out.refuse('INVALID_REQUEST', fault);
		return;
	}
	const before = tradingOf(known);
	const baseBefore = tenant.config.baseCurrency;
	state.tenants.set(config.tenantId, tenant);
	tenant.config = config;
	tenant.users.clear();
	for (const user of config.users) {
		tenant.users.set(user.userId, user);
		startCounting(tenant.counters.users, user.userId);
	}
	tenant.strategies.clear();
	for (const strategy of config.strategies ?? []) {
		tenant.strategies.set(strategy.strategyId, strategy);
		startCounting(tenant.counters.strategies, strategy.strategyId);
	}
	tenant.deskLimits.clear();
	for (const { deskId, limits = {} } of config.desks ?? []) {
		tenant.deskLimits.set(deskId, limits);
		if (!tenant.desks.has(deskId)) tenant.desks.set(deskId, createGroup());
	}
	for (const [id, instrument] of tenant.instruments) tenant.instruments.set(id, { ...instrument, active: false });
	for (const instrument of config.instruments) {
		tenant.instruments.set(instrument.instrumentId, instrument);
		startCounting(tenant.counters.instruments, instrument.instrumentId);
	}
	for (const account of tenant.accounts.values()) account.config = { ...account.config, active: false };
	for (const accountConfig of config.accounts.toSorted((a, b) => a.accountId - b.accountId)) {
		const account = tenant.accounts.get(accountConfig.accountId);
		if (account !== undefined) account.config = accountConfig;
		else {
			const added = createAccount(tenant, accountConfig);
			tenant.accounts.set(accountConfig.accountId, added);
			out.account(added);
		}
	}
	for (const map of [state.tenants, tenant.accounts, tenant.instruments, tenant.users, tenant.strategies]) putInOrder(map);
	tenant.fxPaths = findFxPaths(
		[...tenant.instruments.values()],
		[config.baseCurrency, ...[...tenant.accounts.values()].map((account) => account.config.currency)],
	);
	tenant.fxInstruments = fxInstruments(tenant.fxPaths);
	recountAll(tenant);
	forgetLevels(tenant);
	tenant.watchesProfit = watchesProfit(config);
	recountProfit(tenant, { keepPeaks: baseBefore === config.baseCurrency });
	out.tenant(tenant);
	takeBackOrders(state, { tenant, out, before });
	out.reply({ outcome: 'done' });
}

/** By id: what is decided for each in turn must not depend on who was registered first. */
function putInOrder(map: Map<number, unknown>): void {
	const entries = [...map].sort(([a], [b]) => a - b);
	map.clear();
	for (const [id, value] of entries) map.set(id, value);
}

/** Whoever may have limits has counters of its own before its first order takes a token from them. */
function startCounting(counters: Map<number, Counters>, id: number): void {
	entryOf(counters, { key: id, create: createCounters });
}

/** Whether some limit above the account, or of a strategy, is on profit: where none is, nobody counts it. */
function watchesProfit(config: TenantConfig): boolean {
	const above = [
		config.limits,
		...(config.desks ?? []).map(({ limits }) => limits),
		...(config.strategies ?? []).map(({ limits }) => limits),
	];
	return above.some((limits) => (limits?.maxDailyLossMinor ?? limits?.maxDrawdownMinor ?? null) !== null);
}

/** A limit at a level that does not know it would protect nobody. */
function misplacedLimit(config: TenantConfig): string | null {
	const places: readonly { readonly level: Level; readonly limits: LevelLimits | undefined }[] = [
		{ level: 'TENANT', limits: config.limits },
		...(config.desks ?? []).map(({ limits }) => ({ level: 'DESK' as const, limits })),
		...(config.strategies ?? []).map(({ limits }) => ({ level: 'STRATEGY' as const, limits })),
		...config.instruments.map(({ limits }) => ({ level: 'INSTRUMENT' as const, limits })),
		...config.users.map(({ limits }) => ({ level: 'USER' as const, limits })),
	];
	for (const { level, limits = {} } of places) {
		for (const name of limitNames) {
			const known: readonly Level[] = limitLevels[name];
			if ((limits[name] ?? null) !== null && !known.includes(level))
				return `${name} can't be set for ${level}, only for ${known.join(', ')}`;
		}
	}
	return null;
}

function unknownDesk(config: TenantConfig): string | null {
	const desks = new Set((config.desks ?? []).map(({ deskId }) => deskId));
	const lost = config.accounts.find(({ deskId }) => deskId !== null && deskId !== undefined && !desks.has(deskId));
	return lost === undefined ? null : `account ${lost.accountId} names desk ${lost.deskId}, which is not configured`;
}

/** Scales, modes and currencies give meaning to numbers already booked: they can't change under them. */
function rescaled(tenant: Tenant, config: TenantConfig): string | null {
	for (const instrument of config.instruments) {
		const before = tenant.instruments.get(instrument.instrumentId);
		if (before === undefined) continue;
		if (before.priceDigits !== instrument.priceDigits || before.qtyDigits !== instrument.qtyDigits)
			return `the scale of instrument ${instrument.instrumentId} can't change`;
		if (before.baseCurrency !== instrument.baseCurrency || before.quoteCurrency !== instrument.quoteCurrency)
			return `the currencies of instrument ${instrument.instrumentId} can't change`;
	}
	for (const account of config.accounts) {
		const before = tenant.accounts.get(account.accountId)?.config;
		const same =
			before === undefined ||
			(before.mode === account.mode && before.currency === account.currency && before.currencyDigits === account.currencyDigits);
		if (!same) return `mode and currency of account ${account.accountId} can't change`;
	}
	return null;
}
