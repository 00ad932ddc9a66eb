import { buildSchema, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { plainTextRule, textError } from '../src/limits/text.ts';

const schema = buildSchema('type Query { f(text: String): String }');

test('a NUL or half a surrogate pair is refused in variables, however deep, and in the document', () => {
	for (const bad of ['\0', 'a\0b', '\ud800', 'x\udc00'])
		for (const variables of [{ a: bad }, { a: { b: [1, { c: bad }] } }, { [bad]: 1 }])
			expect(textError(variables)?.extensions.code).toBe('BAD_USER_INPUT');
	expect(validate(schema, parse('{ f(text: "\\u0000") }'), [plainTextRule])).toHaveLength(1);
});
test('any other text passes', () => {
	for (const good of ['', 'é', '😀', '\u{10ffff}', '\n', "'; DROP"]) {
		expect(textError({ a: [good], n: 1, b: null, t: true })).toBeNull();
		expect(validate(schema, parse(`{ f(text: ${JSON.stringify(good)}) }`), [plainTextRule])).toEqual([]);
	}
});
