export type MarketInstrument = {
	readonly id: string;
	readonly symbol: string;
	readonly description: string;
	readonly priceDigits: number;
	readonly qtyDigits: number;
	readonly contractSize: string;
	readonly baseCurrency: string;
	readonly quoteCurrency: string;
	readonly restricted: boolean;
	readonly venueSymbols: readonly { readonly server: string; readonly symbol: string }[];
};

/** Each word that is searched for is somewhere in what an instrument is called. What begins with the words comes first. */
export function findInstruments(all: readonly MarketInstrument[], text: string): readonly MarketInstrument[] {
	const words = text.toLowerCase().split(/\s+/).filter(Boolean);
	const [first = ''] = words;
	const named = all.filter((one) => {
		const names = [one.symbol, one.description, one.baseCurrency, one.quoteCurrency, ...one.venueSymbols.map(({ symbol }) => symbol)];
		const inAll = names.join(' ').toLowerCase();
		return words.every((word) => inAll.includes(word));
	});
	const rank = ({ symbol }: MarketInstrument): number => (symbol.toLowerCase().startsWith(first) ? 0 : 1);
	return named.toSorted((a, b) => rank(a) - rank(b) || (a.symbol < b.symbol ? -1 : 1));
}

/** The smallest step of a number with so many digits behind the point, exactly: 5 gives 0.00001. */
export const stepOf = (digits: number): string => (digits === 0 ? '1' : `0.${'1'.padStart(digits, '0')}`);
