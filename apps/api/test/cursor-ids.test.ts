import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeCursor, encodeCursor, maxPage, pageSize, toConnection } from '../src/graphql/cursor.ts';
import { bigId, decodeId, encodeId, intId } from '../src/graphql/ids.ts';

describe('cursors', () => {
	test('come back as what they were', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), fc.bigInt({ min: 0n, max: 2n ** 95n }), (ms, id) => {
				expect(decodeCursor(encodeCursor({ at: new Date(ms), id }))).toEqual({ at: new Date(ms), id });
			}),
		);
	});

	test('that are not ours name nothing', () => {
		fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => decodeCursor(text) === null));
		expect(decodeCursor(Buffer.from('[1]').toString('base64url'))).toBeNull();
	});

	test('a page never has more rows than the cap, and says whether more follow', () => {
		expect([pageSize(undefined), pageSize(0), pageSize(-5), pageSize(10_000)]).toEqual([50, 1, 1, maxPage]);
		const page = toConnection([1, 2, 3], { size: 2, after: false, cursorOf: (id) => ({ at: new Date(0), id: BigInt(id) }) });
		expect(page.edges.map((edge) => edge.node)).toEqual([1, 2]);
		expect(page.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false, endCursor: page.edges[1]?.cursor });
	});
});

describe('global ids', () => {
	test('name one object of one type', () => {
		expect(decodeId(encodeId('Account', 7))).toEqual({ typename: 'Account', id: '7' });
		expect(intId('Account', encodeId('Account', 7))).toBe(7);
		expect(intId('Account', encodeId('Order', 7))).toBeNull();
		expect(bigId('Order', encodeId('Order', 9_007_199_254_740_993n))).toBe(9_007_199_254_740_993n);
	});

	test.each([
		'',
		'Account:1',
		'!!!',
		encodeId('Account', '-1'),
		encodeId('Account', '01'),
		encodeId('Account', '99999999999'),
		'A'.repeat(10_000),
	])('%s names no account', (text) => {
		expect(intId('Account', text)).toBeNull();
	});
});
