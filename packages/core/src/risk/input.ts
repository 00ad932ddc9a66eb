import { reducibleQty } from '../positions/reducible.ts';
import { markAtRow } from '../state/marks.ts';
import type { Account, Tenant } from '../state/state.ts';
import type { ActionClass, OrderTerms, RiskInput } from './check.ts';
import { NO_ROW } from './facts.ts';
import { marginOf, notionalOf } from './figures.ts';
import { levelsFor, metBefore } from './levels.ts';
import { reach } from './reach.ts';

type Ask = {
	readonly tenant: Tenant;
	readonly account: Account;
	readonly userId: number;
	readonly terms: OrderTerms;
	/** Where an order is amended, or passed on after it has waited. */
	readonly amendedId?: number;
	readonly isDeferred?: boolean;
	readonly isApproved?: boolean;
	readonly isByEngine?: boolean;
	/** It closes what a bracket opened; the other side of the pair takes nothing away from it. */
	readonly isExit?: boolean;
	readonly nowMs: number;
};

/** Gathers what the checks look at. Reads only. */
export function riskInputFor(ask: Ask): RiskInput {
	const { account, terms } = ask;
	const { instrumentId, side, positionTicket, positionByTicket = 0n } = terms;
	reach(account, metBefore(ask.tenant, { accountId: account.accountId, instrumentId }));
	const reducible = reducibleQty(account, { instrumentId, side, positionTicket, positionByTicket, isExit: ask.isExit ?? false });
	const market = withMarket(ask);
	market.actionClass = classify(account, { terms, reducible });
	market.reducibleQty = reducible;
	market.notional = notionalOf(market);
	market.margin = marginOf(market);
	return market;
}

/** A cancel adds no exposure: only who asks and whether the venue can hear it matter. */
export function cancelInputFor(ask: Ask): RiskInput {
	return withMarket(ask);
}

/** As of a cancel, to be filled in for all else: one object of one shape an order. */
function withMarket(ask: Ask): { -readonly [Key in keyof RiskInput]: RiskInput[Key] } {
	const { tenant, account, userId, amendedId = null, isApproved = false, isByEngine = false } = ask;
	const { instrumentId, strategyId = null } = ask.terms;
	const levels = levelsFor({ tenant, account, userId, instrumentId, strategyId });
	const row = levels.facts === null ? (tenant.instrumentRows.get(instrumentId) ?? NO_ROW) : levels.facts.row;
	return {
		actionClass: 'CANCEL',
		tenant,
		account,
		userId,
		terms: ask.terms,
		amendedId,
		isDeferred: ask.isDeferred ?? ask.terms.tif === 'AT_OPEN',
		isApproved,
		isByEngine,
		nowMs: ask.nowMs,
		reducibleQty: 0,
		notional: 0,
		margin: 0,
		levels: levels.all,
		tightest: levels.tightest,
		ofStrategy: levels.ofStrategy,
		ofInstrument: levels.ofInstrument,
		ofUser: levels.ofUser,
		facts: levels.facts,
		instrument: levels.facts === null ? tenant.instruments.get(instrumentId) : levels.facts.instrument,
		spec: row < 0 ? undefined : (account.specs[row] ?? undefined),
		mark: row < 0 ? undefined : markAtRow(account, row),
		exposure: account.exposures.get(instrumentId),
	};
}

function classify(account: Account, order: { readonly terms: OrderTerms; readonly reducible: number }): ActionClass {
	const { terms, reducible } = order;
	if (terms.reduceOnly || terms.positionTicket !== 0n) return 'REDUCE';
	const fits = terms.qty > 0 && terms.qty <= reducible;
	return account.config.mode === 'NETTING' && fits ? 'REDUCE' : 'INCREASE';
}
