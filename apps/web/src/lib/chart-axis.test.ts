import { expect, test } from 'vitest';
import { marker, wholeOrNone } from './chart-axis.ts';

const at = Date.UTC(2026, 10, 30, 23, 30, 5) / 1_000;

test('marks are in the language and the zone of the person', () => {
	expect(marker({ locale: 'en', timeZone: 'UTC' })(at, 3)).toBe('23:30');
	expect(marker({ locale: 'en', timeZone: 'Asia/Tokyo' })(at, 3)).toBe('08:30');
	expect(marker({ locale: 'de', timeZone: 'UTC' })(at, 4)).toBe('23:30:05');
	expect(marker({ locale: 'de', timeZone: 'Asia/Tokyo' })(at, 2)).toBe('1. Dez.');
	expect(marker({ locale: 'en', timeZone: 'UTC' })(at, 1)).toBe('Nov');
	expect(marker({ locale: 'en', timeZone: 'UTC' })(at, 0)).toBe('2026');
});

test('midnight is the hour 00, as on every other clock of the portal', () => {
	expect(marker({ locale: 'en', timeZone: 'UTC' })(Date.UTC(2026, 10, 30) / 1_000, 3)).toBe('00:00');
});

test('a label that an edge would cut is left out, and comes as soon as there is room', () => {
	expect(wholeOrNone('08:30', { at: 4, widthPx: 320 })).toBe('');
	expect(wholeOrNone('08:30', { at: 310, widthPx: 320 })).toBe('');
	expect(wholeOrNone('08:30', { at: 20, widthPx: 320 })).toBe('08:30');
	expect(wholeOrNone('08:30', { at: null, widthPx: 320 })).toBe('08:30');
});
