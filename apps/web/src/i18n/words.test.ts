import { expect, test } from 'vitest';
import { wordsOf } from './words.ts';

const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

test('every language fills in the same names', () => {
	const english = wordsOf('en');
	for (const locale of ['de', 'ja'] as const)
		for (const [word, text] of Object.entries(wordsOf(locale)))
			expect({ word, names: names(text) }).toEqual({ word, names: names(english[word as keyof typeof english]) });
});
