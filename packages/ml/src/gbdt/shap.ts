import type { GbdtModel } from './model.ts';
import type { Tree } from './tree.ts';

/** One feature on the way to a leaf: the shares of rows that pass it where it is unknown (zero) and known (one), and its permutation weight. */
type Step = { feature: number; zero: number; one: number; weight: number };

/**
 * Contributions of each feature to the raw score of a row (path-dependent TreeSHAP, Lundberg et al. 2018, algorithm 2). For one output: a number a
 * feature, and last the expected score; together they sum to the raw score.
 */
export function shapValues(model: GbdtModel, row: ArrayLike<number>, output = 0): Float64Array {
	const values = new Float64Array(model.names.length + 1);
	values[model.names.length] = model.baseScores[output] ?? 0;
	model.trees.forEach((tree, t) => {
		if (t % model.outputs !== output) return;
		values[model.names.length] = (values[model.names.length] ?? 0) + expectedValue(tree);
		if (tree.feature.length > 0) new Walk({ tree, row, values }).from(0, [], { zero: 1, one: 1, feature: -1 });
	});
	return values;
}

/** Mean output of a tree over its training rows. */
export function expectedValue({ leafCover, leafValue }: Tree): number {
	const total = leafCover.reduce((sum, cover) => sum + cover, 0);
	return leafCover.reduce((sum, cover, leaf) => sum + (cover * (leafValue[leaf] ?? 0)) / total, 0);
}

class Walk {
	readonly #input: { readonly tree: Tree; readonly row: ArrayLike<number>; readonly values: Float64Array };

	constructor(input: { readonly tree: Tree; readonly row: ArrayLike<number>; readonly values: Float64Array }) {
		this.#input = input;
	}

	from(node: number, before: readonly Step[], step: { readonly zero: number; readonly one: number; readonly feature: number }): void {
		const { tree, row, values } = this.#input;
		const path = extend(before, step);
		if (node < 0) {
			const value = tree.leafValue[~node] ?? 0;
			for (let i = 1; i < path.length; i++) {
				const { feature, zero, one } = path[i] ?? { feature: 0, zero: 0, one: 0 };
				values[feature] = (values[feature] ?? 0) + unwoundSum(path, i) * (one - zero) * value;
			}
			return;
		}
		const feature = tree.feature[node] ?? 0;
		const value = row[feature] ?? Number.NaN;
		const goesLeft = value <= (tree.threshold[node] ?? 0) || (Number.isNaN(value) && tree.missingLeft[node] === 1);
		const [left, right] = [tree.left[node] ?? -1, tree.right[node] ?? -1];
		const [hot, cold] = goesLeft ? [left, right] : [right, left];
		const cover = tree.nodeCover[node] ?? 1;
		const seen = path.findIndex((earlier, i) => i > 0 && earlier.feature === feature);
		const earlier = path[seen] ?? { zero: 1, one: 1 };
		const shorter = seen > 0 ? unwind(path, seen) : path;
		this.from(hot, shorter, { feature, zero: (earlier.zero * this.#cover(hot)) / cover, one: earlier.one });
		this.from(cold, shorter, { feature, zero: (earlier.zero * this.#cover(cold)) / cover, one: 0 });
	}

	#cover(child: number): number {
		const { nodeCover, leafCover } = this.#input.tree;
		return (child < 0 ? leafCover[~child] : nodeCover[child]) ?? 0;
	}
}

function extend(before: readonly Step[], { zero, one, feature }: Omit<Step, 'weight'>): Step[] {
	const path = before.map((step) => ({ ...step }));
	const length = path.push({ feature, zero, one, weight: before.length === 0 ? 1 : 0 });
	for (let i = length - 2; i >= 0; i--) {
		const [step, next] = [path[i], path[i + 1]];
		if (step === undefined || next === undefined) continue;
		next.weight += (one * step.weight * (i + 1)) / length;
		step.weight = (zero * step.weight * (length - 1 - i)) / length;
	}
	return path;
}

function unwind(path: readonly Step[], at: number): Step[] {
	const { zero, one } = path[at] ?? { zero: 0, one: 0 };
	const weights = unwoundWeights(path, { zero, one });
	return path.filter((_, i) => i !== at).map((step, i) => ({ ...step, weight: weights[i] ?? 0 }));
}

function unwoundSum(path: readonly Step[], at: number): number {
	const { zero, one } = path[at] ?? { zero: 0, one: 0 };
	return unwoundWeights(path, { zero, one }).reduce((sum, weight) => sum + weight, 0);
}

/** Weights of the path without one of its steps. */
function unwoundWeights(path: readonly Step[], { zero, one }: { readonly zero: number; readonly one: number }): number[] {
	const length = path.length;
	const weights: number[] = new Array(length - 1).fill(0);
	let next = path[length - 1]?.weight ?? 0;
	for (let i = length - 2; i >= 0; i--) {
		const weight = path[i]?.weight ?? 0;
		if (one !== 0) {
			const own = (next * length) / ((i + 1) * one);
			weights[i] = own;
			next = weight - (own * zero * (length - 1 - i)) / length;
		} else weights[i] = (weight * length) / (zero * (length - 1 - i));
	}
	return weights;
}
