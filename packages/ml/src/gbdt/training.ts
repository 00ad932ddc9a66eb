import { type Dataset, rowCount } from '../data/dataset.ts';
import { Random } from '../random/random.ts';
import { Arena } from './arena.ts';
import { type Binning, binColumn } from './bins.ts';
import { Grower, type Grown, type Layout } from './grow.ts';
import { featureBytes } from './kernel.ts';
import { type GbdtModel, rawScores } from './model.ts';
import type { Objective } from './objectives/objective.ts';
import { weightOf } from './objectives/objective.ts';
import { weightedQuantile } from './objectives/quantile.ts';
import type { GbdtParameters } from './parameters.ts';
import { leafOf, type Tree } from './tree.ts';

type Input = {
	readonly dataset: Dataset;
	readonly validation?: Dataset | undefined;
	readonly parameters: GbdtParameters;
	readonly objective: Objective;
	readonly from?: GbdtModel | undefined;
};

/** The rows of a block stay in the second cache beside the bins they are added to. */
const blockBytes = 32_768;

/** The state of one training: binned rows and scores in the arena, and the trees so far. */
export class Training {
	readonly #input: Input;
	readonly #arena: Arena;
	readonly #at: Layout & { readonly scores: number; readonly labels: number; readonly weights: number };
	readonly #binnings: readonly Binning[];
	readonly #grower: Grower;
	readonly #baseScores: Float64Array;
	readonly #trees: Tree[];
	readonly #validation: { readonly rows: readonly Float32Array[]; readonly scores: Float64Array; readonly dataset: Dataset } | undefined;

