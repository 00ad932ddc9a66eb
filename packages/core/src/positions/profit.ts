import type { Side, VenueSpec } from '../model.ts';
import { pointValue } from '../money/contract.ts';
import { type FxPaths, fxRate, type QuoteSource } from '../money/fx.ts';
import { isExact, mulDiv } from '../money/mul-div.ts';
import { pow10 } from '../money/pow10.ts';
import { product } from '../money/ratio.ts';

export type ProfitInput = {
	readonly side: Side;
	/** At qtyDigits. */
	readonly qty: number;
	/** Sum of price x qty of what is closed, at priceDigits and qtyDigits. */
	readonly openNotional: number;
	/** At priceDigits. */
	readonly closePrice: number;
	readonly priceDigits: number;
	readonly qtyDigits: number;
	/** How the venue makes profit of a price move: by the contract, or by the ticks of a future. */
	readonly spec: VenueSpec;
	readonly quoteCurrency: string;
	readonly accountCurrency: string;
	readonly accountCurrencyDigits: number;
	/** Paths into the account's currency (findFxPaths) and the quotes of its broker. */
	readonly fxPaths: FxPaths;
	readonly quote: QuoteSource;
};

/**
 * Our estimate of the profit of closing at a price, in minor units of the account's currency, rounded once, half away from zero: a profit is converted at the
 * side that sells it, a loss at the side that buys it. The books take the venue's figure. Undefined where a rate is missing or a number would not be exact.
 */
export function profitOf(input: ProfitInput): number | undefined {
	const worth = input.qty * input.closePrice;
	const points = input.side === 'BUY' ? worth - input.openNotional : input.openNotional - worth;
	if (!isExact(worth) || !isExact(points)) return undefined;
	const { spec, priceDigits, qtyDigits, quoteCurrency, accountCurrency } = input;
	const { currency, ...value } = pointValue(spec, { priceDigits, qtyDigits, quoteCurrency, accountCurrency });
	const rate = fxRate(input.fxPaths, { from: currency, to: accountCurrency, claim: points > 0, quote: input.quote });
	const ratio = product([value, { num: pow10(input.accountCurrencyDigits), den: 1 }, rate]);
	return ratio === undefined ? undefined : mulDiv(points, { times: ratio.num, over: ratio.den });
}

/** The same for an open position at the present quote of its instrument: a long closes on the bid, a short on the ask. */
export function unrealisedPnl(position: Omit<ProfitInput, 'closePrice'> & { readonly instrumentId: number }): number | undefined {
	const quote = position.quote(position.instrumentId);
	return quote === undefined ? undefined : profitOf({ ...position, closePrice: position.side === 'BUY' ? quote.bid : quote.ask });
}
