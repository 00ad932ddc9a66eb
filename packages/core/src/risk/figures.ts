import type { InstrumentConfig, VenueSpec } from '../model.ts';
import { marginFormula } from '../money/contract.ts';
import { type FxWays, fxRate, plainRate, waysBetween } from '../money/fx.ts';
import { type Listing, marginScale, type Scale } from '../money/listing.ts';
import { isExact, mulDiv } from '../money/mul-div.ts';
import { pow10 } from '../money/pow10.ts';
import { product } from '../money/ratio.ts';
import { hedgedParts } from '../positions/hedged-margin.ts';
import { glanceAt, type Mark } from '../state/marks.ts';
import type { Account, Exposure, Tenant } from '../state/state.ts';
import type { Figure, OrderTerms } from './check.ts';
import { type InstrumentFacts, listedAs } from './facts.ts';

export type FigureInput = {
	readonly tenant: Tenant;
	readonly account: Account;
	readonly terms: OrderTerms;
	readonly facts: InstrumentFacts | null;
	readonly spec: VenueSpec | undefined;
	readonly mark: Mark | undefined;
	readonly exposure: Exposure | undefined;
	/** Any quote will do, however old: the market is closed, and it is judged again once it is open. */
	readonly isDeferred: boolean;
	readonly nowMs: number;
};

/** Worth of the order in the tenant's base currency, minor units: quantity x price x contract, bought at the worse side of the conversion. */
export function notionalOf(input: FigureInput): Figure {
	return worthOf(input, { qty: input.terms.qty, of: 'tenant' });
}

/** Worth of a quantity of the order's instrument at the order's price, in minor units of the tenant's or the account's currency. */
export function worthOf(input: FigureInput, worth: { readonly qty: number; readonly of: 'tenant' | 'account' }): Figure {
	const { facts, spec, account, tenant } = input;
	if (facts === null) return 'INSTRUMENT_UNKNOWN';
	if (spec === undefined) return 'INSTRUMENT_SPEC_MISSING';
	const amount = costOf(input, worth.qty);
	if (typeof amount === 'string') return amount;
	const { listing, waysToTenant, waysToAccount } = listedAs(facts, { spec, account, tenant });
	return worth.of === 'tenant'
		? convert(input, { amount, scale: listing.worthOfTenant, to: tenant.config.baseCurrency, ways: waysToTenant })
		: convert(input, { amount, scale: listing.worthOfAccount, to: account.config.currency, ways: waysToAccount });
}

/**
 * Margin that the order would take in the account's currency, minor units, by the venue's own formula for the symbol. A market order on a hedging account takes what
 * it adds to the margin of the positions that it meets; one that rests takes its own in full, since what it would be hedged against may be gone when it fills.
 */
export function marginOf(input: FigureInput): Figure {
	const { terms, account, exposure } = input;
	const opposite = exposure === undefined ? 0 : terms.side === 'BUY' ? exposure.shortQty : exposure.longQty;
	if (account.config.mode !== 'HEDGING' || terms.type !== 'MARKET' || opposite === 0 || exposure === undefined) {
		const cost = costOf(input, terms.qty);
		return marginFor(input, { qty: terms.qty, cost });
	}
	const cost = costOf(input, terms.qty);
	if (typeof cost === 'string') return cost;
	const { longQty, longCost, shortQty, shortCost } = exposure;
	const buys = terms.side === 'BUY';
	if (input.spec !== undefined && input.spec.marginInitialMinor > 0 && !input.spec.hedgedUseLeg) {
		const uncoveredQty = buys ? shortQty - longQty : longQty - shortQty;
		return statedMargin(input, { cost, hedgedQty: Math.min(terms.qty, Math.max(0, uncoveredQty)) });
	}
	const before = legsMargin(input, { longQty, longCost, shortQty, shortCost });
	const after = legsMargin(input, {
		...{ longQty: longQty + (buys ? terms.qty : 0), longCost: longCost + (buys ? cost : 0) },
		...{ shortQty: shortQty + (buys ? 0 : terms.qty), shortCost: shortCost + (buys ? 0 : cost) },
	});
	if (typeof before === 'string') return before;
	return typeof after === 'string' ? after : Math.max(0, after - before);
}

/**
 * Of an order where the broker states margins in money: each lot that hedges an open one by the hedged margin, each other by the initial one. What the hedged
 * positions hold themselves is free only once the order is filled.
 */
function statedMargin(input: FigureInput, of: { readonly cost: number; readonly hedgedQty: number }): Figure {
	const hedged = input.spec?.marginHedged === 0 ? 0 : marginFor(input, { qty: of.hedgedQty, cost: of.cost, hedged: true });
	const open = marginFor(input, { qty: input.terms.qty - of.hedgedQty, cost: of.cost });
	if (typeof hedged === 'string') return hedged;
	return typeof open === 'string' ? open : hedged + open;
}

