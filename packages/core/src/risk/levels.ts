import { type Level, type LevelLimits, type LimitName, limitNames, type TenantConfig } from '../model.ts';
import { deskOf } from '../positions/sums.ts';
import type { Counters, Group } from '../state/books.ts';
import type { Account, Tenant } from '../state/state.ts';

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
 * By the place of each limit: the account's own, and the smallest and the largest of all levels. A value that passes these passes at every level, so that only one
 * that does not is looked at level by level. Where there is none: `notSet`, for the largest minus that. NaN, which nothing passes, where one is no exact number.
 */
export type Tightest = { readonly ofAccount: Float64Array; readonly smallest: Float64Array; readonly largest: Float64Array };

export function tightestOf(levels: readonly LevelInput[]): Tightest {
	const smallest = new Float64Array(limitNames.length).fill(notSet);
	const largest = new Float64Array(limitNames.length).fill(-notSet);
	for (const { set } of levels)
		for (const [place, limit] of set.entries()) {
			smallest[place] = Math.min(smallest[place] ?? notSet, limit);
			if (limit !== notSet) largest[place] = Math.max(largest[place] ?? -notSet, limit);
		}
	const account = levels.find(({ level }) => level === 'ACCOUNT');
	return { ofAccount: account?.set ?? new Float64Array(limitNames.length).fill(notSet), smallest, largest };
}

/** Of an order: valid until the account's next one. `tightest` is without the instrument's, which has a row of its own. */
export type Levels = {
	readonly all: readonly LevelInput[];
	readonly tightest: Tightest;
	readonly ofInstrument: Float64Array | null;
};

/** Where a limit stands in `LevelInput.set`. */
export function placeOfLimit(name: LimitName): number {
	return limitNames.indexOf(name);
}

export function levelInput(of: Omit<LevelInput, 'set'>): LevelInput {
	const set = Float64Array.from(limitNames, (name) => {
		const limit = of.limits[name] ?? null;
		// What is no exact number is no limit that could be kept: NaN, which each check denies.
		return limit === null ? notSet : Number.isSafeInteger(limit) ? limit : Number.NaN;
	});
	return { level: of.level, limits: of.limits, set, counters: of.counters, group: of.group };
}

type Ask = {
	readonly tenant: Tenant;
	readonly account: Account;
	readonly userId: number;
	readonly instrumentId: number;
	readonly strategyId: number | null;
};

/** The levels of an account's orders by one user for one strategy, in the order of `levels`; without those of the instrument, and with room for it. */
type Found = { -readonly [Key in keyof Levels]: Levels[Key] } & {
	readonly config: TenantConfig;
	readonly userId: number;
	readonly strategyId: number | null;
	readonly others: readonly LevelInput[];
	readonly withInstrument: LevelInput[];
	readonly instrumentAt: number;
};

/** Made anew for each configuration, and for another user or strategy than the account's last order had. */
const foundFor = new WeakMap<Account, Found>();
const instrumentsOf = new WeakMap<TenantConfig, Map<number, LevelInput | null>>();

/** The levels at which limits are set for this order; the account's is always there. Reads only: a dry run leaves no trace. */
export function levelsFor(ask: Ask): Levels {
	const { tenant, account, userId, strategyId } = ask;
	let found = foundFor.get(account);
	if (found === undefined || found.config !== tenant.config || found.userId !== userId || found.strategyId !== strategyId) {
		found = find(ask);
		foundFor.set(account, found);
	}
	const instrument = instrumentLevel(tenant, ask.instrumentId);
	if (instrument !== null) found.withInstrument[found.instrumentAt] = instrument;
	found.all = instrument === null ? found.others : found.withInstrument;
	found.ofInstrument = instrument === null ? null : instrument.set;
	return found;
}

function instrumentLevel(tenant: Tenant, instrumentId: number): LevelInput | null {
	let known = instrumentsOf.get(tenant.config);
	if (known === undefined) {
		known = new Map();
		instrumentsOf.set(tenant.config, known);
	}
	let level = known.get(instrumentId);
	if (level === undefined) {
		const limits = tenant.instruments.get(instrumentId)?.limits;
		level = limitsAt({ level: 'INSTRUMENT', limits, counters: tenant.counters.instruments.get(instrumentId) });
		known.set(instrumentId, level);
	}
	return level;
}

function find({ tenant, account, userId, strategyId }: Ask): Found {
	const before: LevelInput[] = [];
	const { limits } = tenant.config;
	if (limits !== undefined) before.push(levelInput({ level: 'TENANT', limits, counters: tenant.group.counters, group: tenant.group }));
	const desk = deskOf({ tenant, account });
	const deskLimits = tenant.deskLimits.get(account.config.deskId ?? 0);
	if (desk !== undefined && deskLimits !== undefined)
		before.push(levelInput({ level: 'DESK', limits: deskLimits, counters: desk.counters, group: desk }));
	before.push(levelInput({ level: 'ACCOUNT', limits: account.config.limits, counters: account.counters, group: null }));
	const { strategies, users } = tenant.counters;
	const strategy =
		strategyId === null
			? null
			: limitsAt({ level: 'STRATEGY', limits: tenant.strategies.get(strategyId)?.limits, counters: strategies.get(strategyId) });
	if (strategy !== null) before.push(strategy);
	const user = limitsAt({ level: 'USER', limits: tenant.users.get(userId)?.limits, counters: users.get(userId) });
	const after = user === null ? [] : [user];
	const others = [...before, ...after];
	const [any] = others;
	const withInstrument = any === undefined ? [] : [...before, any, ...after];
	const levels = { all: others, tightest: tightestOf(others), ofInstrument: null };
	return { ...levels, config: tenant.config, userId, strategyId, others, withInstrument, instrumentAt: before.length };
}

function limitsAt(at: {
	readonly level: Level;
	readonly limits: LevelLimits | undefined;
	readonly counters: Counters | undefined;
}): LevelInput | null {
	const { level, limits, counters } = at;
	return limits === undefined || counters === undefined ? null : levelInput({ level, limits, counters, group: null });
}
