import { expect, test } from 'vitest';
import { markText, wholeOrNone } from './chart-axis.ts';

const at = Date.UTC(2026, 10, 30, 23, 30, 5) / 1_000;

test('marks are in the language and the zone of the person', () => {
	expect(markText(at, 3, { locale: 'en', timeZone: 'UTC' })).toBe('23:30');
	expect(markText(at, 3, { locale: 'en', timeZone: 'Asia/Tokyo' })).toBe('08:30');
	expect(markText(at, 4, { locale: 'de', timeZone: 'UTC' })).toBe('23:30:05');
	expect(markText(at, 2, { locale: 'de', timeZone: 'Asia/Tokyo' })).toBe('1. Dez.');
	expect(markText(at, 1, { locale: 'en', timeZone: 'UTC' })).toBe('Nov');
	expect(markText(at, 0, { locale: 'en', timeZone: 'UTC' })).toBe('2026');
});

test('midnight is the hour 00, as on every other clock of the portal', () => {
	expect(markText(Date.UTC(2026, 10, 30) / 1_000, 3, { locale: 'en', timeZone: 'UTC' })).toBe('00:00');
});

test('a label that an edge would cut is left out, and comes as soon as there is room', () => {
	expect(wholeOrNone('08:30', { at: 4, widthPx: 320 })).toBe('');
	expect(wholeOrNone('08:30', { at: 310, widthPx: 320 })).toBe('');
	expect(wholeOrNone('08:30', { at: 20, widthPx: 320 })).toBe('08:30');
	expect(wholeOrNone('08:30', { at: null, widthPx: 320 })).toBe('08:30');
});
