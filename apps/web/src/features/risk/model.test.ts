import { expect, test } from 'vitest';
import { denialSeries, groupRows } from './model.ts';

const set = (subjectId: number, name: string, limits: { name: string; value: string | null; used: string | null }[]) => ({
	...{ level: 'ACCOUNT', subjectId, name, version: 1, limits, pending: [] },
});
const group = { level: 'ACCOUNT' as const, subjectId: 1, name: 'x', positions: 2, long: '5.00', short: '0.00', net: '5.00' };
const exposure = { currency: 'EUR', currencies: [], groups: [group] };

test('an account with a limit is shown though it holds nothing, and one with neither is not', () => {
	const limits = [
		set(1, 'held', [{ name: 'maxNetLots', value: null, used: '3' }]),
		set(2, 'limited', [{ name: 'maxOpenOrders', value: '10', used: '4' }]),
		set(3, 'idle', []),
	];
	expect(groupRows({ exposure, limits }, 'ACCOUNT')).toMatchObject([
		{ name: 'held', positions: 2, gauges: [] },
		{ name: 'limited', positions: 0, gauges: [{ name: 'maxOpenOrders', used: 4, limit: 10 }] },
	]);
});

test('denials beyond the most frequent codes are shown together, and none is lost', () => {
	const codes = ['A', 'B', 'C', 'D', 'E'].map((code, i) => ({ code, counts: [i, 1] }));
	const series = denialSeries({ from: '2026-01-01T00:00:00Z', bucketMinutes: 60, codes }, { others: 'Others' });
	expect(series.map(({ name, points }) => [name, points.map(({ y }) => y)])).toEqual([
		['A', [0, 1]],
		['B', [1, 1]],
		['C', [2, 1]],
		['Others', [7, 2]],
	]);
});
