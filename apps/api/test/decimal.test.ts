import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { averagePrice, formatScaled, parseDecimal } from '../src/decimal.ts';

describe('decimals', () => {
	test.each([
		['1.10250', 5, 110_250],
		['1.1', 5, 110_000],
		['1.1000000', 5, 110_000],
		['0.01', 2, 1],
		['-0.5', 2, -50],
		['7', 0, 7],
	])('%s at %i digits is %i', (text, digits, scaled) => {
		expect(parseDecimal(text, digits)).toBe(scaled);
	});

	test.each(['0.105', 'ten', '1e5', '', '+1', '1,5', '.5', '99999999999999999', 'NaN'])(
		'%s is refused with a reason, never rounded',
		(text) => {
			expect(parseDecimal(text, 2)).toHaveProperty('problem');
		},
	);

	test('what was formatted is read back as the same number', () => {
		fc.assert(
			fc.property(fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 }), fc.integer({ min: 0, max: 8 }), (scaled, digits) => {
				expect(parseDecimal(formatScaled(scaled, digits), digits)).toBe(scaled + 0);
			}),
		);
	});

	test('the average of fills keeps two digits more than the price where it needs them', () => {
		expect(averagePrice({ notional: 110_250n * 10n, qty: 10n, priceDigits: 5 })).toBe('1.10250');
		expect(averagePrice({ notional: 110_250n + 110_251n * 2n, qty: 3n, priceDigits: 5 })).toBe('1.1025067');
		expect(averagePrice({ notional: 0n, qty: 0n, priceDigits: 5 })).toBeNull();
	});
});
