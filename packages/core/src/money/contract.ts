import type { CalcMode, VenueSpec } from '../model.ts';
import { currencyDigits } from './currency.ts';
import { pow10 } from './pow10.ts';
import type { Ratio } from './ratio.ts';

/** What MetaTrader's calculation modes look at (MQL5 reference, "Symbol Properties", ENUM_SYMBOL_CALC_MODE). */
type Formula = { readonly byPrice: boolean; readonly leveraged: boolean; readonly perLot: boolean; readonly byTick: boolean };
const formula = (of: Partial<Formula>): Formula => ({ byPrice: false, leveraged: false, perLot: false, byTick: false, ...of });
const formulas = {
	FOREX: formula({ leveraged: true }),
	FOREX_NO_LEVERAGE: formula({}),
	CFD: formula({ byPrice: true }),
	CFD_LEVERAGE: formula({ byPrice: true, leveraged: true }),
	CFD_INDEX: formula({ byPrice: true, byTick: true }),
	EXCH_STOCKS: formula({ byPrice: true }),
	FUTURES: formula({ perLot: true }),
	EXCH_FUTURES: formula({ perLot: true }),
} as const satisfies Record<Exclude<CalcMode, 'OTHER'>, Formula>;

const MILLION = 1_000_000;

/** Profit of a future comes by its ticks; of all else by the size of the contract. */
export function profitsByTick({ calcMode }: Pick<VenueSpec, 'calcMode'>): boolean {
	return calcMode === 'FUTURES' || calcMode === 'EXCH_FUTURES';
}

/**
 * What one unit of price times one unit of quantity is worth: a fraction of whole units of `currency`. Futures by tick value and tick size, in the account's
 * currency, in which the terminal says the value of a tick; a tick value of 0 makes it no positive fraction, which every exact operation refuses.
 */
export function pointValue(
	spec: VenueSpec,
	of: {
		readonly priceDigits: number;
		readonly qtyDigits: number;
		readonly quoteCurrency: string;
		readonly accountCurrency: string;
	},
): Ratio & { readonly currency: string } {
	const lot = pow10(of.qtyDigits);
	if (profitsByTick(spec)) return { num: spec.tickValueMicro, den: MILLION * spec.tickSize * lot, currency: of.accountCurrency };
	return { num: spec.contractSize, den: pow10(of.priceDigits) * lot, currency: of.quoteCurrency };
}

/** INITIAL: to open. MAINTENANCE: to hold, which is the same where the broker says nothing else. */
export type MarginKind = 'INITIAL' | 'MAINTENANCE';

/** Margin is `amount` (quantity, or price x quantity) times each of the scales, in whole units of `currency`. */
export type MarginFormula = { readonly byPrice: boolean; readonly scales: readonly Ratio[]; readonly currency: string };

/**
 * The venue's own formula for the margin of a symbol. An initial margin that the broker states in money takes the place of every formula; where a mode knows
 * leverage, that still divides it (MetaTrader 5 Help, "Margin Calculation: Retail Forex, Futures"). Of what is hedged: `contractSize`, another one than the
 * symbol's, or `hedgedMinor`, money a lot, which nothing divides. Undefined: it can't be known, which denies.
 */
export function marginFormula(
	spec: VenueSpec,
	of: {
		readonly kind: MarginKind;
		readonly priceDigits: number;
		readonly accountCurrency: string;
		readonly contractSize?: number | undefined;
		readonly hedgedMinor?: number | undefined;
	},
): MarginFormula | undefined {
	if (spec.calcMode === 'OTHER') return undefined;
	const { byPrice, leveraged, perLot, byTick } = formulas[spec.calcMode];
	const rate = { num: marginRatePpm(spec, of.kind), den: MILLION };
	const statedMinor = of.hedgedMinor ?? statedMarginMinor(spec, of.kind);
	const currency = spec.marginCurrency;
	const isLeveraged = leveraged && of.hedgedMinor === undefined;
	const leverage = isLeveraged ? [{ num: 1, den: spec.leverage }] : [];
	if (statedMinor > 0)
		return { byPrice: false, scales: [rate, { num: statedMinor, den: pow10(currencyDigits(currency)) }, ...leverage], currency };
	if (perLot) return undefined;
	const scales = [{ num: of.contractSize ?? spec.contractSize, den: 1 }, rate, ...leverage];
	// A tick is so many units of price, so that the scale of the price falls out.
	if (byTick) scales.push({ num: spec.tickValueMicro, den: MILLION }, { num: 1, den: spec.tickSize });
	else if (byPrice) scales.push({ num: 1, den: pow10(of.priceDigits) });
	return { byPrice, scales, currency: byTick ? of.accountCurrency : currency };
}

function marginRatePpm(spec: VenueSpec, kind: MarginKind): number {
	return kind === 'MAINTENANCE' && spec.maintenanceRatePpm > 0 ? spec.maintenanceRatePpm : spec.marginRatePpm;
}

/** What one lot costs where the broker states it in money; 0: by the formula. */
export function statedMarginMinor(spec: VenueSpec, kind: MarginKind): number {
	return kind === 'MAINTENANCE' && spec.marginMaintenanceMinor > 0 ? spec.marginMaintenanceMinor : spec.marginInitialMinor;
}
