import { expect, test } from 'vitest';
import { csvOf } from '../../design/grid/csv.ts';
import { askedNothing, detailText, lineColumns, variablesOf } from './model.ts';

test('a day that is asked for is meant with its whole; what is not given asks nothing', () => {
	expect(variablesOf({ ...askedNothing, from: '2026-11-30', to: '2026-11-30' }, 'acts')).toMatchObject({
		from: '2026-11-30T00:00:00.000Z',
		to: '2026-12-01T00:00:00.000Z',
		personId: null,
		actions: null,
		text: null,
	});
	expect(variablesOf({ ...askedNothing, from: '2026-1', accountId: 'a', life: 'DENIED' }, 'orders')).toEqual({
		...{ from: null, to: null, personId: null },
		...{ accountId: 'a', lives: ['DENIED'] },
	});
});

test('what a person was called can be no formula in the file that is exported', () => {
	const line = { at: '2026-11-30T00:00:00Z', action: 'LOGIN', personName: '=cmd()', personEmail: null, detail: '{}', correlationId: 'c' };
	expect(csvOf([line], lineColumns)).toBe(
		"at,action,personName,personEmail,detail,correlationId\r\n2026-11-30T00:00:00Z,LOGIN,'=cmd(),,{},c\r\n",
	);
});

test('a detail is shown by its names', () => {
	expect(detailText('{"email":"a@b.example","days":3,"nested":{"x":1}}')).toBe('email: a@b.example, days: 3, nested: {"x":1}');
});
