import { describe, expect, test } from 'vitest';
import { uniqueArgs } from './unique-key.ts';

const where = (given: Record<string, unknown>) => uniqueArgs('order', { where: given }).where;

describe('findUnique as findFirst', () => {
	test('a single key stays as it is', () => {
		expect(uniqueArgs('order', { where: { id: 7n } })).toEqual({ where: { id: 7n } });
	});
	test('a compound key becomes its fields, beside further conditions', () => {
		expect(where({ accountId_clientOrderId: { accountId: 1, clientOrderId: 'a' }, life: 'FILLED' })).toEqual({
			accountId: 1,
			clientOrderId: 'a',
			life: 'FILLED',
		});
	});
	test('filters and other conditions are left alone', () => {
		const given = { id: 7n, qty: { gt: 1n }, AND: [{ side: 'BUY' }] };
		expect(where(given)).toEqual(given);
	});
	test.each([
		['no argument at all', undefined],
		['no key', { where: {} }],
		['only AND', { where: { AND: [{ side: 'BUY' }] } }],
		['an undefined key', { where: { id: undefined } }],
		['half of a compound key', { where: { accountId_clientOrderId: { accountId: 1, clientOrderId: undefined } } }],
	])('is refused with %s, where findFirst would give any row', (_name, args) => {
		expect(() => uniqueArgs('order', args as never)).toThrow('METHOD_REFUSED');
	});
});
