import type { TenantConfig } from './model.ts';
import { findFxPaths } from './money/fx.ts';
import type { Outbox } from './state/outbox.ts';
import { createAccount, type EngineState, type Tenant } from './state/state.ts';

/** Takes a newer configuration of a tenant over. What it drops becomes inactive, not unknown: a position in it can still be closed. */
export function configure(state: EngineState, input: { readonly config: TenantConfig; readonly out: Outbox }): void {
	const { config, out } = input;
	const known = state.tenants.get(config.tenantId);
	if (known !== undefined && config.version < known.config.version) {
		out.refuse('STALE_CONFIG', `version ${known.config.version} is in force`);
		return;
	}
	const tenant: Tenant = known ?? createTenant(config);
	const changed = rescaled(tenant, config);
	if (changed !== null) {
		out.refuse('INVALID_REQUEST', changed);
		return;
	}
	state.tenants.set(config.tenantId, tenant);
	tenant.config = config;
	tenant.users.clear();
	for (const user of config.users) tenant.users.set(user.userId, user);
	for (const [id, instrument] of tenant.instruments) tenant.instruments.set(id, { ...instrument, active: false });
	for (const instrument of config.instruments) tenant.instruments.set(instrument.instrumentId, instrument);
	for (const account of tenant.accounts.values()) account.config = { ...account.config, active: false };
	for (const accountConfig of config.accounts) {
		const account = tenant.accounts.get(accountConfig.accountId);
		if (account !== undefined) account.config = accountConfig;
		else {
			const added = createAccount(config.tenantId, accountConfig);
			tenant.accounts.set(accountConfig.accountId, added);
			out.account(added);
		}
	}
	tenant.fxPaths = findFxPaths(
		[...tenant.instruments.values()],
		[config.baseCurrency, ...config.accounts.map((account) => account.currency)],
	);
	out.tenant(tenant);
	out.reply({ outcome: 'done' });
}

function createTenant(config: TenantConfig): Tenant {
	return {
		tenantId: config.tenantId,
		config,
		halted: false,
		instruments: new Map(),
		users: new Map(),
		accounts: new Map(),
		fxPaths: new Map(),
	};
}

/** Scales, modes and currencies give meaning to numbers already booked: they can't change under them. */
function rescaled(tenant: Tenant, config: TenantConfig): string | null {
	for (const instrument of config.instruments) {
		const before = tenant.instruments.get(instrument.instrumentId);
		if (before !== undefined && (before.priceDigits !== instrument.priceDigits || before.qtyDigits !== instrument.qtyDigits))
			return `the scale of instrument ${instrument.instrumentId} can't change`;
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
