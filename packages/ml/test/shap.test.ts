import { describe, expect, it } from 'vitest';
import {
	expectedValue,
	type GbdtModel,
	gainImportance,
	permutationImportance,
	rawScores,
	shapValues,
	type Tree,
	trainGbdt,
} from '../src/index.ts';
import { rowAt, table } from './support/tables.ts';

const dataset = table({ rows: 2000, features: 4, missing: 0.1, label: ([a = 0, b = 0, c = 0]) => a * b + (c > 0 ? 1 : 0) });
const model = trainGbdt({ dataset, options: { objective: 'regression', trees: 15, leavesMax: 12 } });

/** The expectation of a tree where only the features of `known` are known: unknown ones go both ways, by the rows that did. */
function conditional(tree: Tree, row: Float32Array, known: ReadonlySet<number>): number {
	const cover = (child: number): number => (child < 0 ? tree.leafCover[~child] : tree.nodeCover[child]) ?? 0;
	const of = (node: number): number => {
		if (node < 0) return tree.leafValue[~node] ?? 0;
		const [left, right] = [tree.left[node] ?? -1, tree.right[node] ?? -1];
		const feature = tree.feature[node] ?? 0;
		const value = row[feature] ?? Number.NaN;
		const goesLeft = value <= (tree.threshold[node] ?? 0) || (Number.isNaN(value) && tree.missingLeft[node] === 1);
		if (known.has(feature)) return of(goesLeft ? left : right);
		return (cover(left) * of(left) + cover(right) * of(right)) / (cover(left) + cover(right));
	};
	return tree.feature.length === 0 ? (tree.leafValue[0] ?? 0) : of(0);
}

/** Shapley values by their definition: the mean gain of a feature over all orders of the features. */
function naive({ trees, names }: GbdtModel, row: Float32Array): number[] {
	const n = names.length;
	const factorial = (k: number): number => (k < 2 ? 1 : k * factorial(k - 1));
	return names.map((_, feature) => {
		let sum = 0;
		for (let mask = 0; mask < 1 << n; mask++) {
			if (((mask >> feature) & 1) === 1) continue;
			const known = new Set(names.flatMap((__, f) => (((mask >> f) & 1) === 1 ? [f] : [])));
			const weight = (factorial(known.size) * factorial(n - known.size - 1)) / factorial(n);
			for (const tree of trees) sum += weight * (conditional(tree, row, new Set([...known, feature])) - conditional(tree, row, known));
		}
		return sum;
	});
}

describe('contributions of features', () => {
	it('are Shapley values', () => {
		for (let at = 0; at < 25; at++) {
			const row = rowAt(dataset, at);
			const fast = shapValues(model, row);
			naive(model, row).forEach((value, f) => {
				expect(fast[f]).toBeCloseTo(value, 8);
			});
		}
	});

	it('sum, with the expected score, to the score', () => {
		const score = new Float64Array(1);
		for (let at = 0; at < 200; at++) {
			rawScores(model, rowAt(dataset, at), score);
			expect(shapValues(model, rowAt(dataset, at)).reduce((sum, value) => sum + value, 0)).toBeCloseTo(score[0] ?? 0, 8);
		}
	});

	it('begin at the mean of the training rows', () => {
		const tree = model.trees[0];
		if (tree === undefined) throw new Error('the model has no trees');
		expect(expectedValue(tree)).toBeCloseTo(0, 6);
	});

	it('give nothing to a feature that the label does not depend on', () => {
		const gains = gainImportance(model);
		const losses = permutationImportance(model, { dataset });
		expect(gains[3]).toBeLessThan(Math.max(...gains) / 10);
		expect(Math.abs(losses[3] ?? 1)).toBeLessThan(Math.max(...losses) / 10);
		expect(losses[2]).toBeGreaterThan(0.1);
	});
});
