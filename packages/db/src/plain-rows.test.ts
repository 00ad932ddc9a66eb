import fc from 'fast-check';
import { types } from 'pg';
import { describe, expect, test } from 'vitest';
import { plainParsers } from './plain-rows.ts';

const { TIMESTAMPTZ } = types.builtins;
const ours = plainParsers.getTypeParser(TIMESTAMPTZ, 'text') as (text: string) => unknown;
const ofPg = types.getTypeParser(TIMESTAMPTZ, 'text');

describe('times of rows', () => {
	test('are what pg reads, with a fraction and without', () => {
		const dates = fc.date({ min: new Date('1700-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true });
		fc.assert(
			fc.property(dates, fc.constantFrom('.', ''), (date, fraction) => {
				const iso = date.toISOString();
				const text = `${iso.slice(0, 10)} ${iso.slice(11, 19)}${fraction === '' ? '' : iso.slice(19, 23)}+00`;
				expect(ours(text)).toEqual(new Date(fraction === '' ? `${iso.slice(0, 19)}Z` : iso));
				expect(ours(text)).toEqual(ofPg(text));
			}),
		);
	});
	test.each([
		'2026-11-24 10:30:00.5+01',
		'2026-11-24 15:00:00+05:30',
		'infinity',
		'-infinity',
		'0044-03-15 12:00:00+00 BC',
		'12026-01-01 00:00:00+00',
	])('%s is left to pg', (text) => {
		expect(ours(text)).toEqual(ofPg(text));
	});
});
