import type { InstrumentConfig, VenueSpec } from '../model.ts';
import { currencyDigits } from '../money/currency.ts';
import { fxRate } from '../money/fx.ts';
import { isExact, mulDiv } from '../money/mul-div.ts';
import { pow10 } from '../money/pow10.ts';
import { product, type Ratio } from '../money/ratio.ts';
import type { Account, Mark, Tenant } from '../state/state.ts';
import type { Figure, OrderTerms } from './check.ts';

type FigureInput = {
	readonly tenant: Tenant;
	readonly account: Account;
	readonly terms: OrderTerms;
	readonly instrument: InstrumentConfig | undefined;
	readonly spec: VenueSpec | undefined;
	readonly mark: Mark | undefined;
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
	const { instrument, spec } = input;
	if (instrument === undefined) return 'INSTRUMENT_UNKNOWN';
	if (spec === undefined) return 'INSTRUMENT_SPEC_MISSING';
	const cost = costOf(input, of.qty);
	if (typeof cost === 'string') return cost;
	return convert(input, {
		amount: cost,
		scales: [{ num: spec.contractSize, den: 1 }, quotient(1, pow10(instrument.priceDigits))],
		from: instrument.quoteCurrency,
		to: of.to,
		toDigits: of.toDigits,
	});
}

/** Margin that the order would take in the account's currency, minor units, by the venue's own formula for the symbol. */
export function marginOf(input: FigureInput): Figure {
	const { instrument, spec, account } = input;
	if (instrument === undefined) return 'INSTRUMENT_UNKNOWN';
	if (spec === undefined || spec.calcMode === 'OTHER') return 'INSTRUMENT_SPEC_MISSING';
	const byPrice = spec.calcMode === 'CFD' || spec.calcMode === 'CFD_LEVERAGE';
	const leveraged = spec.calcMode === 'FOREX' || spec.calcMode === 'CFD_LEVERAGE';
	const amount = byPrice ? costOf(input, input.terms.qty) : input.terms.qty;
	if (typeof amount === 'string') return amount;
	const scales = [
		{ num: spec.contractSize, den: 1 },
		quotient(spec.marginRatePpm, 1_000_000),
		quotient(1, leveraged ? spec.leverage : 1),
		quotient(1, byPrice ? pow10(instrument.priceDigits) : 1),
	];
	return convert(input, {
		amount,
		scales,
		from: spec.marginCurrency,
		to: account.config.currency,
		toDigits: account.config.currencyDigits,
	});
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
	const { tenant, account, instrument, nowMs, isDeferred } = input;
	const maxAgeMs = isDeferred ? Number.MAX_SAFE_INTEGER : (account.config.limits.maxMarkAgeMs ?? -1);
	const quote = (instrumentId: number) => {
		const mark = account.marks.get(instrumentId);
		return mark !== undefined && nowMs - mark.atMs <= maxAgeMs ? mark : undefined;
	};
	const rate = fxRate(tenant.fxPaths, { from: money.from, to: money.to, claim: false, quote });
	if (rate === undefined) return 'FX_RATE_MISSING';
	const ratio = product([...money.scales, quotient(pow10(money.toDigits), pow10(instrument?.qtyDigits ?? -1)), rate]);
	if (ratio === undefined) return 'NUMBER_OUT_OF_RANGE';
	return mulDiv(money.amount, { times: ratio.num, over: ratio.den }) ?? 'NUMBER_OUT_OF_RANGE';
}

function quotient(num: number, den: number): Ratio {
	return { num, den };
}
