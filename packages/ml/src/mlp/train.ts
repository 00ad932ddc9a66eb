import { checkDataset, type Dataset } from '../data/dataset.ts';
import { type Standardisation, standardisation, standardised } from '../data/standardise.ts';
import { softmax } from '../gbdt/objectives/multiclass.ts';
import { meanLabel, weightOf } from '../gbdt/objectives/objective.ts';
import { Random } from '../random/random.ts';
import { Layer } from './layer.ts';
import { type MlpOptions, type MlpParameters, mlpParameters } from './parameters.ts';

/** Layers of rectified units and a last linear one. Inputs are standardised, a missing one counts as the mean; a regression's answer is scaled back. */
export type MlpModel = {
	readonly kind: 'mlp';
	readonly parameters: MlpParameters;
	readonly names: readonly string[];
	readonly standardisation: Standardisation;
	readonly labelMean: number;
	readonly labelDeviation: number;
	readonly outputs: number;
	readonly layers: readonly Pick<Layer, 'inputs' | 'outputs' | 'weights' | 'biases'>[];
};
export type MlpProgress = { readonly epoch: number; readonly of: number; readonly loss: number; readonly validation?: number | undefined };

/**
 * Trains in steps of one epoch, as `GbdtTrainer` does by iterations. The same data, options and seed give the same model.
 *
 * @throws RangeError where data or options can't be trained on.
 */
export class MlpTrainer {
	readonly #parameters: MlpParameters;
	readonly #dataset: Dataset;
	readonly #validation: Dataset | undefined;
	readonly #scale: { standardisation: Standardisation; labelMean: number; labelDeviation: number };
	readonly #rows: Float64Array;
	readonly #layers: Layer[];
	readonly #random: Random;
	#epoch = 0;
	#step = 0;
	#best: { loss: number; epoch: number; model: MlpModel | undefined } = { loss: Number.POSITIVE_INFINITY, epoch: 0, model: undefined };

