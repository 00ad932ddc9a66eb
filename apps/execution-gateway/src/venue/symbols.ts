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
 * The account that this broker login belongs to: the active one, else a suspended one, which keeps its line because what is open in it
 * must stay closable.
 */
export function findAccount(configs: Iterable<TenantConfig>, input: { server: string; login: bigint }): AccountPlace | undefined {
	let suspended: AccountPlace | undefined;
	for (const config of configs) {
		const account = config.accounts.find(({ server, login }) => server === input.server && login === input.login);
		if (account === undefined) continue;
		const place = placeOf(config, account);
		if (account.active && config.active) return place;
		suspended ??= place;
	}
	return suspended;
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
