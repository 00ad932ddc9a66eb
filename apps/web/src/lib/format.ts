/** Decimal strings for the eye: grouped, never computed with. */
export function money(value: string | null): string {
	if (value === null) return '–';
	const [whole = '', fraction] = value.split('.');
	const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
	return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** The CSS class of a gain or a loss. */
export function sign(value: string | null): '' | 'up' | 'down' {
	const number = Number(value ?? 0);
	return number > 0 ? 'up' : number < 0 ? 'down' : '';
}

export function clock(iso: string): string {
	return new Date(iso).toLocaleTimeString('en-GB', { hour12: false });
}

/** Spread in points (units of the last digit). */
export function spreadPoints(quote: { bid: string; ask: string }, digits: number): string {
	return String(Math.round((Number(quote.ask) - Number(quote.bid)) * 10 ** digits));
}

export function dateTime(iso: string): string {
	return new Date(iso).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
}
