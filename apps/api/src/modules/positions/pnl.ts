import type { Side } from '@meridian/core';
import type { InstrumentModel } from '../instruments/types.ts';
import type { QuoteBook } from '../quotes/wire.ts';

type Open = { readonly side: Side; readonly qty: bigint; readonly openNotional: bigint; readonly instrument: InstrumentModel };
type Money = { readonly currency: string; readonly currencyDigits: number };
type Instruments = ReadonlyMap<number, InstrumentModel>;

/** What a closing order would get now: a long closes on the bid, a short on the ask. */
export function closingPrice(position: Open, book: QuoteBook): bigint | null {
	const quote = book.get(position.instrument.id);
	return quote ? BigInt(position.side === 'BUY' ? quote.bid : quote.ask) : null;
}

/**
 * P&L of an open position in minor units of the account's currency, rounded once, half away from zero. Converted as the broker
 * converts a deal: a profit at the side at which the account would sell the profit currency, a loss at the other. Null without a quote.
 */
export function unrealisedMinor(
	position: Open,
	input: { readonly account: Money; readonly instruments: Instruments; readonly book: QuoteBook },
): bigint | null {
	const { instrument } = position;
	const close = closingPrice(position, input.book);
	if (close === null) return null;
	const gain = (close * position.qty - position.openNotional) * (position.side === 'BUY' ? 1n : -1n) * instrument.contractSize;
	const scale = 10n ** BigInt(instrument.priceDigits + instrument.qtyDigits);
	const rate = conversion(instrument.quoteCurrency, {
		to: input.account.currency,
		positive: gain >= 0n,
		instruments: input.instruments,
		book: input.book,
	});
	if (rate === null) return null;
	return divideRounded(gain * 10n ** BigInt(input.account.currencyDigits) * rate.times, scale * rate.over);
}

type Rate = { readonly times: bigint; readonly over: bigint };

/** From one currency to another by the quotes of a pair of both; null where there is none. */
export function conversion(
	from: string,
	input: { readonly to: string; readonly positive: boolean; readonly instruments: Instruments; readonly book: QuoteBook },
): Rate | null {
	if (from === input.to) return { times: 1n, over: 1n };
	for (const pair of input.instruments.values()) {
		const quote = input.book.get(pair.id);
		if (!quote || quote.bid <= 0 || quote.ask <= 0) continue;
		const one = 10n ** BigInt(pair.priceDigits);
		if (pair.baseCurrency === input.to && pair.quoteCurrency === from)
			return { times: one, over: BigInt(input.positive ? quote.ask : quote.bid) };
		if (pair.baseCurrency === from && pair.quoteCurrency === input.to)
			return { times: BigInt(input.positive ? quote.bid : quote.ask), over: one };
	}
	return null;
}

/** Half away from zero. */
export function divideRounded(value: bigint, over: bigint): bigint {
	const half = over / 2n;
	return value >= 0n ? (value + half) / over : (value - half) / over;
}
