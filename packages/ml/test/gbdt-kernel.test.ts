import { describe, expect, it } from 'vitest';
import { Arena } from '../src/gbdt/arena.ts';
import { featureBytes } from '../src/gbdt/kernel.ts';
import { Random } from '../src/index.ts';

const numbers = (length: number, of: () => number): number[] => Array.from({ length }, of);

describe('the tree kernel', () => {
	it.each([
		{ features: 1, count: 0, blockRows: 64 },
		{ features: 3, count: 1, blockRows: 64 },
		{ features: 8, count: 64, blockRows: 64 },
		{ features: 9, count: 65, blockRows: 64 },
		{ features: 23, count: 300, blockRows: 128 },
		{ features: 32, count: 999, blockRows: 256 },
		{ features: 70, count: 200, blockRows: 64 },
	])('adds rows to the bins as a plain loop does, bit by bit: $features features, $count rows in blocks of $blockRows', (shape) => {
		const { features, count, blockRows } = shape;
		const rows = 1200;
		const stride = Math.ceil(features / 8) * 8;
		const random = new Random(3);
		const arena = new Arena(rows * (stride + 12) + features * featureBytes + blockRows * (16 + stride) + 1024);
		const at = {
			...{ bins: arena.reserve(rows * stride), pairs: arena.reserve(rows * 8), rows: arena.reserve(rows * 4) },
			...{ histogram: arena.reserve(features * featureBytes), block: arena.reserve(blockRows * (16 + stride)) },
		};
		const after = arena.reserve(16);
		const bins = arena.u8(at.bins, rows * stride);
		for (let row = 0; row < rows; row++) for (let f = 0; f < features; f++) bins[row * stride + f] = random.below(256);
		const pairs = arena.f32(at.pairs, rows * 2);
		pairs.set(numbers(rows * 2, () => random.normal()));
		const list = random.sample(rows, count);
		arena.u32(at.rows, rows).set(list);
		const { kernel } = arena;
		kernel.accumulate(at.bins, stride, features, at.rows, count, at.pairs, at.histogram, at.block, blockRows);
		const expected = new Float64Array((features * featureBytes) / 8);
		for (const row of list)
			for (let f = 0; f < features; f++)
				for (const half of [0, 1]) {
					const cell = f * 512 + (bins[row * stride + f] ?? 0) * 2 + half;
					expected[cell] = (expected[cell] ?? 0) + (pairs[row * 2 + half] ?? 0);
				}
		expect(arena.f64(at.histogram, expected.length)).toEqual(expected);
		expect(arena.u32(after, 4)).toEqual(new Uint32Array(4));
	});

	it.each([1, 2, 7, 255])('puts values into %i bins by their upper edges, and what is missing into one of its own', (edgeCount) => {
		const random = new Random(4);
		const edges = Float32Array.from([...numbers(edgeCount - 1, () => random.normal()).sort((a, b) => a - b), Number.POSITIVE_INFINITY]);
		const special = [Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0, ...edges];
		const values = Float32Array.from([...special, ...numbers(50, () => random.normal() * 2), Number.NaN]);
		for (const count of [values.length, values.length - 1, values.length - 2, values.length - 3]) {
			const arena = new Arena(values.length * 8 + 2048);
			const [from, at, to] = [arena.reserve(values.length * 4), arena.reserve(1024), arena.reserve(values.length)];
			arena.f32(from, values.length).set(values);
			arena.f32(at, edgeCount).set(edges);
			arena.kernel.digitise(from, count, at, edgeCount, edgeCount, to);
			const expected = Array.from(values.subarray(0, count), (value) =>
				Number.isNaN(value) ? edgeCount : edges.findIndex((edge) => value <= edge),
			);
			expect([...arena.u8(to, count)]).toEqual(expected.map((bin) => bin & 0xff));
			expect([...arena.u8(to, values.length).subarray(count)].every((byte) => byte === 0)).toBe(true);
		}
	});

	it('parts rows by their bins, each side in its order, missing ones where they are told', () => {
		const random = new Random(5);
		const rows = 500;
		const arena = new Arena(rows * 9 + 256);
		const [list, scratch, column] = [arena.reserve(rows * 4), arena.reserve(rows * 4), arena.reserve(rows)];
		arena.u8(column, rows).set(numbers(rows, () => random.below(10)));
		const bins = arena.u8(column, rows);
		const part = random.sample(rows, 300);
		for (const missingLeft of [0, 1]) {
			arena.u32(list, 300).set(part);
			const lefts = arena.kernel.partition(list, 300, scratch, column, 4, 9, missingLeft);
			const goesLeft = (row: number): boolean => (bins[row] === 9 ? missingLeft === 1 : (bins[row] ?? 0) <= 4);
			const expected = [...part.filter(goesLeft), ...part.filter((row) => !goesLeft(row))];
			expect([...arena.u32(list, 300)]).toEqual(expected);
			expect(lefts).toBe(part.filter(goesLeft).length);
		}
	});

	it('writes columns side by side into rows', () => {
		const rows = 37;
		const arena = new Arena(rows * 32 + 64);
		const [columns, bins] = [arena.reserve(rows * 16), arena.reserve(rows * 16)];
		const random = new Random(6);
		arena.u8(columns, rows * 16).set(numbers(rows * 16, () => random.below(256)));
		for (const f of [0, 8]) arena.kernel.interleave(columns + f * rows, rows, bins + f, 16);
		const [from, to] = [arena.u8(columns, rows * 16), arena.u8(bins, rows * 16)];
		for (let row = 0; row < rows; row++) for (let f = 0; f < 16; f++) expect(to[row * 16 + f]).toBe(from[f * rows + row]);
	});

	it.each([false, true])('makes the gradients of the logistic loss, weights given: %s', (isWeighted) => {
		const scores = [0, -0, 1, -1, 36.5, -36.5, 90, -90, 708, -708, 5000, -5000, ...Array.from({ length: 2001 }, (_, i) => (i - 1000) / 40)];
		const rows = scores.length;
		expect(rows % 2).toBe(1);
		const arena = new Arena(rows * 24 + 256);
		const at = { scores: arena.reserve(rows * 8), labels: arena.reserve(rows * 4), weights: arena.reserve(rows * 4) };
		const target = arena.reserve(rows * 8);
		arena.f64(at.scores, rows).set(scores);
		const random = new Random(8);
		const [labels, weights] = [arena.f32(at.labels, rows), arena.f32(at.weights, rows)];
		labels.set(numbers(rows, () => random.below(2)));
		weights.set(numbers(rows, () => random.uniform() * 3));
		arena.kernel.logistic(at.scores, rows, at.labels, isWeighted ? at.weights : 0, target);
		const pairs = arena.f32(target, rows * 2);
		scores.forEach((score, row) => {
			const p = 1 / (1 + Math.exp(-score));
			const weight = isWeighted ? (weights[row] ?? 0) : 1;
			const [gradient = 0, hessian = 0] = [weight * (p - (labels[row] ?? 0)), weight * p * (1 - p)];
			// Below 2^-126 a number of 32 bits has fewer digits.
			const near = (exact: number): number => 1e-7 * Math.abs(exact) + 1e-44;
			expect(Math.abs((pairs[2 * row] ?? Number.NaN) - gradient)).toBeLessThanOrEqual(near(gradient));
			expect(Math.abs((pairs[2 * row + 1] ?? Number.NaN) - hessian)).toBeLessThanOrEqual(near(hessian));
		});
	});
});
