import { checkDataset, type Dataset, rowCount } from '../data/dataset.ts';
import type { GbdtModel } from './model.ts';
import { objectiveOf } from './objectives/index.ts';
import { type GbdtOptions, gbdtParameters } from './parameters.ts';
import { Training } from './training.ts';

export type GbdtProgress = {
	readonly iteration: number;
	readonly of: number;
	/** The objective's metric on the validation rows, where there are any. */
	readonly validation?: number | undefined;
};
export type GbdtInput = {
	readonly dataset: Dataset;
	readonly validation?: Dataset | undefined;
	readonly options: GbdtOptions;
	/** Goes on from a model of the same features and objective, up to `options.trees` iterations in all. */
	readonly from?: GbdtModel | undefined;
	/** What early stopping knew when `from` was kept. */
	readonly rounds?: GbdtRounds | undefined;
};
/** The best figure on the validation rows so far, NaN before there was one, and after how many iterations it came. */
export type GbdtRounds = { readonly best: number; readonly at: number };

/**
 * Trains in steps: each `next()` is one iteration, so that the caller paces, reports, keeps what there is (`checkpoint`) and stops when it likes.
 * The same data, options and seed give the same model, on any machine, whole or continued.
 *
 * @throws RangeError where data or options can't be trained on, saying why.
 */
export class GbdtTrainer {
	readonly #training: Training;
	readonly #outputs: number;
	readonly #rounds: { best: number; at: number };
	readonly #parameters;
	#iteration: number;

	constructor({ dataset, validation, options, from, rounds }: GbdtInput) {
		const parsed = gbdtParameters.safeParse(options);
		if (!parsed.success)
			throw new RangeError(
				`these training options can't be used: ${parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ')}`,
			);
		const parameters = parsed.data;
		const objective = objectiveOf(parameters);
		for (const data of validation === undefined ? [dataset] : [dataset, validation]) {
			checkDataset(data);
			objective.check(data);
		}
		const unknown = Object.keys(parameters.monotone).find((name) => !dataset.names.includes(name));
		if (unknown !== undefined) throw new RangeError(`monotone names ${unknown}, which is not a feature`);
		if (parameters.earlyStoppingRounds > 0 && validation === undefined) throw new RangeError('early stopping needs validation rows');
		if (parameters.objective === 'ranking' && parameters.rowShare < 1)
			throw new RangeError('ranking needs whole groups: rowShare must be 1');
		if (from !== undefined && (from.names.join() !== dataset.names.join() || from.parameters.objective !== parameters.objective))
			throw new RangeError('a training goes on only from a model of the same features and objective');
		this.#parameters = parameters;
		this.#outputs = objective.outputs;
		this.#training = new Training({ dataset, validation, parameters, objective, from });
		this.#iteration = (from?.trees.length ?? 0) / objective.outputs;
		this.#rounds = { best: Number.NaN, at: this.#iteration, ...rounds };
	}

	/** One more iteration; undefined once the last was made or early stopping says so. */
	next(): GbdtProgress | undefined {
		const { trees, earlyStoppingRounds } = this.#parameters;
		if (this.#iteration >= trees) return undefined;
		if (earlyStoppingRounds > 0 && this.#iteration - this.#rounds.at >= earlyStoppingRounds) return undefined;
		this.#training.iterate(this.#iteration);
		this.#iteration += 1;
		const validation = this.#training.validationMetric();
		if (validation !== undefined && this.#training.isBetter(validation, this.#rounds.best)) {
			this.#rounds.best = validation;
			this.#rounds.at = this.#iteration;
		}
		return { iteration: this.#iteration, of: trees, validation };
	}

	/** The model as it now is; with early stopping, as it was at its best. */
	model(): GbdtModel {
		return this.#training.model(this.#parameters.earlyStoppingRounds > 0 ? this.#rounds.at * this.#outputs : undefined);
	}

	/** To be given back with the checkpoint: early stopping goes on as if nothing had been between. */
	rounds(): GbdtRounds {
		return { ...this.#rounds };
	}

	/** All trees so far: what `from` goes on with. */
	checkpoint(): GbdtModel {
		return this.#training.model();
	}
}

/** Trains to the end. */
export function trainGbdt(input: GbdtInput): GbdtModel {
	const trainer = new GbdtTrainer(input);
	while (trainer.next() !== undefined);
	return trainer.model();
}

/** Bytes that a training reserves: what a job checks before it begins. */
export const trainingBytes = (dataset: Dataset, leavesMax: number): number =>
	rowCount(dataset) * (Math.ceil(dataset.columns.length / 8) * 16 + 36) + leavesMax * dataset.columns.length * 4096;
