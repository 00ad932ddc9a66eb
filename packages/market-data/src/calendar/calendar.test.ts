import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Calendar, type CalendarConfig, ZoneClock } from './index.ts';

const zones = ['America/New_York', 'Europe/London', 'Australia/Lord_Howe', 'Asia/Kolkata', 'Pacific/Apia', 'America/Havana', 'Etc/GMT+5'];
const some = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2029, 0) });

describe('the wall clock of a zone', () => {
	test('shows what the formatter of the platform shows', () => {
		fc.assert(
			fc.property(fc.constantFrom(...zones), some, (zone, utcMs) => {
				const shown = new Date(new ZoneClock(zone).localMs(utcMs)).toISOString().slice(0, 19).replace('T', ' ');
				const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
				expect(shown).toBe(format.format(utcMs));
			}),
			{ numRuns: 300 },
		);
	});

	test('a local time is the first moment at which the clock shows it or a later one', () => {
		fc.assert(
			fc.property(fc.constantFrom(...zones), some, (zone, raw) => {
				const clock = new ZoneClock(zone);
				const local = Math.floor(raw / 60_000) * 60_000;
				const utc = clock.utcMs(local);
				expect(clock.localMs(utc)).toBeGreaterThanOrEqual(local);
				for (const before of [1, 60_000, 1_800_000, 3_600_000, 7_200_000]) expect(clock.localMs(utc - before)).toBeLessThan(local);
			}),
			{ numRuns: 300 },
		);
	});

	test('skipped and repeated hours of New York', () => {
		const clock = new ZoneClock('America/New_York');
		expect(clock.utcMs(Date.UTC(2014, 2, 9, 2, 30))).toBe(Date.UTC(2014, 2, 9, 7));
		expect(clock.utcMs(Date.UTC(2014, 10, 2, 1, 30))).toBe(Date.UTC(2014, 10, 2, 5, 30));
	});
});

const fx: CalendarConfig = {
	zone: 'America/New_York',
	week: [
		...Array.from({ length: 4 }, () => [{ from: '00:00', to: '24:00' }]),
		[{ from: '00:00', to: '17:00' }],
		[],
		[{ from: '17:00', to: '24:00' }],
	],
	holidays: ['2014-12-25'],
	earlyCloses: { '2014-12-24': '14:00' },
	lateOpens: { '2014-12-26': '08:00' },
};

describe('a calendar', () => {
	const calendar = new Calendar(fx);
	test.each([
		['2014-05-09T20:59:59.999Z', true], // Friday, 16:59:59 in New York
		['2014-05-09T21:00:00Z', false],
		['2014-05-11T20:59:59Z', false],
		['2014-05-11T21:00:00Z', true],
		['2014-01-10T21:30:00Z', true], // winter: an hour later
		['2014-12-24T18:59:59Z', true],
		['2014-12-24T19:00:00Z', false],
		['2014-12-25T15:00:00Z', false],
		['2014-12-26T12:59:59Z', false],
		['2014-12-26T13:00:00Z', true],
	])('%s: open is %s', (at, open) => expect(calendar.isOpen(Date.parse(at))).toBe(open));

	test('answers alike in whatever order it is asked', () => {
		fc.assert(
			fc.property(fc.array(some, { minLength: 1, maxLength: 20 }), (moments) => {
				const asked = new Calendar(fx);
				for (const at of moments) expect(asked.isOpen(at)).toBe(new Calendar(fx).isOpen(at));
			}),
			{ numRuns: 50 },
		);
	});

	test('counts the open time between two moments', () => {
		expect(calendar.openMs(Date.parse('2014-05-09T20:00:00Z'), Date.parse('2014-05-11T22:00:00Z'))).toBe(2 * 3_600_000);
	});

	test('a time of day that is none is refused', () => {
		expect(() => new Calendar({ ...fx, earlyCloses: { '2014-12-24': '25:00' } })).toThrow(/time of day/);
	});
});

const hours = resolve(
	process.env.MERIDIAN_DATA_DIR ?? resolve(import.meta.dirname, '../../../../../shared/data'),
	'lean/market-hours/market-hours-database.json.gz',
);
const leanSpan = z.object({ start: z.string(), end: z.string(), state: z.string() });
const leanDay = z.array(leanSpan).default([]);
const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const leanEntry = z.object({
	exchangeTimeZone: z.string(),
	...({
		monday: leanDay,
		tuesday: leanDay,
		wednesday: leanDay,
		thursday: leanDay,
		friday: leanDay,
		saturday: leanDay,
		sunday: leanDay,
	} satisfies Record<(typeof days)[number], unknown>),
	holidays: z.array(z.string()),
	earlyCloses: z.record(z.string(), z.string()).optional(),
});

/** LEAN's own words into ours: `1.00:00:00` is the end of a day, dates are month/day/year. */
function leanCalendar(entry: z.output<typeof leanEntry>): Calendar {
	const time = (text: string) =>
		/^(1[.:]00|23:59:59\.)/.test(text)
			? '24:00'
			: text
					.split(':')
					.map((part) => part.padStart(2, '0'))
					.join(':');
	const day = (text: string) => {
		const [m = '', d = '', y = ''] = text.split('/');
		return `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`;
	};
	return new Calendar({
		zone: entry.exchangeTimeZone,
		week: days.map((name) =>
			entry[name].filter(({ state }) => state === 'market').map(({ start, end }) => ({ from: time(start), to: time(end) })),
		),
		holidays: entry.holidays.map(day),
		earlyCloses: Object.fromEntries(Object.entries(entry.earlyCloses ?? {}).map(([date, close]) => [day(date), time(close)])),
	});
}

describe.skipIf(!existsSync(hours))('real calendars', () => {
	const entries = existsSync(hours)
		? z.object({ entries: z.record(z.string(), z.unknown()) }).parse(JSON.parse(gunzipSync(readFileSync(hours)).toString())).entries
		: {};
	const calendarOf = (name: string) => leanCalendar(leanEntry.parse(entries[name]));

	test('the New York stock exchange on an ordinary day, a short one and a holiday, in summer and in winter', () => {
		const nyse = calendarOf('Equity-usa-[*]');
		const openOn = (date: string) => nyse.openMs(Date.parse(`${date}T00:00:00Z`), Date.parse(`${date}T00:00:00Z`) + 86_400_000) / 3_600_000;
		expect(['2014-05-06', '2014-01-07', '2013-11-29', '2014-12-25', '2014-05-10'].map(openOn)).toEqual([6.5, 6.5, 3.5, 0, 0]);
		expect(nyse.isOpen(Date.parse('2014-05-06T13:30:00Z'))).toBe(true);
		expect(nyse.isOpen(Date.parse('2014-01-07T13:30:00Z'))).toBe(false);
	});

	test('the daily break of a currency venue moves with daylight saving', () => {
		const oanda = calendarOf('Forex-oanda-[*]');
		expect(['2014-05-06T21:00:00Z', '2014-01-07T22:00:00Z', '2014-01-07T21:00:00Z'].map((at) => oanda.isOpen(Date.parse(at)))).toEqual([
			false,
			false,
			true,
		]);
	});

	test('every calendar of the database whose zone is known is understood', () => {
		const known = Object.values(entries)
			.map((entry) => leanEntry.parse(entry))
			.filter(({ exchangeTimeZone }) => !exchangeTimeZone.startsWith('UTC'));
		for (const entry of known) expect(leanCalendar(entry).openMs(Date.UTC(2014, 4, 5), Date.UTC(2014, 4, 10))).toBeGreaterThan(0);
		expect(known.length).toBeGreaterThan(400);
	});
});
