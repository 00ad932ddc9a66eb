import { currencyDigits } from './currency.ts';
import type { FxLeg, FxPaths, QuoteSource } from './fx.ts';
import { isExact } from './mul-div.ts';
import { pow10 } from './pow10.ts';

/** Minor units of one currency for minor units of another: sold at the worse side (`claim`) or bought at it (`liability`), and by which instruments. */
export type HeldRate = {
	readonly claim: { readonly num: number; readonly den: number };
	readonly liability: { readonly num: number; readonly den: number };
	readonly instrumentIds: readonly number[];
};

/**
 * The rate for what is held, both sides from one look at the quotes. Not reduced as fxRate's: it is for amounts, not for chains of scales. Undefined where no path
 * is quoted, or a factor would not be exact.
 */
export function heldRate(
	paths: FxPaths,
	input: { readonly from: string; readonly to: string; readonly toDigits: number; readonly quote: QuoteSource },
): HeldRate | undefined {
	const { from, to, toDigits, quote } = input;
	const shift = toDigits - currencyDigits(from);
	const start = { num: pow10(Math.max(0, shift)), den: pow10(Math.max(0, -shift)) };
	if (from === to) return { claim: start, liability: start, instrumentIds: [] };
	for (const path of paths.get(to)?.get(from) ?? []) {
		const rate = alongPath(path, { start, quote });
		if (rate !== undefined) return rate;
	}
	return undefined;
}

function alongPath(
	path: readonly FxLeg[],
	{ start, quote }: { readonly start: HeldRate['claim']; readonly quote: QuoteSource },
): HeldRate | undefined {
	const claim = { num: start.num, den: start.den };
	const liability = { num: start.num, den: start.den };
	for (const leg of path) {
		const mark = quote(leg.instrumentId);
		if (mark === undefined) return undefined;
		const scale = pow10(leg.priceDigits);
		// Against the direction of the pair one buys it, at its ask, to sell what one has.
		claim.num *= leg.inverse ? scale : mark.bid;
		claim.den *= leg.inverse ? mark.ask : scale;
		liability.num *= leg.inverse ? scale : mark.ask;
		liability.den *= leg.inverse ? mark.bid : scale;
	}
	const exact = isExact(claim.num) && isExact(claim.den) && isExact(liability.num) && isExact(liability.den);
	return exact ? { claim, liability, instrumentIds: path.map(({ instrumentId }) => instrumentId) } : undefined;
}