/** Margin of both legs of an instrument, by the symbol's rule for what is hedged. */
function legsMargin(input: FigureInput, legs: Pick<Exposure, 'longQty' | 'longCost' | 'shortQty' | 'shortCost'>): Figure {
	if (input.spec === undefined) return 'INSTRUMENT_SPEC_MISSING';
	const long = marginFor(input, { qty: legs.longQty, cost: legs.longCost });
	const short = marginFor(input, { qty: legs.shortQty, cost: legs.shortCost });
	if (typeof long === 'string') return long;
	if (typeof short === 'string') return short;
	if (input.spec.hedgedUseLeg) return Math.max(long, short);
	const { uncovered, covered } = hedgedParts(legs);
	if (uncovered === undefined || covered === undefined) return 'NUMBER_OUT_OF_RANGE';
	const open = marginFor(input, uncovered);
	const hedged = input.spec.marginHedged === 0 ? 0 : marginFor(input, { ...covered, hedged: true });
	if (typeof open === 'string') return open;
	return typeof hedged === 'string' ? hedged : open + hedged;
}

function marginFor(
	input: FigureInput,
	of: {
		readonly qty: number;
		readonly cost: Figure;
		readonly hedged?: boolean;
	},
): Figure {
	const { facts, spec, account, tenant } = input;
	if (facts === null) return 'INSTRUMENT_UNKNOWN';
	if (spec === undefined) return 'INSTRUMENT_SPEC_MISSING';
	const listed = of.hedged === true ? null : listedAs(facts, { spec, account, tenant });
	const margin = listed === null ? hedgedMargin(spec, { instrument: facts.instrument, account }) : listed.listing.margin;
	if (margin === undefined) return 'INSTRUMENT_SPEC_MISSING';
	const amount = margin.byPrice ? of.cost : of.qty;
	if (typeof amount === 'string') return amount;
	const { scale } = margin;
	const to = account.config.currency;
	const ways = listed === null ? waysBetween(tenant.fxPaths, { from: scale.from, to }) : listed.waysOfMargin;
	return convert(input, { amount, scale, to, ways });
}

/** Of what is hedged: by a contract size of its own, or by its own margin where that is stated in money. */
function hedgedMargin(
	spec: VenueSpec,
	{ instrument, account }: { readonly instrument: InstrumentConfig; readonly account: Account },
): Listing['margin'] {
	const stated = spec.marginInitialMinor > 0;
	const formula = marginFormula(spec, {
		hedgedMinor: stated ? spec.marginHedged : undefined,
		kind: 'INITIAL',
		priceDigits: instrument.priceDigits,
		accountCurrency: account.config.currency,
		contractSize: stated ? undefined : spec.marginHedged,
	});
	if (formula === undefined) return undefined;
	return { byPrice: formula.byPrice, scale: marginScale(formula, { qtyDigits: instrument.qtyDigits, account: account.config }) };
}

/** Price x quantity at the limit, or at the side of the mark that would fill. */
function costOf({ terms, mark }: FigureInput, qty: number): Figure {
	const price = terms.limitPrice ?? terms.price ?? (terms.side === 'BUY' ? mark?.ask : mark?.bid);
	if (price === undefined) return 'MARK_MISSING';
	const cost = price * qty;
	return isExact(cost) ? cost : 'NUMBER_OUT_OF_RANGE';
}

/** Whose quotes a conversion takes, and how old they may be: set before each, so that none makes a function of its own. */
const fresh: { account: Account | null; nowMs: number; maxAgeMs: number } = { account: null, nowMs: 0.5, maxAgeMs: 0.5 };

function freshQuote(instrumentId: number): Mark | undefined {
	const mark = fresh.account === null ? undefined : glanceAt(fresh.account, instrumentId);
	return mark !== undefined && fresh.nowMs - mark.atMs <= fresh.maxAgeMs ? mark : undefined;
}

/** `ways`: from the scale's currency to that of the answer. */
type Money = { readonly amount: number; readonly scale: Scale; readonly to: string; readonly ways: FxWays };

/** Without reducing any fraction, which costs more than all else, where every product is exact as it is. */
function convert(input: FigureInput, money: Money): Figure {
	const { amount, scale, to, ways } = money;
	const { from, plain } = scale;
	if (from === to && plain !== undefined) {
		const same = mulDiv(amount, { times: plain.num, over: plain.den });
		if (same !== undefined) return same;
	}
	const { tenant, account, nowMs, isDeferred } = input;
	const maxAgeMs = isDeferred ? Number.MAX_SAFE_INTEGER : (account.config.limits.maxMarkAgeMs ?? -1);
	fresh.account = account;
	fresh.nowMs = nowMs;
	fresh.maxAgeMs = maxAgeMs;
	const rateOf = { from, to, claim: false, quote: freshQuote };
	const plainly = plain === undefined ? undefined : plainRate(ways, rateOf);
	if (plain !== undefined && plainly !== undefined) {
		const quick = mulDiv(amount, { times: plain.num * plainly.num, over: plain.den * plainly.den });
		if (quick !== undefined) return quick;
	}
	const rate = fxRate(tenant.fxPaths, rateOf);
	if (rate === undefined) return 'FX_RATE_MISSING';
	const ratio = product([...scale.scales, { num: pow10(scale.toDigits), den: 1 }, rate]);
	if (ratio === undefined) return 'NUMBER_OUT_OF_RANGE';
	return mulDiv(amount, { times: ratio.num, over: ratio.den }) ?? 'NUMBER_OUT_OF_RANGE';
}
