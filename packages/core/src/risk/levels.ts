import { type Level, type LevelLimits, type LimitName, limitNames, type TenantConfig } from '../model.ts';
import { deskOf } from '../positions/sums.ts';
import type { Counters, Group } from '../state/books.ts';
import type { Account, Tenant } from '../state/state.ts';
import { createFacts, type InstrumentFacts, noteRow } from './facts.ts';

/** One level that an order falls under: its limits and what it counts for itself. `group`: accounts together, at tenant and desk. */
export type LevelInput = {
	readonly level: Level;
	readonly limits: LevelLimits;
	/** The limits once more, by their place in `limitNames`: what each check reads at each level of each order. `notSet`: there is none. */
	readonly set: Float64Array;
	readonly counters: Counters;
	readonly group: Group | null;
};

export const notSet = Number.POSITIVE_INFINITY;

/**
 * By the place of each limit: the account's own, and the smallest and the largest of tenant, desk and account. A value that passes these, and the rows of strategy,
 * instrument and user, passes at every level, so that only one that does not is looked at level by level. Where there is none: `notSet`, for the largest minus that.
 * NaN, which nothing passes, where one is no exact number.
 */
export type Tightest = { readonly ofAccount: Float64Array; readonly smallest: Float64Array; readonly largest: Float64Array };

export function tightestOf(levels: readonly LevelInput[]): Tightest {
	const places = limitNames.map((_, place) => place);
	const setAt = (place: number) => levels.map(({ set }) => set[place] ?? notSet).filter((limit) => limit !== notSet);
	const account = levels.find(({ level }) => level === 'ACCOUNT');
	return {
		ofAccount: account?.set ?? rowOf(places.map(() => notSet)),
		smallest: rowOf(places.map((place) => Math.min(notSet, ...setAt(place)))),
		largest: rowOf(places.map((place) => Math.max(-notSet, ...setAt(place)))),
	};
}

/** Of an order. `tightest` is of tenant, desk and account; strategy, instrument and user have a row each, `noLimits` where none is set there. */
export type Levels = {
	readonly all: readonly LevelInput[];
	readonly tightest: Tightest;
	readonly ofStrategy: Float64Array;
	readonly ofInstrument: Float64Array;
	readonly ofUser: Float64Array;
	/** Null: no such instrument is configured. */
	readonly facts: InstrumentFacts | null;
};

/** Where a limit stands in `LevelInput.set`. */
export function placeOfLimit(name: LimitName): number {
	return limitNames.indexOf(name);
}

/** The row of a level that limits nothing. */
export const noLimits = new Float64Array(limitNames.length).fill(notSet);

/** Most accounts have the limits of many others: the same numbers stand in memory once, where a cache holds them. */
const rows = new Map<string, Float64Array>();
const ROWS_KEPT = 10_000;

function rowOf(limits: readonly number[]): Float64Array {
	const key = limits.join();
	const known = rows.get(key);
	if (known !== undefined) return known;
	if (rows.size >= ROWS_KEPT) rows.clear();
	const row = Float64Array.from(limits);
	rows.set(key, row);
	return row;
}

export function levelInput(of: Omit<LevelInput, 'set'>): LevelInput {
	const set = rowOf(
		limitNames.map((name) => {
			const limit = of.limits[name] ?? null;
			// What is no exact number is no limit that could be kept: NaN, which each check denies.
			return limit === null ? notSet : Number.isSafeInteger(limit) ? limit : Number.NaN;
		}),
	);
	return { level: of.level, limits: of.limits, set, counters: of.counters, group: of.group };
}

type Ask = {
	readonly tenant: Tenant;
	readonly account: Account;
	readonly userId: number;
	readonly instrumentId: number;
	readonly strategyId: number | null;
};

/** What all orders of an account fall under, whoever places them. */
export type OfAccount = { readonly above: readonly LevelInput[]; readonly tightest: Tightest };

/**
 * Found once for each configuration, each level by itself: an order of another user or strategy than the last one costs no more for it. Null: nothing is limited
 * there.
 */
type Found = {
	readonly config: TenantConfig;
	readonly accounts: Map<number, OfAccount>;
	readonly strategies: Map<number, LevelInput | null>;
	readonly instruments: Map<number, InstrumentFacts>;
	readonly users: Map<number, LevelInput | null>;
};
const foundFor = new WeakMap<Tenant, Found>();

/** A configuration was taken over, which may have put other groups and counters in place of those that were found. */
export function forgetLevels(tenant: Tenant): void {
	foundFor.delete(tenant);
	lastTenant = undefined;
}

/** Whose order was judged last: its tenant's are mostly judged next. */
let lastTenant: Tenant | undefined;
let lastFound: Found | undefined;

function foundOf(tenant: Tenant): Found {
	if (lastTenant === tenant && lastFound?.config === tenant.config) return lastFound;
	let found = foundFor.get(tenant);
	if (found === undefined || found.config !== tenant.config) {
		found = { config: tenant.config, accounts: new Map(), strategies: new Map(), instruments: new Map(), users: new Map() };
		foundFor.set(tenant, found);
	}
	lastTenant = tenant;
	lastFound = found;
	return found;
}

