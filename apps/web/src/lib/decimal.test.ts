import fc from 'fast-check';
import { expect, test } from 'vitest';
import { add, sum, times } from './decimal.ts';

test('nothing is lost in a sum', () => {
	expect(add('0.1', '0.2')).toBe('0.3');
	expect(add('-1.05', '1')).toBe('-0.05');
	expect(sum(['99999999999999999.99', '0.01', null])).toBe('100000000000000000.00');
	expect(add('x', '1')).toBeNull();
});

test('twice a quantity is the quantity added to itself', () => {
	fc.assert(
		fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: 1, max: 5 }), (units, digits) => {
			const scale = 10n ** BigInt(digits);
			const whole = units / scale;
			const text = `${units < 0n && whole === 0n ? '-' : ''}${whole}.${(units < 0n ? -units : units) % scale}`.replace(
				/\.(\d+)$/,
				(_all, fraction: string) => `.${fraction.padStart(digits, '0')}`,
			);
			expect(times(text, 2)).toBe(add(text, text));
		}),
		{ seed: 20_261_130 },
	);
});
