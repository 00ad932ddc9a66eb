import type { Fields } from './fields.ts';
import { notANumber, wholeAt } from './fields.ts';

/** A moment: whole milliseconds and the nanoseconds within. Written into, so that a row allocates nothing. */
export type Moment = { ms: number; ns: number };

const daysBeforeMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const daysInMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
export const dayMs = 86_400_000;

/** Milliseconds of a calendar day's midnight, as if it were UTC; undefined where there is no such day. */
export function civilDay(year: number, month: number, day: number): number | undefined {
	if (year < 1970 || year > 2200 || month < 1 || month > 12 || day < 1 || day > (daysInMonth[month - 1] ?? 0)) return undefined;
	const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
	if (month === 2 && day === 29 && !leap) return undefined;
	const y = year - 1;
	const leapsBefore = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) - 477;
	const days = (year - 1970) * 365 + leapsBefore + (daysBeforeMonth[month - 1] ?? 0) + (leap && month > 2 ? 1 : 0) + day - 1;
	return days * dayMs;
}

/** `2024.01.31`, `2024-01-31`, `2024/01/31` or `20240131` at `at`. @returns its midnight, or undefined; `length` is 8 or 10 */
export function dateAt(bytes: Uint8Array, at: number, length: number): number | undefined {
	if (length !== 8 && length !== 10) return undefined;
	const step = length === 10 ? 1 : 0;
	if (step === 1 && !(isSeparator(bytes[at + 4]) && bytes[at + 7] === bytes[at + 4])) return undefined;
	return civilDay(wholeAt(bytes, at, 4), wholeAt(bytes, at + 4 + step, 2), wholeAt(bytes, at + 6 + 2 * step, 2));
}

const isSeparator = (byte: number | undefined): boolean => byte === 0x2e || byte === 0x2d || byte === 0x2f;

/**
 * `11:00`, `11:00:00`, `11:00:00.051` or, where `compact`, `110000` and `110000051`: the time of day in `bytes[at, end)`.
 * Up to nine decimals of a second. @returns false where it is none
 */
export function timeOfDay(
	bytes: Uint8Array,
	range: { readonly at: number; readonly end: number; readonly compact?: boolean },
	out: Moment,
): boolean {
	const { at, end } = range;
	const step = range.compact === true ? 0 : 1;
	if (step === 1 && bytes[at + 2] !== 0x3a) return false;
	const hour = wholeAt(bytes, at, 2);
	const minute = wholeAt(bytes, at + 2 + step, 2);
	let next = at + 4 + step;
	let second = 0;
	if (next < end) {
		if (step === 1 && bytes[next] !== 0x3a) return false;
		second = wholeAt(bytes, next + step, 2);
		next += 2 + step;
	}
	if (next > end || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return false;
	out.ms = ((hour * 60 + minute) * 60 + second) * 1000;
	out.ns = 0;
	if (next === end) return true;
	if (step === 1 && bytes[next++] !== 0x2e) return false;
	return fraction(bytes, { at: next, end }, out);
}

/** Adds the decimals of a second in `bytes[at, end)`. */
function fraction(bytes: Uint8Array, { at, end }: { readonly at: number; readonly end: number }, out: Moment): boolean {
	const digits = end - at;
	if (digits < 1 || digits > 9) return false;
	const value = wholeAt(bytes, at, digits);
	if (value === notANumber) return false;
	const ns = value * 10 ** (9 - digits);
	out.ms += Math.floor(ns / 1_000_000);
	out.ns = ns % 1_000_000;
	return true;
}

/**
 * `DATE TIME` in one field, separated by a blank or T: `20120201 000003660` (compact), `20160502 00:00:00.959`, `2024-01-31T08:00:00`.
 */
export function dateTime(fields: Fields, field: number, out: Moment): boolean {
	const { bytes } = fields;
	const start = fields.start(field);
	const end = fields.end(field);
	let dateEnd = start;
	while (dateEnd < end && bytes[dateEnd] !== 0x20 && bytes[dateEnd] !== 0x54) dateEnd++;
	const day = dateAt(bytes, start, dateEnd - start);
	if (day === undefined || end - dateEnd < 5) return false;
	const compact = bytes[dateEnd + 3] !== 0x3a;
	if (compact && end - dateEnd - 1 !== 6 && end - dateEnd - 1 !== 9) return false;
	if (!timeOfDay(bytes, { at: dateEnd + 1, end, compact }, out)) return false;
	out.ms += day;
	return true;
}

export const epochUnits = { s: 0, ms: 3, us: 6, ns: 9 } as const;
export type EpochUnit = keyof typeof epochUnits;

/** A count of units since 1970; decimals may follow. Nanoseconds since 1970 pass 2^53, so what is below the second is read apart. */
export function epoch(fields: Fields, field: number, unit: EpochUnit): Moment | undefined {
	const { bytes } = fields;
	const start = fields.start(field);
	const end = fields.end(field);
	let point = start;
	while (point < end && bytes[point] !== 0x2e) point++;
	const belowDigits = epochUnits[unit];
	if (point - start < 1 || point - start > 19) return undefined;
	const split = Math.max(start, point - belowDigits);
	const seconds = split === start ? 0 : wholeAt(bytes, start, split - start);
	const below = split === point ? 0 : wholeAt(bytes, split, point - split);
	if (seconds < 0 || seconds > 7_258_118_400 || below < 0) return undefined;
	const unitNs = 10 ** (9 - belowDigits);
	let ns = below * unitNs;
	if (point < end) {
		const digits = end - point - 1;
		const decimals = digits < 1 || digits > 12 ? notANumber : wholeAt(bytes, point + 1, digits);
		if (decimals < 0) return undefined;
		ns += Math.floor((decimals * unitNs) / 10 ** digits);
	}
	return { ms: seconds * 1000 + Math.floor(ns / 1_000_000), ns: ns % 1_000_000 };
}
