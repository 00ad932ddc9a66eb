import { type BrokerSymbol, type Quote, symbols } from './instruments.ts';
import { type Ratio, ratio, times } from './ratio.ts';

export type Quotes = ReadonlyMap<string, Quote>;
const one = ratio(1n);

/**
 * What one unit of `from` brings in `to`: a gain is sold, a loss is bought, each at the worse side of the broker's own quote, directly or
 * through US dollars. @returns undefined where a quote is missing.
 */
export function rate(quotes: Quotes, input: { from: string; to: string; gain: boolean }): Ratio | undefined {
	const { from, to, gain } = input;
	if (from === to) return one;
	const direct = leg(quotes, input);
	if (direct !== undefined || from === 'USD' || to === 'USD') return direct;
	const first = leg(quotes, { from, to: 'USD', gain });
	const second = leg(quotes, { from: 'USD', to, gain });
	return first && second && times(first, second);
}

function leg(quotes: Quotes, { from, to, gain }: { from: string; to: string; gain: boolean }): Ratio | undefined {
	for (const symbol of symbols) {
		const quote = quotes.get(symbol.name);
		if (quote === undefined) continue;
		const scale = 10n ** BigInt(symbol.digits);
		if (symbol.base === from && symbol.quote === to) return ratio(BigInt(gain ? quote.bid : quote.ask), scale);
		if (symbol.base === to && symbol.quote === from) return ratio(scale, BigInt(gain ? quote.ask : quote.bid));
	}
	return undefined;
}

/** Profit in minor units of `currency`, exact until the caller rounds it once. Prices in points, lots in hundredths. */
export function profit(
	quotes: Quotes,
	input: { symbol: BrokerSymbol; side: 1 | -1; open: Ratio; close: number; lots: number; currency: string },
): Ratio | undefined {
	const { symbol, side, open, close, lots, currency } = input;
	const moved = ratio(BigInt(close) * open.den - open.num, open.den);
	// points x lots/100 x contract / 10^digits, in minor units (x 100)
	const inQuote = times(moved, ratio(BigInt(side) * BigInt(lots) * BigInt(symbol.contract), 10n ** BigInt(symbol.digits)));
	const converted = rate(quotes, { from: symbol.quote, to: currency, gain: inQuote.num > 0n });
	return converted && times(inQuote, converted);
}

/** Margin in minor units: lots x contract (x price for a CFD) / leverage, bought in the margin currency. */
export function margin(
	quotes: Quotes,
	input: { symbol: BrokerSymbol; lots: number; price: number; currency: string; leverage: number },
): Ratio | undefined {
	const { symbol, lots, price, currency, leverage } = input;
	const converted = rate(quotes, { from: symbol.cfd ? symbol.quote : symbol.base, to: currency, gain: false });
	const units = ratio(
		BigInt(lots) * BigInt(symbol.contract) * (symbol.cfd ? BigInt(price) : 1n),
		BigInt(leverage) * (symbol.cfd ? 10n ** BigInt(symbol.digits) : 1n),
	);
	return converted && times(units, converted);
}
