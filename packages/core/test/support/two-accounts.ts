import type { LevelLimits, OrderView, PlaceOrder, TenantConfig } from '../../src/index.ts';
import { Desk, healthyAccount, instruments, orderOf, plainSpec, replyOf, TRADER, USDJPY } from './desk.ts';

export const MACRO = 4;
export const CARRY = 9;

type Limits = {
	readonly tenant?: LevelLimits;
	readonly desk?: LevelLimits;
	readonly strategy?: LevelLimits;
	readonly instrument?: LevelLimits;
	readonly user?: LevelLimits;
	/** The desk of account 2; account 1 is of MACRO. */
	readonly secondDesk?: number | null;
};

/** A tenant with two connected accounts of one desk, and a strategy. */
export function twoAccounts(limits: Limits = {}): Desk {
	const desk = new Desk();
	desk.reconfigure({ config: levelsOf(desk.config, limits) });
	const place = { tenantId: 1, accountId: 2 };
	const venue = { kind: 'venue', ...place } as const;
	desk.apply({ ...venue, event: 'linkUp' });
	for (const { instrumentId } of instruments)
		desk.apply({ ...venue, event: 'spec', instrumentId, spec: { ...plainSpec, marginCurrency: instrumentId === USDJPY ? 'USD' : 'EUR' } });
	const nothing = { orders: [], deals: [], positions: [], requests: [], lastCommandEpoch: 0, lastCommandSeq: 0 };
	desk.apply({ ...venue, event: 'snapshot', account: healthyAccount, ...nothing });
	for (const [instrumentId, bid] of [
		[1, 110_000],
		[2, 150_000],
	] as const)
		desk.apply({ kind: 'mark', ...place, instrumentId, bid, ask: bid + 10, venueAtMs: desk.nowMs });
	return desk;
}

/** The same tenant under other limits. */
export function levelsOf(config: TenantConfig, limits: Limits): Partial<TenantConfig> {
	const [first] = config.accounts;
	if (first === undefined) throw new Error('the desk has an account');
	const { secondDesk = MACRO } = limits;
	return {
		limits: limits.tenant,
		desks: [
			{ deskId: MACRO, name: 'Macro', limits: limits.desk },
			{ deskId: MACRO + 1, name: 'Other', limits: limits.desk },
		],
		strategies: [{ strategyId: CARRY, name: 'Carry', active: true, limits: limits.strategy }],
		instruments: instruments.map((instrument) => ({ ...instrument, limits: limits.instrument })),
		users: config.users.map((user) => (user.userId === TRADER ? { ...user, limits: limits.user } : user)),
		accounts: [
			{ ...first, deskId: MACRO },
			{ ...first, accountId: 2, login: 2n, deskId: secondDesk },
		],
	};
}

export function placeAt(desk: Desk, accountId: number, terms: Partial<PlaceOrder> = {}): OrderView {
	return orderOf(replyOf(desk.apply({ kind: 'place', ...desk.terms(terms), accountId })));
}