	constructor({
		dataset,
		validation,
		options,
	}: { readonly dataset: Dataset; readonly validation?: Dataset; readonly options: MlpOptions }) {
		this.#parameters = mlpParameters.parse(options);
		const { objective, classes, hidden, seed, earlyStoppingRounds } = this.#parameters;
		for (const data of validation === undefined ? [dataset] : [dataset, validation]) {
			checkDataset(data);
			const most = objective === 'binary' ? 1 : classes - 1;
			if (objective !== 'regression' && data.labels.some((label) => !Number.isInteger(label) || label < 0 || label > most))
				throw new RangeError(`${objective} needs labels from 0 to ${most}`);
		}
		if (earlyStoppingRounds > 0 && validation === undefined) throw new RangeError('early stopping needs validation rows');
		this.#dataset = dataset;
		this.#validation = validation;
		const labelMean = objective === 'regression' ? meanLabel(dataset) : 0;
		const squares = dataset.labels.reduce((sum, label) => sum + (label - labelMean) ** 2, 0) / dataset.labels.length;
		this.#scale = {
			standardisation: standardisation(dataset),
			labelMean,
			labelDeviation: objective === 'regression' && squares > 0 ? Math.sqrt(squares) : 1,
		};
		this.#rows = standardised(dataset, this.#scale.standardisation);
		this.#random = new Random(seed);
		const widths = [dataset.columns.length, ...hidden, objective === 'multiclass' ? classes : 1];
		this.#layers = widths.slice(1).map((outputs, i) => new Layer({ inputs: widths[i] ?? 1, outputs, random: this.#random }));
	}

	next(): MlpProgress | undefined {
		const { epochs, batchRows, earlyStoppingRounds, learningRate, weightDecay } = this.#parameters;
		if (this.#epoch >= epochs || (earlyStoppingRounds > 0 && this.#epoch - this.#best.epoch >= earlyStoppingRounds)) return undefined;
		const order = this.#random.shuffle(Array.from(this.#dataset.labels.keys()));
		let loss = 0;
		for (let from = 0; from < order.length; from += batchRows) {
			loss += this.#batch(order.slice(from, from + batchRows));
			this.#step += 1;
			for (const layer of this.#layers) layer.learn({ step: this.#step, rate: learningRate, decay: weightDecay });
		}
		this.#epoch += 1;
		const validation = this.#validation && lossOf(this.checkpoint(), this.#validation);
		if (validation !== undefined && validation < this.#best.loss)
			this.#best = { loss: validation, epoch: this.#epoch, model: this.checkpoint() };
		return { epoch: this.#epoch, of: epochs, loss: loss / order.length, validation };
	}

	model(): MlpModel {
		return (this.#parameters.earlyStoppingRounds > 0 ? this.#best.model : undefined) ?? this.checkpoint();
	}

	checkpoint(): MlpModel {
		const layers = this.#layers.map(({ inputs, outputs, weights, biases }) => ({
			inputs,
			outputs,
			weights: weights.slice(),
			biases: biases.slice(),
		}));
		const outputs = layers.at(-1)?.outputs ?? 1;
		return { kind: 'mlp', parameters: this.#parameters, names: this.#dataset.names, ...this.#scale, outputs, layers };
	}

	/** Loss of a batch, with the slopes of all layers gathered. */
	#batch(rows: readonly number[]): number {
		const width = this.#dataset.columns.length;
		const input = new Float64Array(rows.length * width);
		rows.forEach((row, r) => {
			input.set(this.#rows.subarray(row * width, (row + 1) * width), r * width);
		});
		const values = [input];
		this.#layers.forEach((layer, i) => {
			const into = new Float64Array(rows.length * layer.outputs);
			layer.forward(values[i] ?? input, { rows: rows.length, into, relu: i < this.#layers.length - 1 });
			values.push(into);
		});
		const { slopes, loss } = this.#loss(rows, values.at(-1) ?? input);
		let current = slopes;
		for (let i = this.#layers.length - 1; i >= 0; i--) {
			const layer = this.#layers[i];
			const before = values[i];
			if (layer === undefined || before === undefined) break;
			const back = i > 0 ? new Float64Array(rows.length * layer.inputs) : undefined;
			layer.backward(before, { rows: rows.length, slopes: current, back });
			if (back === undefined) break;
			// A unit that was cut at zero passes nothing back.
			current = back.map((slope, at) => ((before[at] ?? 0) > 0 ? slope : 0));
		}
		return loss;
	}

	#loss(rows: readonly number[], answers: Float64Array): { slopes: Float64Array; loss: number } {
		const outputs = answers.length / rows.length;
		const slopes = new Float64Array(answers.length);
		let loss = 0;
		rows.forEach((row, r) => {
			const weight = weightOf(this.#dataset, row);
			const label = ((this.#dataset.labels[row] ?? 0) - this.#scale.labelMean) / this.#scale.labelDeviation;
			const scores = answers.slice(r * outputs, (r + 1) * outputs);
			loss += weight * lossOfRow(this.#parameters, scores, label);
			activate(this.#parameters, scores);
			scores.forEach((p, k) => {
				const target = this.#parameters.objective === 'multiclass' ? (k === label ? 1 : 0) : label;
				slopes[r * outputs + k] = (weight * (p - target)) / rows.length;
			});
		});
		return { slopes, loss };
	}
}

function activate({ objective }: MlpParameters, scores: Float64Array): void {
	if (objective === 'binary') scores[0] = 1 / (1 + Math.exp(-(scores[0] ?? 0)));
	else if (objective === 'multiclass') softmax(scores);
}

/** Of raw scores: half the squared error, or the negative log of what the label was given. */
function lossOfRow({ objective }: MlpParameters, scores: Float64Array, label: number): number {
	const score = scores[0] ?? 0;
	if (objective === 'regression') return (score - label) ** 2 / 2;
	if (objective === 'binary') return Math.max(score, 0) - score * label + Math.log1p(Math.exp(-Math.abs(score)));
	const highest = Math.max(...scores);
	return highest + Math.log(scores.reduce((sum, value) => sum + Math.exp(value - highest), 0)) - (scores[label] ?? 0);
}

/** Raw scores of one row, in units of the label where it is a regression. */
function rawMlp(model: MlpModel, row: ArrayLike<number>): Float64Array<ArrayBuffer> {
	const { means, deviations } = model.standardisation;
	let values: Float64Array<ArrayBuffer> = Float64Array.from(means, (mean, f) => {
		const value = row[f] ?? Number.NaN;
		return Number.isNaN(value) ? 0 : (value - mean) / (deviations[f] ?? 1);
	});
	model.layers.forEach(({ inputs, outputs, weights, biases }, i) => {
		const next = new Float64Array(outputs);
		for (let o = 0; o < outputs; o++) {
			let sum = biases[o] ?? 0;
			for (let k = 0; k < inputs; k++) sum += (weights[o * inputs + k] ?? 0) * (values[k] ?? 0);
			next[o] = i < model.layers.length - 1 && sum < 0 ? 0 : sum;
		}
		values = next;
	});
	return values;
}

export function predictMlp(model: MlpModel, row: ArrayLike<number>): Float64Array<ArrayBuffer> {
	const scores = rawMlp(model, row);
	if (model.parameters.objective === 'regression') return scores.map((score) => score * model.labelDeviation + model.labelMean);
	activate(model.parameters, scores);
	return scores;
}

function lossOf(model: MlpModel, dataset: Dataset): number {
	let loss = 0;
	dataset.labels.forEach((label, at) => {
		const row = Float64Array.from(dataset.columns, (column) => column[at] ?? Number.NaN);
		loss += weightOf(dataset, at) * lossOfRow(model.parameters, rawMlp(model, row), (label - model.labelMean) / model.labelDeviation);
	});
	return loss / dataset.labels.length;
}

export function trainMlp(input: { readonly dataset: Dataset; readonly validation?: Dataset; readonly options: MlpOptions }): MlpModel {
	const trainer = new MlpTrainer(input);
	while (trainer.next() !== undefined);
	return trainer.model();
}
