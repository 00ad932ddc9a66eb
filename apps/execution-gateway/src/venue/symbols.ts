import type { AccountConfig, InstrumentConfig, TenantConfig } from '@meridian/core';

/** One account's place: its tenant's configuration, and the broker's names of the tenant's instruments. */
export type AccountPlace = {
	readonly tenantId: number;
	readonly account: AccountConfig;
	readonly bySymbol: ReadonlyMap<string, InstrumentConfig>;
	readonly symbolOf: ReadonlyMap<number, string>;
	readonly instruments: ReadonlyMap<number, InstrumentConfig>;
};

/** The active account that this broker login belongs to. */
export function findAccount(configs: Iterable<TenantConfig>, input: { server: string; login: bigint }): AccountPlace | undefined {
	for (const config of configs) {
		const account = config.accounts.find(
			(candidate) => candidate.active && candidate.server === input.server && candidate.login === input.login,
		);
		if (account === undefined || !config.active) continue;
		const bySymbol = new Map<string, InstrumentConfig>();
		const symbolOf = new Map<number, string>();
		for (const instrument of config.instruments) {
			const name = instrument.brokerSymbols.find((broker) => broker.server === input.server)?.symbol;
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
	return undefined;
}
