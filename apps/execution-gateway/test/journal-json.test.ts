import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse, stringify } from '../src/journal/json.ts';

const plain = fc.jsonValue({ maxDepth: 4 });
const withBigints = fc.letrec((tie) => ({
	value: fc.oneof(
		{ maxDepth: 4 },
		fc.bigInt(),
		fc.string({ unit: 'binary' }),
		fc.integer(),
		fc.boolean(),
		fc.constant(null),
		tie('list'),
		tie('record'),
	),
	list: fc.array(tie('value'), { maxLength: 4 }),
	record: fc.dictionary(
		fc.string({ unit: 'binary' }).filter((key) => key !== '__proto__' && key !== '$n'),
		tie('value'),
		{ maxKeys: 4, noNullPrototype: true },
	),
})).value;

test('what it writes for plain values is what JSON writes', () => {
	fc.assert(
		fc.property(plain, (value) => {
			expect(stringify(value)).toBe(JSON.stringify(value));
		}),
	);
});

test('bigints, any text and any nesting come back as they were', () => {
	fc.assert(
		fc.property(withBigints, (value) => {
			expect(parse(stringify(value))).toEqual(value);
		}),
	);
});

test('a key that is undefined is left out, and what JSON has no word for is refused', () => {
	expect(stringify({ a: undefined, b: 1 })).toBe('{"b":1}');
	expect(() => stringify({ a: () => 1 })).toThrow(/a function can't be journalled/);
});
