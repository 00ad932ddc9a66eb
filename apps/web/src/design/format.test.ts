import { expect, test } from 'vitest';
import { formatter } from './format.ts';

const english = formatter({ locale: 'en', timeZone: 'UTC' });

test('a decimal is shown exactly, however long', () => {
	expect(english.number('123456789012345678.10')).toBe('123,456,789,012,345,678.10');
	expect(english.number('-0.00001')).toBe('-0.00001');
});

test('numbers and times follow language and zone', () => {
	expect(formatter({ locale: 'de', timeZone: 'UTC' }).number('1234567.5')).toMatch(/^1.234.567\.5$/);
	expect(formatter({ locale: 'ja', timeZone: 'Asia/Tokyo' }).time('2026-01-01T00:00:00Z')).toBe('09:00:00');
	expect(english.time('2026-01-01T00:00:00Z')).toBe('00:00:00');
});

test('a gain bears its sign, and what is not there is a dash', () => {
	expect([english.signed('1.50'), english.signed('-1.50'), english.signed('0.00'), english.signed(null)]).toEqual([
		'+1.50',
		'-1.50',
		'0.00',
		'–',
	]);
});
