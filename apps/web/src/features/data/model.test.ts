import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { translator } from '../../i18n/said.ts';
import { wordsOf } from '../../i18n/words.ts';
import { dataDocuments } from '../../lib/data-documents.ts';
import { emptySettings, settingsInput, shareDone } from './model.ts';

const t = translator(wordsOf('en'));
const schema = buildSchema(readFileSync(new URL('../../../../api/schema.graphql', import.meta.url), 'utf8'));

test.each(Object.entries(dataDocuments))('the document %s is one that the API understands', (_name, text) => {
	expect(validate(schema, parse(text))).toEqual([]);
});

describe('the import form', () => {
	test('leaves out what is blank, and sends numbers as numbers', () => {
		expect(settingsInput({ ...emptySettings, venue: ' OANDA ', priceDigits: '5' }, t)).toEqual({
			venue: 'OANDA',
			priceDigits: 5,
			side: 'bid',
			overlap: 'refuse',
		});
	});
	test('sends the columns with a CSV alone, and says where they are no JSON', () => {
		expect(settingsInput({ ...emptySettings, venue: 'V', format: 'csv' }, t)).toMatchObject({ mapping: { time: 'time' } });
		expect(() => settingsInput({ ...emptySettings, format: 'csv', mapping: '{' }, t)).toThrow(/not JSON/);
		expect(() => settingsInput({ ...emptySettings, priceDigits: 'five' }, t)).toThrow(/whole number/);
	});
	test('shows how far an import is', () => {
		expect(shareDone({ status: 'RUNNING', bytesRead: '25', fileBytes: '100' })).toBe(0.25);
		expect(shareDone({ status: 'DONE', bytesRead: '0', fileBytes: '100' })).toBe(1);
	});
});