/** What orders of this account and in this instrument have found already. */
export function metBefore(
	tenant: Tenant,
	{ accountId, instrumentId }: { readonly accountId: number; readonly instrumentId: number },
): { readonly levels: OfAccount | undefined; readonly facts: InstrumentFacts | undefined } {
	const found = foundOf(tenant);
	return { levels: found.accounts.get(accountId), facts: found.instruments.get(instrumentId) };
}

/** The levels at which limits are set for this order; the account's is always there. Reads only: a dry run leaves no trace. */
export function levelsFor({ tenant, account, userId, instrumentId, strategyId }: Ask): Levels {
	const found = foundOf(tenant);
	let ofAccount = found.accounts.get(account.accountId);
	if (ofAccount === undefined) {
		ofAccount = aboveOrders(tenant, account);
		found.accounts.set(account.accountId, ofAccount);
	}
	const { counters } = tenant;
	const strategy =
		strategyId === null
			? null
			: levelOf(found.strategies, { level: 'STRATEGY', id: strategyId, configs: tenant.strategies, counters: counters.strategies });
	const facts = found.instruments.get(instrumentId) ?? findFacts(tenant, { known: found.instruments, instrumentId });
	if (facts !== null) noteRow(facts, tenant);
	const instrument = facts === null ? null : facts.level;
	const user = levelOf(found.users, { level: 'USER', id: userId, configs: tenant.users, counters: counters.users });
	return {
		all: allOf(ofAccount.above, { strategy, instrument, user }),
		tightest: ofAccount.tightest,
		ofStrategy: strategy === null ? noLimits : strategy.set,
		ofInstrument: instrument === null ? noLimits : instrument.set,
		ofUser: user === null ? noLimits : user.set,
		facts,
	};
}

function findFacts(
	tenant: Tenant,
	of: { readonly known: Map<number, InstrumentFacts>; readonly instrumentId: number },
): InstrumentFacts | null {
	const { known, instrumentId } = of;
	const instrument = tenant.instruments.get(instrumentId);
	if (instrument === undefined) return null;
	const { limits } = instrument;
	const counters = tenant.counters.instruments.get(instrumentId);
	const level = limits === undefined || counters === undefined ? null : levelInput({ level: 'INSTRUMENT', limits, counters, group: null });
	const facts = createFacts(tenant, { instrument, level });
	known.set(instrumentId, facts);
	return facts;
}

type Own = { readonly strategy: LevelInput | null; readonly instrument: LevelInput | null; readonly user: LevelInput | null };

/** As long as it must be, and no longer: an array that grows makes room for many more. */
function allOf(above: readonly LevelInput[], { strategy, instrument, user }: Own): readonly LevelInput[] {
	let length = above.length;
	if (strategy !== null) length += 1;
	if (instrument !== null) length += 1;
	if (user !== null) length += 1;
	if (length === above.length) return above;
	const all = new Array<LevelInput>(length);
	let at = 0;
	for (let i = 0; i < above.length; i++) {
		const level = above[i];
		if (level !== undefined) all[at++] = level;
	}
	if (strategy !== null) all[at++] = strategy;
	if (instrument !== null) all[at++] = instrument;
	if (user !== null) all[at] = user;
	return all;
}

/** What is not configured is not remembered: whoever asks for ids that nobody has must not fill the memory. */
function levelOf(
	known: Map<number, LevelInput | null>,
	of: {
		readonly level: Level;
		readonly id: number;
		readonly configs: ReadonlyMap<number, { readonly limits?: LevelLimits | undefined }>;
		readonly counters: ReadonlyMap<number, Counters>;
	},
): LevelInput | null {
	const { level, id } = of;
	const before = known.get(id);
	if (before !== undefined) return before;
	const config = of.configs.get(id);
	const counters = of.counters.get(id);
	if (config === undefined || counters === undefined) return null;
	const found = config.limits === undefined ? null : levelInput({ level, limits: config.limits, counters, group: null });
	known.set(id, found);
	return found;
}

function aboveOrders(tenant: Tenant, account: Account): OfAccount {
	const above: LevelInput[] = [];
	const { limits } = tenant.config;
	if (limits !== undefined) above.push(levelInput({ level: 'TENANT', limits, counters: tenant.group.counters, group: tenant.group }));
	const desk = deskOf({ tenant, account });
	const deskLimits = tenant.deskLimits.get(account.config.deskId ?? 0);
	if (desk !== undefined && deskLimits !== undefined)
		above.push(levelInput({ level: 'DESK', limits: deskLimits, counters: desk.counters, group: desk }));
	above.push(levelInput({ level: 'ACCOUNT', limits: account.config.limits, counters: account.counters, group: null }));
	return { above, tightest: tightestOf(above) };
}
