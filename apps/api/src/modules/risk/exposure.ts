import type { Side } from '@meridian/core';
import type { InstrumentModel } from '../instruments/types.ts';
import { closingPrice, conversion, divideRounded } from '../positions/pnl.ts';
import type { QuoteBook } from '../quotes/wire.ts';

export type OpenPosition = {
	readonly accountId: number;
	readonly deskId: number | null;
	readonly instrument: InstrumentModel;
	readonly side: Side;
	readonly qty: bigint;
	/** Sum of quantity times open price. */
	readonly openNotional: bigint;
};
/** Of one currency, in hundredths of it: what is held of it (net) and moved by it (gross), both legs of every position. */
export type CurrencyExposure = { readonly currency: string; readonly net: bigint; readonly gross: bigint };
export type ExposureLevel = 'DESK' | 'ACCOUNT' | 'INSTRUMENT';
/** Worth in hundredths of the tenant's currency; null where a position could not be valued. */
export type GroupExposure = {
	readonly level: ExposureLevel;
	readonly subjectId: number;
	readonly positions: number;
	readonly long: bigint | null;
	readonly short: bigint | null;
};
export type Market = { readonly book: QuoteBook; readonly instruments: ReadonlyMap<number, InstrumentModel>; readonly currency: string };

/** What open positions expose the tenant to, in integers: at the price at which they would be closed, or without a quote at that at which they were opened. */
export function exposureOf(positions: readonly OpenPosition[], market: Market) {
	const currencies = new Map<string, { net: bigint; gross: bigint }>();
	const groups = new Map<
		string,
		{ level: ExposureLevel; subjectId: number; positions: number; long: bigint | null; short: bigint | null }
	>();
	for (const position of positions) {
		const { instrument, qty, side } = position;
		const sign = side === 'BUY' ? 1n : -1n;
		const lot = 10n ** BigInt(instrument.qtyDigits);
		const price = closingPrice(position, market.book);
		const cost = price === null ? position.openNotional : price * qty;
		const base = divideRounded(qty * instrument.contractSize * 100n, lot);
		const quoteOver = lot * 10n ** BigInt(instrument.priceDigits);
		const quote = divideRounded(cost * instrument.contractSize * 100n, quoteOver);
		add(currencies, { currency: instrument.baseCurrency, amount: sign * base });
		add(currencies, { currency: instrument.quoteCurrency, amount: -sign * quote });
		const rate = conversion(instrument.quoteCurrency, { to: market.currency, positive: true, ...market });
		const worth = rate === null ? null : divideRounded(cost * instrument.contractSize * 100n * rate.times, quoteOver * rate.over);
		const of: readonly (readonly [ExposureLevel, number | null])[] = [
			['DESK', position.deskId],
			['ACCOUNT', position.accountId],
			['INSTRUMENT', instrument.id],
		];
		for (const [level, subjectId] of of) {
			if (subjectId === null) continue;
			const group = groups.get(`${level} ${subjectId}`) ?? { level, subjectId, positions: 0, long: 0n, short: 0n };
			const held = side === 'BUY' ? 'long' : 'short';
			group[held] = worth === null || group[held] === null ? null : group[held] + worth;
			group.positions += 1;
			groups.set(`${level} ${subjectId}`, group);
		}
	}
	return {
		currencies: [...currencies].map(([currency, sums]): CurrencyExposure => ({ currency, ...sums })),
		groups: [...groups.values()] satisfies GroupExposure[],
	};
}

function add(currencies: Map<string, { net: bigint; gross: bigint }>, leg: { readonly currency: string; readonly amount: bigint }): void {
	const sums = currencies.get(leg.currency) ?? { net: 0n, gross: 0n };
	sums.net += leg.amount;
	sums.gross += leg.amount < 0n ? -leg.amount : leg.amount;
	currencies.set(leg.currency, sums);
}
