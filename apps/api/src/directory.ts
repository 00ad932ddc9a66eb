import type { AccountMode } from '@meridian/core';
import type { Db } from '@meridian/db';
import type { InstrumentModel } from './modules/instruments/types.ts';

/** The unchanging side of an account. */
export type AccountRecord = {
	readonly id: number;
	readonly mode: AccountMode;
	readonly currency: string;
	readonly currencyDigits: number;
	readonly server: string;
	readonly login: bigint;
};

/** What every answer of a tenant needs and what seldom changes. */
export type TenantDirectory = {
	readonly tenantId: number;
	readonly baseCurrency: string;
	readonly instruments: ReadonlyMap<number, InstrumentModel>;
	readonly accounts: ReadonlyMap<number, AccountRecord>;
};

export const accountMode = (mode: string): AccountMode => {
	if (mode === 'NETTING' || mode === 'HEDGING') return mode;
	throw new Error(`account mode ${mode} is unknown`);
};

/** Who changes accounts or instruments past the configuration's version is believed after so long. */
const sameVersionMs = 600_000;

const keptMax = 5_000;

type Known = { readonly configVersion: number; readonly until: number; readonly value: Promise<TenantDirectory> };

/**
 * Instruments and accounts per tenant, kept as long as the tenant's configuration has the same version, and read by one query however many ask: the
 * order path asks no database.
 */
export class Directory {
	readonly #db: Db;
	readonly #ttlMs: number;
	/** How often it was asked, and how often the database had to be. */
	readonly reads = { asked: 0, loaded: 0 };
	readonly #known = new Map<number, Known>();

	constructor(db: Db, ttlMs = sameVersionMs) {
		this.#db = db;
		this.#ttlMs = ttlMs;
	}

	/** @throws TenantRefused where the tenant can't be served. */
	async of(tenantId: number): Promise<TenantDirectory> {
		const { configVersion, baseCurrency } = await this.#db.requireTenant(tenantId);
		const now = performance.now();
		this.reads.asked += 1;
		const known = this.#known.get(tenantId);
		if (known !== undefined && known.configVersion === configVersion && known.until > now) return known.value;
		this.reads.loaded += 1;
		const value = this.#load(tenantId, baseCurrency);
		const entry = { configVersion, until: now + this.#ttlMs, value };
		if (this.#known.size >= keptMax) this.#known.clear();
		this.#known.set(tenantId, entry);
		value.catch(() => {
			if (this.#known.get(tenantId) === entry) this.#known.delete(tenantId);
		});
		return value;
	}

	async #load(tenantId: number, baseCurrency: string): Promise<TenantDirectory> {
		const db = this.#db.forTenant(tenantId);
		const [instruments, accounts] = await Promise.all([
			db.instrument.findMany({
				orderBy: { id: 'asc' },
				include: { brokerSymbols: { select: { server: true, symbol: true }, orderBy: { server: 'asc' } } },
			}),
			db.account.findMany({ orderBy: { id: 'asc' } }),
		]);
		return {
			tenantId,
			baseCurrency,
			instruments: new Map(instruments.map((row) => [row.id, { __typename: 'Instrument', ...row }])),
			accounts: new Map(
				accounts.map(({ id, mode, currency, currencyDigits, server, login }) => [
					id,
					{ id, mode: accountMode(mode), currency, currencyDigits, server, login },
				]),
			),
		};
	}
}
