import { pow10 } from './pow10.ts';

export type DecimalError = 'MALFORMED' | 'TOO_MANY_DIGITS' | 'OUT_OF_RANGE';
export type DecimalResult = { readonly ok: true; readonly value: number } | { readonly ok: false; readonly error: DecimalError };

const pattern = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?$/;

/**
 * A decimal string as an integer at `digits` decimals: `parseDecimal('1.1', 5)` is 110000. Strict: no sign but a minus, no exponent, no blanks,
 * no leading zeros, no more decimals than `digits`, nothing that a number can't hold exactly.
 */
export function parseDecimal(text: string, digits: number): DecimalResult {
	const match = pattern.exec(text);
	if (match === null) return { ok: false, error: 'MALFORMED' };
	const [, sign = '', whole = '', fraction = ''] = match;
	if (fraction.length > digits) return { ok: false, error: 'TOO_MANY_DIGITS' };
	if (whole.length + digits > 16) return { ok: false, error: 'OUT_OF_RANGE' };
	const value = Number(whole + fraction.padEnd(digits, '0'));
	if (!Number.isSafeInteger(value)) return { ok: false, error: 'OUT_OF_RANGE' };
	return { ok: true, value: sign === '-' && value !== 0 ? -value : value };
}

/** The integer `value` at `digits` decimals as a decimal string with exactly that many: `formatDecimal(110000, 5)` is "1.10000". */
export function formatDecimal(value: number, digits: number): string {
	const magnitude = value < 0 ? -value : value;
	const scale = pow10(digits);
	const fraction = magnitude % scale;
	const whole = (magnitude - fraction) / scale;
	const sign = value < 0 ? '-' : '';
	return digits === 0 ? `${sign}${whole}` : `${sign}${whole}.${String(fraction).padStart(digits, '0')}`;
}
