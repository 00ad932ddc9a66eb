import type { AccountConfig, InstrumentConfig, TenantConfig } from '@meridian/core';

/** One account's place: its tenant's configuration, and the broker's names of the tenant's instruments. */
export type AccountPlace = {
	readonly tenantId: number;
	readonly account: AccountConfig;
	readonly bySymbol: ReadonlyMap<string, InstrumentConfig>;
	readonly symbolOf: ReadonlyMap<number, string>;
	readonly instruments: ReadonlyMap<number, InstrumentConfig>;
};

/**
 * The accounts that this broker login may belong to, at most one of a tenant: active ones first, then suspended ones, which keep their line
 * because what is open in them must stay closable.
 */
export function findAccounts(configs: Iterable<TenantConfig>, input: { server: string; login: bigint }): readonly AccountPlace[] {
	const active: AccountPlace[] = [];
	const suspended: AccountPlace[] = [];
	for (const config of configs) {
		const account = config.accounts.find(({ server, login }) => server === input.server && login === input.login);
		if (account !== undefined) (account.active && config.active ? active : suspended).push(placeOf(config, account));
	}
	return [...active, ...suspended];
}

function placeOf(config: TenantConfig, account: AccountConfig): AccountPlace {
	const bySymbol = new Map<string, InstrumentConfig>();
	const symbolOf = new Map<number, string>();
	for (const instrument of config.instruments) {
		const name = instrument.brokerSymbols.find((broker) => broker.server === account.server)?.symbol;
		if (name === undefined) continue;
		bySymbol.set(name, instrument);
		symbolOf.set(instrument.instrumentId, name);
	}
	return {
		tenantId: config.tenantId,
		account,
		bySymbol,
		symbolOf,
		instruments: new Map(config.instruments.map((i) => [i.instrumentId, i])),
	};
}
