/** What is wrong with a decimal, in words that say what to do. */
export type DecimalProblem = { readonly problem: string };

const pattern = /^(-?)(\d{1,16})(?:\.(\d{1,16}))?$/;

/**
 * A decimal string as an integer at `digits` decimals, exactly: nothing is rounded, because a rounded order is another order.
 * Trailing zeros beyond `digits` are allowed ("1.100000" at 5 digits), any other excess is a problem.
 */
export function parseDecimal(text: string, digits: number): number | DecimalProblem {
	const match = pattern.exec(text.trim());
	if (!match)
		return {
			problem: `"${text.slice(0, 40)}" is not a decimal number; write it like "1.25", with a point and no exponent, sign + or grouping`,
		};
	const [, sign = '', whole = '', given = ''] = match;
	const fraction = given.replace(/0+$/, '');
	if (fraction.length > digits)
		return { problem: `${text.trim()} has ${fraction.length} decimal digits; at most ${digits} are allowed here` };
	const scaled = Number(whole + fraction.padEnd(digits, '0'));
	if (!Number.isSafeInteger(scaled)) return { problem: `${text.trim()} is too large` };
	return sign === '-' && scaled !== 0 ? -scaled : scaled;
}

/** An integer at `digits` decimals as a decimal string with exactly that many decimals: (110250, 5) is "1.10250". */
export function formatScaled(value: number | bigint, digits: number): string {
	const scaled = BigInt(value);
	const text = (scaled < 0n ? -scaled : scaled).toString().padStart(digits + 1, '0');
	const sign = scaled < 0n ? '-' : '';
	return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/**
 * notional / quantity as a decimal string with two digits more than the price has, rounded half away from zero.
 * Null where nothing is filled. Both are sums at the same quantity scale, so the quotient is at the price's scale.
 */
export function averagePrice(input: { readonly notional: bigint; readonly qty: bigint; readonly priceDigits: number }): string | null {
	if (input.qty === 0n) return null;
	const scaled = input.notional * 100n;
	const half = input.qty / 2n;
	const quotient = scaled >= 0n ? (scaled + half) / input.qty : (scaled - half) / input.qty;
	const exact = formatScaled(quotient, input.priceDigits + 2);
	return exact.endsWith('00') ? exact.slice(0, -2) : exact;
}
