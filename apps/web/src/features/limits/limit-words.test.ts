import fc from 'fast-check';
import { expect, test } from 'vitest';
import { limitText, limitTitle, limitValue, limitWords } from './limit-words.ts';

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
		fc.property(fc.constantFrom(...Object.keys(limitWords)), fc.nat(), (name, value) => {
			expect(limitValue(name, limitText(name, String(value)))).toBe(String(value));
		}),
	);
});

test('a limit that has no words yet is shown by its own name', () => {
	expect(limitTitle('maxSomethingNew')).toBe('maxSomethingNew');
});
