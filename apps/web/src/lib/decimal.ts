/** Decimal strings, computed with exactly: what is sent to a broker is never a rounded double. */
type Scaled = { readonly units: bigint; readonly digits: number };

function parse(text: string): Scaled | null {
	const found = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text.trim());
	if (found === null) return null;
	const [, minus = '', whole = '', fraction = ''] = found;
	return { units: BigInt(`${minus}${whole}${fraction}`), digits: fraction.length };
}

function write({ units, digits }: Scaled): string {
	const text = (units < 0n ? -units : units).toString().padStart(digits + 1, '0');
	const [whole, fraction] = [text.slice(0, text.length - digits), text.slice(text.length - digits)];
	return `${units < 0n ? '-' : ''}${whole}${digits > 0 ? `.${fraction}` : ''}`;
}

const to = ({ units, digits }: Scaled, wanted: number): bigint => units * 10n ** BigInt(wanted - digits);

/** a + b, with the digits of the longer one; null where one is no number. */
export function add(a: string, b: string): string | null {
	const [x, y] = [parse(a), parse(b)];
	if (x === null || y === null) return null;
	const digits = Math.max(x.digits, y.digits);
	return write({ units: to(x, digits) + to(y, digits), digits });
}

/** a x whole. */
export function times(a: string, whole: number): string | null {
	const x = parse(a);
	return x && write({ units: x.units * BigInt(whole), digits: x.digits });
}

/** Sum of many; '0' where there are none. */
export const sum = (values: readonly (string | null)[]): string =>
	values.reduce<string>((total, value) => (value === null ? total : (add(total, value) ?? total)), '0');

/** A price of the screen as one of the instrument: rounded to its last digit. */
export const priceAt = (price: number, digits: number): string => price.toFixed(digits);

export const isDecimal = (text: string): boolean => parse(text) !== null;
