import type { Level, LevelLimits } from '../model.ts';
import { deskOf } from '../positions/sums.ts';
import type { Counters, Group } from '../state/books.ts';
import type { Account, Tenant } from '../state/state.ts';

/** One level that an order falls under: its limits and what it counts for itself. `group`: accounts together, at tenant and desk. */
export type LevelInput = {
	readonly level: Level;
	readonly limits: LevelLimits;
	readonly counters: Counters;
	readonly group: Group | null;
};

type Ask = {
	readonly tenant: Tenant;
	readonly account: Account;
	readonly userId: number;
	readonly instrumentId: number;
	readonly strategyId: number | null;
};

/** The levels at which limits are set for this order; the account's is always there. Reads only: a dry run leaves no trace. */
export function levelsFor(ask: Ask): readonly LevelInput[] {
	const { tenant, account } = ask;
	const found: LevelInput[] = [];
	const { limits } = tenant.config;
	if (limits !== undefined) found.push({ level: 'TENANT', limits, counters: tenant.group.counters, group: tenant.group });
	const desk = deskOf({ tenant, account });
	const deskLimits = tenant.deskLimits.get(account.config.deskId ?? 0);
	if (desk !== undefined && deskLimits !== undefined)
		found.push({ level: 'DESK', limits: deskLimits, counters: desk.counters, group: desk });
	found.push({ level: 'ACCOUNT', limits: account.config.limits, counters: account.counters, group: null });
	const { strategies, instruments, users } = tenant.counters;
	if (ask.strategyId !== null)
		add(found, { level: 'STRATEGY', limits: tenant.strategies.get(ask.strategyId)?.limits, counters: strategies.get(ask.strategyId) });
	add(found, {
		level: 'INSTRUMENT',
		limits: tenant.instruments.get(ask.instrumentId)?.limits,
		counters: instruments.get(ask.instrumentId),
	});
	add(found, { level: 'USER', limits: tenant.users.get(ask.userId)?.limits, counters: users.get(ask.userId) });
	return found;
}

function add(
	found: LevelInput[],
	at: { readonly level: Level; readonly limits: LevelLimits | undefined; readonly counters: Counters | undefined },
): void {
	const { level, limits, counters } = at;
	if (limits !== undefined && counters !== undefined) found.push({ level, limits, counters, group: null });
}
