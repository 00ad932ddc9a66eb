import type { InstrumentConfig, VenueSpec } from '../model.ts';
import { marginFormula, pointValue } from '../money/contract.ts';
import { currencyDigits } from '../money/currency.ts';
import { fxRate, plainRate } from '../money/fx.ts';
import { isExact, mulDiv } from '../money/mul-div.ts';
import { pow10 } from '../money/pow10.ts';
import { product, type Ratio } from '../money/ratio.ts';
import { hedgedParts } from '../positions/hedged-margin.ts';
import { glanceAt, type Mark } from '../state/marks.ts';
import type { Account, Exposure, Tenant } from '../state/state.ts';
import type { Figure, OrderTerms } from './check.ts';

export type FigureInput = {
	readonly tenant: Tenant;
	readonly account: Account;
	readonly terms: OrderTerms;
	readonly instrument: InstrumentConfig | undefined;
	readonly spec: VenueSpec | undefined;
	readonly mark: Mark | undefined;
	readonly exposure: Exposure | undefined;
	/** Any quote will do, however old: the market is closed, and it is judged again once it is open. */
	readonly isDeferred: boolean;
	readonly nowMs: number;
};

/** Worth of the order in the tenant's base currency, minor units: quantity x price x contract, bought at the worse side of the conversion. */
export function notionalOf(input: FigureInput): Figure {
	const to = input.tenant.config.baseCurrency;
	return worthOf(input, { qty: input.terms.qty, to, toDigits: currencyDigits(to) });
}

/** Worth of a quantity of the order's instrument at the order's price, in minor units of some currency. */
export function worthOf(input: FigureInput, of: { readonly qty: number; readonly to: string; readonly toDigits: number }): Figure {
	const { instrument, spec, account } = input;
	if (instrument === undefined) return 'INSTRUMENT_UNKNOWN';
	if (spec === undefined) return 'INSTRUMENT_SPEC_MISSING';
	const cost = costOf(input, of.qty);
	if (typeof cost === 'string') return cost;
	const { priceDigits, qtyDigits, quoteCurrency } = instrument;
	const point = pointValue(spec, { priceDigits, qtyDigits, quoteCurrency, accountCurrency: account.config.currency });
	return convert(input, { amount: cost, scales: [point], from: point.currency, to: of.to, toDigits: of.toDigits });
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
	const { instrument, spec, account } = input;
	if (instrument === undefined) return 'INSTRUMENT_UNKNOWN';
	if (spec === undefined) return 'INSTRUMENT_SPEC_MISSING';
	const stated = spec.marginInitialMinor > 0;
	const hedged = of.hedged === true;
	const formula = marginFormula(spec, {
		hedgedMinor: hedged && stated ? spec.marginHedged : undefined,
		kind: 'INITIAL',
		priceDigits: instrument.priceDigits,
		accountCurrency: account.config.currency,
		contractSize: hedged && !stated ? spec.marginHedged : undefined,
	});
	if (formula === undefined) return 'INSTRUMENT_SPEC_MISSING';
	const amount = formula.byPrice ? of.cost : of.qty;
	if (typeof amount === 'string') return amount;
	const { currency: to, currencyDigits: toDigits } = account.config;
	const perLot = { num: 1, den: pow10(instrument.qtyDigits) };
	return convert(input, { amount, scales: [perLot, ...formula.scales], from: formula.currency, to, toDigits });
}

/** Price x quantity at the limit, or at the side of the mark that would fill. */
function costOf({ terms, mark }: FigureInput, qty: number): Figure {
	const price = terms.limitPrice ?? terms.price ?? (terms.side === 'BUY' ? mark?.ask : mark?.bid);
	if (price === undefined) return 'MARK_MISSING';
	const cost = price * qty;
	return isExact(cost) ? cost : 'NUMBER_OUT_OF_RANGE';
}

function convert(
	input: FigureInput,
	money: {
		readonly amount: number;
		readonly scales: readonly Ratio[];
		readonly from: string;
		readonly to: string;
		readonly toDigits: number;
	},
): Figure {
	const { tenant, account, nowMs, isDeferred } = input;
	const maxAgeMs = isDeferred ? Number.MAX_SAFE_INTEGER : (account.config.limits.maxMarkAgeMs ?? -1);
	const quote = (instrumentId: number) => {
		const mark = glanceAt(account, instrumentId);
		return mark !== undefined && nowMs - mark.atMs <= maxAgeMs ? mark : undefined;
	};
	const { from, to } = money;
	const plain = plainRate(tenant.fxPaths, { from, to, claim: false, quote });
	const quick = plain === undefined ? undefined : convertPlainly(money, plain);
	if (quick !== undefined) return quick;
	const rate = fxRate(tenant.fxPaths, { from, to, claim: false, quote });
	if (rate === undefined) return 'FX_RATE_MISSING';
	const ratio = product([...money.scales, { num: pow10(money.toDigits), den: 1 }, rate]);
	if (ratio === undefined) return 'NUMBER_OUT_OF_RANGE';
	return mulDiv(money.amount, { times: ratio.num, over: ratio.den }) ?? 'NUMBER_OUT_OF_RANGE';
}

/** Without reducing any fraction, which costs more than all else; the same answer, where every product is exact as it is. Undefined where one is not. */
function convertPlainly(
	money: { readonly amount: number; readonly scales: readonly Ratio[]; readonly toDigits: number },
	rate: Ratio,
): number | undefined {
	let times = pow10(money.toDigits);
	let over = 1;
	for (const { num, den } of money.scales) {
		if (!isExact(num) || !isExact(den) || num <= 0 || den <= 0) return undefined;
		times *= num;
		over *= den;
	}
	if (!isExact(times) || !isExact(over)) return undefined;
	if (over % times === 0) {
		over /= times;
		times = 1;
	} else if (times % over === 0) {
		times /= over;
		over = 1;
	}
	return mulDiv(money.amount, { times: times * rate.num, over: over * rate.den });
}
