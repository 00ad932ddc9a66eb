import { describe, expect, test } from 'vitest';
import { schema } from '../src/schema.ts';
import { Documents, isChecked } from '../src/server/documents.ts';

const text = 'query($first: Int) { orders(first: $first) { edges { node { clientOrderId } } } }';

describe('documents of subscribers', () => {
	test('the same text is read once, another is another, and what is wrong stays wrong however often it is sent', () => {
		const documents = new Documents(schema);
		const [first, again, other] = [documents.check(text), documents.check(text), documents.check(`${text} `)];
		expect(again).toBe(first);
		expect(isChecked(first) && isChecked(other) && first.key !== other.key).toBe(true);
		for (let n = 0; n < 2; n += 1) {
			const wrong = documents.check('{ nothingLikeThat }');
			expect(isChecked(wrong) ? [] : wrong.map(({ message }) => message)).toEqual([expect.stringContaining('nothingLikeThat')]);
			expect(() => documents.check('{')).toThrow('Syntax Error');
		}
	});

	test('that some variables are fine says nothing of others with the same document', () => {
		const documents = new Documents(schema);
		const checked = documents.check(text);
		if (!isChecked(checked)) throw new Error('it is right');
		for (let n = 0; n < 2; n += 1) {
			expect(documents.accept(checked, { first: 5 }, { lasts: true })).toEqual({ variables: { first: 5 } });
			expect(documents.accept(checked, { first: 5, note: 'a\u0000b' }, { lasts: true })).toHaveProperty('refused');
		}
	});

	test('variables that last are kept once for all who send the same, and nobody can write to them; what does not last is not kept', () => {
		const documents = new Documents(schema);
		const [checked, other] = [documents.check(text), documents.check(`${text} `)];
		if (!isChecked(checked) || !isChecked(other)) throw new Error('it is right');
		const accept = (of: typeof checked, ids: string[], lasts: boolean) => {
			const accepted = documents.accept(of, { ids }, { lasts });
			if ('refused' in accepted) throw accepted.refused;
			return accepted.variables;
		};
		const first = accept(checked, ['a', 'b'], true);
		expect(accept(checked, ['a', 'b'], true)).toBe(first);
		expect(accept(checked, ['a', 'c'], true)).toEqual({ ids: ['a', 'c'] });
		expect(accept(other, ['a', 'b'], true)).not.toBe(first);
		expect(() => Object.assign(first, { ids: [] })).toThrow(TypeError);
		expect(() => (first.ids as string[]).push('d')).toThrow(TypeError);
		const once = accept(checked, ['x'], false);
		expect(accept(checked, ['x'], false)).not.toBe(once);
	});

	test('however many different ones come, few are kept', () => {
		const documents = new Documents(schema);
		const first = documents.check('{ me { email } }');
		for (let n = 0; n < 600; n += 1) documents.check(`{ me { email } } # ${n}`);
		const again = documents.check('{ me { email } }');
		expect(again).not.toBe(first);
	});
});
