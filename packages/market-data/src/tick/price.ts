const powers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000] as const;

/** @throws RangeError for digits that no instrument has */
export function pow10(digits: number): number {
	const power = powers[digits];
	if (power === undefined) throw new RangeError(`${digits} digits`);
	return power;
}

/**
 * Decimal text to an integer with `digits` decimals, without passing through a double. Trailing zeros beyond the digits are allowed.
 * @returns undefined for text that is no plain decimal number, needs more digits, or exceeds 2^53
 */
export function unitsOfText(text: string, digits: number): number | undefined {
	const match = /^(-?)(\d{1,16})(?:\.(\d{0,16}))?$/.exec(text);
	if (match === null) return undefined;
	const [, sign = '', whole = '', fraction = ''] = match;
	if (/[1-9]/.test(fraction.slice(digits))) return undefined;
	const units = Number(whole + fraction.slice(0, digits).padEnd(digits, '0'));
	if (!Number.isSafeInteger(units)) return undefined;
	return sign === '' || units === 0 ? units : -units;
}

/** A double as vendors and terminals send it. @returns undefined where it is no number with so many decimals; it is never rounded away */
export function unitsOfDouble(value: number, digits: number): number | undefined {
	const scaled = value * pow10(digits);
	const units = Math.round(scaled);
	if (!Number.isSafeInteger(units) || Math.abs(scaled - units) > 1e-3) return undefined;
	return units === 0 ? 0 : units;
}

/** The integer as decimal text with all its digits. */
export function textOfUnits(units: number, digits: number): string {
	const text = String(Math.abs(units)).padStart(digits + 1, '0');
	const sign = units < 0 ? '-' : '';
	return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
