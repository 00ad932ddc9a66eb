import { type Message, type TerminalProtocol, wireEnums } from '@meridian/protocol';
import { toUnits } from './numbers.ts';
import type { AccountPlace } from './symbols.ts';

/** One price of the book. `qty` in the instrument's own units. */
export type Level = { readonly side: 'BUY' | 'SELL'; readonly price: number; readonly qty: number };

/** @returns undefined for a symbol that is not ours. @throws UnfitNumber */
export function depthOf(
	place: AccountPlace,
	book: Message<TerminalProtocol, 'Book'>,
): { instrumentId: number; levels: readonly Level[] } | undefined {
	const instrument = place.bySymbol.get(book.symbol);
	if (instrument === undefined) return undefined;
	const { BUY, SELL } = wireEnums.Side;
	const levels = book.levels.flatMap(({ side, price, volume }): Level[] => {
		if ((side !== BUY && side !== SELL) || !(price > 0) || !(volume > 0)) return [];
		return [
			{
				side: side === BUY ? 'BUY' : 'SELL',
				price: toUnits(price, instrument.priceDigits),
				qty: toUnits(volume, instrument.qtyDigits),
			},
		];
	});
	return { instrumentId: instrument.instrumentId, levels };
}
