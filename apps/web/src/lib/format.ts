/** The CSS class of a gain or a loss. */
export function sign(value: string | null): '' | 'up' | 'down' {
	const number = Number(value ?? 0);
	return number > 0 ? 'up' : number < 0 ? 'down' : '';
}

/** Spread in points (units of the last digit). */
export function spreadPoints(quote: { bid: string; ask: string }, digits: number): string {
	return String(Math.round((Number(quote.ask) - Number(quote.bid)) * 10 ** digits));
}
