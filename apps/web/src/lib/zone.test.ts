import { expect, test } from 'vitest';
import { momentOf } from './zone.ts';

const iso = (wall: string, zone: string) => momentOf(wall, zone)?.toISOString() ?? null;

test('a time is the one that the chosen zone’s clock shows, in winter and in summer', () => {
	expect(iso('2026-01-31T13:00', 'Asia/Tokyo')).toBe('2026-01-31T04:00:00.000Z');
	expect(iso('2026-01-31T13:00', 'Europe/Zurich')).toBe('2026-01-31T12:00:00.000Z');
	expect(iso('2026-07-31T13:00', 'Europe/Zurich')).toBe('2026-07-31T11:00:00.000Z');
	expect(iso('2026-01-31T13:00:30', 'Asia/Kolkata')).toBe('2026-01-31T07:30:30.000Z');
	expect(iso('2026-01-01T00:30', 'Pacific/Kiritimati')).toBe('2025-12-31T10:30:00.000Z');
});

test('a time that comes twice is the first, and one that never comes is an hour later', () => {
	expect(iso('2026-10-25T02:30', 'Europe/Zurich')).toBe('2026-10-25T00:30:00.000Z');
	expect(iso('2026-03-29T02:30', 'Europe/Zurich')).toBe('2026-03-29T01:30:00.000Z');
	expect(iso('2026-03-29T03:30', 'Europe/Zurich')).toBe('2026-03-29T01:30:00.000Z');
	expect(iso('2026-11-01T01:30', 'America/New_York')).toBe('2026-11-01T05:30:00.000Z');
});

test('the browser’s own zone is that of its clock', () => {
	expect(momentOf('2026-01-31T13:00', 'local')).toEqual(new Date(2026, 0, 31, 13));
});

test('what is half typed is none', () => {
	expect([iso('', 'UTC'), iso('2026-01-31', 'UTC'), iso('2026-13-31T13:00', 'UTC')]).toEqual([null, null, null]);
});
