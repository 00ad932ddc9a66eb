import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wordsOf } from '../../i18n/words.ts';
import { limitText, limitUnits, limitValue } from './limit-words.ts';

test('each limit is read in its own unit', () => {
	expect(limitText('priceCollarBps', '150')).toBe('1.5');
	expect(limitText('maxOrderNotionalMinor', '5')).toBe('0.05');
	expect(limitText('maxMarkAgeMs', '2500')).toBe('2.5');
	expect(limitText('maxNetLots', '40')).toBe('40');
});

test('what is no number of that unit is refused, never rounded', () => {
	expect(limitValue('maxNetLots', '1.5')).toBeNull();
	expect(limitValue('priceCollarBps', '1.555')).toBeNull();
	expect(limitValue('maxMarkAgeMs', 'soon')).toBeNull();
	expect(limitValue('maxMarkAgeMs', '')).toBe('');
});

test('what is shown and typed back is the same number', () => {
	fc.assert(
		fc.property(fc.constantFrom(...Object.keys(limitUnits)), fc.nat(), (name, value) => {
			expect(limitValue(name, limitText(name, String(value)))).toBe(String(value));
		}),
	);
});

test('each has a name and says what it is for', () => {
	expect(Object.keys(wordsOf('de'))).toEqual(
		expect.arrayContaining(Object.keys(limitUnits).flatMap((name) => [`limit.${name}`, `limit.${name}.help`])),
	);
});