	constructor(input: Input) {
		const { dataset, parameters, objective, from, validation } = input;
		this.#input = input;
		const random = new Random(parameters.seed);
		this.#binnings = from?.binnings ?? dataset.columns.map((column) => binColumn(column, { maxBins: parameters.binsMax, random }));
		const rows = rowCount(dataset);
		const features = dataset.columns.length;
		const stride = Math.ceil(features / 8) * 8;
		const blockRows = Math.max(64, Math.floor(blockBytes / stride));
		const sizes = {
			block: blockRows * (16 + stride),
			...{ columns: rows * stride, bins: rows * stride },
			...{ rows: rows * 4, scratch: rows * 4, pairs: rows * 8, scores: rows * 8 * objective.outputs },
			...{ labels: rows * 4, weights: dataset.weights === undefined ? 0 : rows * 4 },
			...{ facts: features * 8, ask: 64, found: 48, histograms: parameters.leavesMax * features * featureBytes },
			...{ column: rows * 4, edges: 1024 },
		};
		this.#arena = new Arena(Object.values(sizes).reduce((sum, bytes) => sum + bytes + 16, 0));
		const reserve = (bytes: number): number => this.#arena.reserve(bytes);
		this.#at = {
			...{ blockRows, block: reserve(sizes.block) },
			...{ stride, rowsTotal: rows, columns: reserve(sizes.columns), bins: reserve(sizes.bins) },
			...{ rows: reserve(sizes.rows), scratch: reserve(sizes.scratch), pairs: reserve(sizes.pairs) },
			...{ scores: reserve(sizes.scores), facts: reserve(sizes.facts), ask: reserve(sizes.ask), found: reserve(sizes.found) },
			...{ histograms: reserve(sizes.histograms), labels: reserve(sizes.labels) },
			weights: dataset.weights === undefined ? 0 : reserve(sizes.weights),
		};
		this.#arena.f32(this.#at.labels, rows).set(dataset.labels);
		if (dataset.weights !== undefined) this.#arena.f32(this.#at.weights, rows).set(dataset.weights);
		this.#digitise(reserve(sizes.column), reserve(sizes.edges));
		this.#baseScores = from?.baseScores ?? objective.baseScores(dataset);
		this.#trees = [...(from?.trees ?? [])];
		this.#grower = new Grower({ arena: this.#arena, layout: this.#at, parameters, binnings: this.#binnings, names: dataset.names });
		this.#startScores(dataset, this.#scores());
		this.#validation = validation === undefined ? undefined : this.#prepare(validation);
	}

	/** One tree an output. */
	iterate(iteration: number): void {
		const { parameters, objective, dataset } = this.#input;
		// Seeded by the iteration, so that a continued training draws what an uninterrupted one would have.
		const random = new Random(Math.imul(parameters.seed, 0x01000193) ^ (iteration + 1));
		const rows = rowCount(dataset);
		const sampled = parameters.rowShare < 1 ? random.sample(rows, Math.max(1, Math.round(rows * parameters.rowShare))) : undefined;
		const scores = this.#scores();
		const pairs = this.#arena.f32(this.#at.pairs, rows * 2);
		const before = objective.outputs > 1 ? scores.slice() : scores;
		for (let output = 0; output < objective.outputs; output++) {
			objective.gradients({ dataset, scores: before, output, pairs, logistic: () => this.#logistic() });
			if (sampled === undefined) this.#arena.kernel.ascend(this.#at.rows, rows);
			else this.#arena.u32(this.#at.rows, rows).set(sampled);
			const grown = this.#grower.grow(sampled?.length ?? rows, this.#drawFeatures(random));
			this.#take(grown, { output, sampled });
		}
	}

	model(trees?: number): GbdtModel {
		const { parameters, objective, dataset } = this.#input;
		return {
			...{ kind: 'gbdt', parameters, names: dataset.names, binnings: this.#binnings, outputs: objective.outputs },
			...{ baseScores: this.#baseScores, trees: this.#trees.slice(0, trees) },
		};
	}

	validationMetric(): number | undefined {
		return this.#validation && this.#input.objective.metric.of(this.#validation.scores, this.#validation.dataset);
	}

	isBetter(value: number, than: number): boolean {
		return Number.isNaN(than) || (this.#input.objective.metric.higherIsBetter ? value > than : value < than);
	}

	#scores(): Float64Array {
		return this.#arena.f64(this.#at.scores, rowCount(this.#input.dataset) * this.#input.objective.outputs);
	}

	#logistic(): void {
		const { scores, labels, weights, pairs } = this.#at;
		this.#arena.kernel.logistic(scores, rowCount(this.#input.dataset), labels, weights, pairs);
	}

	#digitise(column: number, edges: number): void {
		const { dataset } = this.#input;
		const rows = rowCount(dataset);
		dataset.columns.forEach((values, f) => {
			const binning = this.#binnings[f];
			if (binning === undefined) throw new RangeError('the model to go on from has fewer features');
			this.#arena.f32(column, rows).set(values);
			this.#arena.f32(edges, 256).set(binning.edges);
			const count = binning.edges.length;
			// Without missing values in training there is no bin for them: they go with the last.
			const missing = binning.hasMissing ? count : count - 1;
			this.#arena.kernel.digitise(column, rows, edges, count, missing, this.#at.columns + f * rows);
		});
		const { columns, bins, stride } = this.#at;
		for (let f = 0; f < stride; f += 8) this.#arena.kernel.interleave(columns + f * rows, rows, bins + f, stride);
	}

	#startScores(dataset: Dataset, scores: Float64Array): void {
		const { outputs } = this.#input.objective;
		const row = new Float64Array(outputs);
		const model = this.#trees.length > 0 ? this.model() : undefined;
		const rows = model === undefined ? undefined : rowsOf(dataset);
		for (let i = 0; i < rowCount(dataset); i++) {
			const values = rows?.[i];
			if (model !== undefined && values !== undefined) rawScores(model, values, row);
			else row.set(this.#baseScores);
			scores.set(row, i * outputs);
		}
	}

	#prepare(dataset: Dataset) {
		const scores = new Float64Array(rowCount(dataset) * this.#input.objective.outputs);
		this.#startScores(dataset, scores);
		return { rows: rowsOf(dataset), scores, dataset };
	}

	#drawFeatures(random: Random): Uint8Array {
		const count = this.#binnings.length;
		const { featureShare } = this.#input.parameters;
		if (featureShare >= 1) return new Uint8Array(count).fill(1);
		const allowed = new Uint8Array(count);
		for (const feature of random.sample(count, Math.max(1, Math.round(count * featureShare)))) allowed[feature] = 1;
		return allowed;
	}

	/** Keeps a tree and moves the scores of all rows by it. */
	#take(
		{ tree, leaves, nodeBin }: Grown,
		{ output, sampled }: { readonly output: number; readonly sampled: Uint32Array | undefined },
	): void {
		const { outputs, leafQuantile } = this.#input.objective;
		const scores = this.#scores();
		const rows = scores.length / outputs;
		if (leafQuantile !== undefined) this.#renewLeaves({ tree, leaves, quantile: leafQuantile });
		leaves.forEach(({ from, count }, leaf) => {
			const value = tree.leafValue[leaf] ?? 0;
			this.#arena.kernel.addOutput(this.#at.scores + output * 8, outputs * 8, this.#at.rows + from * 4, count, value);
		});
		if (sampled !== undefined) {
			const isIn = new Uint8Array(rows);
			for (const row of sampled) isIn[row] = 1;
			const bins = this.#arena.u8(this.#at.bins, rows * this.#at.stride);
			for (let row = 0; row < rows; row++) {
				if (isIn[row] === 1) continue;
				const at = row * outputs + output;
				scores[at] = (scores[at] ?? 0) + (tree.leafValue[this.#leafByBins(tree, nodeBin, bins.subarray(row * this.#at.stride))] ?? 0);
			}
		}
		this.#validation?.rows.forEach((row, i) => {
			const at = i * outputs + output;
			const { scores: into } = this.#validation ?? { scores };
			into[at] = (into[at] ?? 0) + (tree.leafValue[leafOf(tree, row)] ?? 0);
		});
		this.#trees.push(tree);
	}

	#leafByBins(tree: Tree, nodeBin: Uint8Array, bins: Uint8Array): number {
		if (tree.feature.length === 0) return 0;
		let node = 0;
		while (node >= 0) {
			const feature = tree.feature[node] ?? 0;
			const bin = bins[feature] ?? 0;
			const { edges, hasMissing } = this.#binnings[feature] ?? { edges: [], hasMissing: false };
			const goesLeft = hasMissing && bin === edges.length ? tree.missingLeft[node] === 1 : bin <= (nodeBin[node] ?? 0);
			node = (goesLeft ? tree.left[node] : tree.right[node]) ?? -1;
		}
		return ~node;
	}

	#renewLeaves({ tree, leaves, quantile }: { tree: Tree; leaves: Grown['leaves']; quantile: number }): void {
		const { dataset, parameters } = this.#input;
		const scores = this.#scores();
		leaves.forEach(({ from, count }, leaf) => {
			const rows = this.#arena.u32(this.#at.rows + from * 4, count);
			const residuals = Array.from(rows, (row) => [(dataset.labels[row] ?? 0) - (scores[row] ?? 0), weightOf(dataset, row)] as const);
			tree.leafValue[leaf] = weightedQuantile(residuals, quantile) * parameters.learningRate;
		});
	}
}

/** Row-major copies of a dataset's rows. */
export function rowsOf({ columns, labels }: Dataset): Float32Array[] {
	const flat = new Float32Array(labels.length * columns.length);
	columns.forEach((column, f) => {
		for (let row = 0; row < labels.length; row++) flat[row * columns.length + f] = column[row] ?? Number.NaN;
	});
	return Array.from(labels, (_, row) => flat.subarray(row * columns.length, (row + 1) * columns.length));
}
