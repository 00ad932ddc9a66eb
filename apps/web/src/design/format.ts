import type { Locale } from './look';

const tags = { en: 'en-GB', de: 'de-CH', ja: 'ja-JP' } as const satisfies Record<Locale, string>;
const isNumeric = (text: string): text is `${number}` => /^-?\d+(\.\d+)?$/.test(text);
const none = '–';

/**
 * Numbers and times for the eye, as the person's language writes them. Decimals come as strings and stay exact: nothing here computes.
 * @throws RangeError where the time zone is none.
 */
export function formatter(input: { readonly locale: Locale; readonly timeZone: string }) {
	const tag = tags[input.locale];
	const zone = input.timeZone === 'local' ? {} : { timeZone: input.timeZone };
	const numbers = new Map<number, Intl.NumberFormat>();
	const withDigits = (digits: number) => {
		const known = numbers.get(digits);
		if (known) return known;
		const made = new Intl.NumberFormat(tag, { minimumFractionDigits: digits, maximumFractionDigits: digits });
		numbers.set(digits, made);
		return made;
	};
	const number = (value: string | number | null | undefined): string => {
		if (value === null || value === undefined || value === '') return none;
		const text = String(value);
		if (!isNumeric(text)) return text;
		return withDigits(text.split('.')[1]?.length ?? 0).format(text);
	};
	const time = new Intl.DateTimeFormat(tag, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', ...zone });
	const day = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', ...zone });
	const moment = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23', ...zone });
	const of = (format: Intl.DateTimeFormat, iso: string | number | null | undefined) =>
		iso === null || iso === undefined ? none : format.format(new Date(iso));
	return {
		tag,
		number,
		/** With its sign in front, so that a gain is told from a loss without colour. */
		signed: (value: string | null | undefined): string =>
			value === null || value === undefined ? none : `${Number(value) > 0 ? '+' : ''}${number(value)}`,
		percent: (share: number): string => new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 1 }).format(share),
		time: (iso: string | number | null | undefined): string => of(time, iso),
		day: (iso: string | number | null | undefined): string => of(day, iso),
		dateTime: (iso: string | number | null | undefined): string => of(moment, iso),
	};
}
export type Format = ReturnType<typeof formatter>;
