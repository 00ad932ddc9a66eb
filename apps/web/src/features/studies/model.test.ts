import { expect, test } from 'vitest';
import { axesOf, rankCorrelation, type Trial } from './model';

const trial = (number: number, point: object): Trial => ({
	number,
	point: JSON.stringify(point),
	status: 'DONE',
	loss: 1,
	steps: 1,
	curve: [],
});

test('a study’s axes are its numbers, and its choices by name', () => {
	const axes = axesOf([trial(0, { trees: 10, kind: 'b' }), trial(1, { trees: 30, kind: 'a' })]);
	expect(axes).toEqual([
		{ name: 'trees', values: [10, 30], low: '10', high: '30' },
		{ name: 'kind', values: [1, 0], low: 'a', high: 'b' },
	]);
});

test('a parameter that the loss follows matters wholly, whichever way, and one that it does not, little', () => {
	expect(rankCorrelation([1, 2, 3, 4], [10, 20, 30, 45])).toBe(1);
	expect(rankCorrelation([4, 3, 2, 1], [10, 20, 30, 45])).toBe(1);
	expect(rankCorrelation([1, 2, 3, 4], [2, 4, 1, 3])).toBeLessThan(0.1);
});
