import { type Message, type TerminalProtocol, wireEnums } from '@meridian/protocol';
import { toUnits } from './numbers.ts';
import type { AccountPlace } from './symbols.ts';

/** One price of the book, at the instrument's price digits; `qty` in its own units. */
export type Level = { readonly price: number; readonly qty: number };
/** The best first on each side. */
export type Depth = { readonly instrumentId: number; readonly bids: readonly Level[]; readonly asks: readonly Level[] };

/** Of each side. Brokers show 10 to 32; what lies beyond is nobody's next price, and a frame may hold thousands. */
export const maxLevels = 32;

/** @returns undefined for a symbol that is not ours. @throws UnfitNumber */
export function depthOf(place: AccountPlace, book: Message<TerminalProtocol, 'Book'>): Depth | undefined {
	const instrument = place.bySymbol.get(book.symbol);
	if (instrument === undefined) return undefined;
	const restingOn = (wanted: number): Level[] =>
		book.levels.flatMap(({ side, price, volume }) => {
			if (side !== wanted || !(price > 0) || !(volume > 0)) return [];
			return [{ price: toUnits(price, instrument.priceDigits), qty: toUnits(volume, instrument.qtyDigits) }];
		});
	const { BUY, SELL } = wireEnums.Side;
	return {
		instrumentId: instrument.instrumentId,
		bids: restingOn(BUY)
			.sort((a, b) => b.price - a.price)
			.slice(0, maxLevels),
		asks: restingOn(SELL)
			.sort((a, b) => a.price - b.price)
			.slice(0, maxLevels),
	};
}
