import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dateAt } from './time.ts';
import { UnknownZone, zoneOf } from './zone.ts';

describe('a local time', () => {
	test('of a fixed offset is that much behind or ahead', () => {
		expect(zoneOf('-05:00').toUtcMs(0, 0)).toBe(5 * 3_600_000);
		expect(zoneOf('UTC+5:30').toUtcMs(0, 0)).toBe(-5.5 * 3_600_000);
	});

	test('that came twice is the first, until the row before was later: then the second', () => {
		const zone = zoneOf('Europe/Athens');
		const local = Date.UTC(2024, 9, 27, 3, 30);
		const first = Date.UTC(2024, 9, 27, 0, 30);
		expect(zone.toUtcMs(local, 0)).toBe(first);
		expect(zone.toUtcMs(local, first + 1)).toBe(first + 3_600_000);
	});

	test('that never came has no UTC', () => {
		expect(zoneOf('America/New_York').toUtcMs(Date.UTC(2024, 2, 10, 2, 30), 0)).toBeUndefined();
		expect(zoneOf('America/New_York').toUtcMs(Date.UTC(2024, 2, 10, 3, 0), 0)).toBe(Date.UTC(2024, 2, 10, 7));
	});

	test('goes to UTC and back to what the clock on the wall showed', () => {
		const zones = ['Europe/Athens', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'Europe/London', 'America/Sao_Paulo'];
		const formats = new Map(
			zones.map((timeZone) => [timeZone, new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })]),
		);
		fc.assert(
			fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 2_000_000_000 }), (name, second) => {
				const shown = formats.get(name)?.format(second * 1000) ?? '';
				const local = Date.parse(`${shown.replace(' ', 'T')}Z`);
				const utc = zoneOf(name).toUtcMs(local, second * 1000);
				expect(utc).toBe(second * 1000);
			}),
			{ numRuns: 300 },
		);
	});

	test('of a zone that nobody knows is refused with what to write instead', () => {
		expect(() => zoneOf('Broker/Server')).toThrow(UnknownZone);
		expect(() => zoneOf('+25:00')).toThrow(/far from UTC/);
	});
});

test('a calendar day is the one of Date.UTC, and no other is a day', () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 1965, max: 2205 }),
			fc.integer({ min: 0, max: 13 }),
			fc.integer({ min: 0, max: 32 }),
			(year, month, day) => {
				const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
				const real = new Date(`${text}T00:00:00Z`);
				const exists = real.toJSON()?.startsWith(text) === true && year >= 1970 && year <= 2200;
				expect(dateAt(Buffer.from(text), 0, 10)).toBe(exists ? real.getTime() : undefined);
			},
		),
		{ numRuns: 2_000 },
	);
});
