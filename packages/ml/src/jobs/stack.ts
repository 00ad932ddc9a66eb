import { createHash } from 'node:crypto';
import { pick } from '../data/dataset.ts';
import { walkForward } from '../validation/walk-forward.ts';
import { classesOf, type FitInput, type Fitter, fitterOf } from './fitter.ts';
import { objectiveOfLabel, type StackRequest, type TrainerSpec } from './request.ts';
import { type RunProgress, trainAndValidation } from './run.ts';
import type { TrainingTable } from './table.ts';

/** How a member of a stack was trained: its answers to rows that it did not see come from models that are made the same way. */
export type StackMember = { readonly name: string; readonly trainer: TrainerSpec; readonly seed: number };

type Request = Pick<StackRequest, 'label' | 'memberFolds' | 'validationShare'>;

/**
 * Makes what a stacker learns from: rows whose features are the members' answers side by side, as an ensemble puts them. Every answer is out of fold: for each walk-forward
 * fold each member is trained anew, as it once was, on what came before, purged and embargoed by the horizon. A stacker that learned from answers to rows which its members
 * knew would trust most whoever remembers most. Step by step, one fit of one member at a time; the same table, members and request give the same rows.
 */
export class StackTable {
	readonly #table: TrainingTable;
	readonly #members: readonly StackMember[];
	readonly #request: Request;
	readonly #makeFitter: (input: FitInput) => Fitter;
	readonly #folds;
	readonly #outputs: number;
	readonly #from: number;
	readonly #columns: readonly Float32Array[];
	#done = 0;

	/** @throws RangeError where the rows can't be cut as asked */
	constructor(input: {
		readonly table: TrainingTable;
		readonly members: readonly StackMember[];
		readonly request: Request;
		readonly makeFitter?: (input: FitInput) => Fitter;
	}) {
		const { table, members, request } = input;
		this.#table = table;
		this.#members = members;
		this.#request = request;
		this.#makeFitter = input.makeFitter ?? fitterOf;
		this.#folds = walkForward(table, { folds: request.memberFolds, embargo: request.label.horizonMs });
		this.#outputs = classesOf[objectiveOfLabel[request.label.kind]];
		this.#from = this.#folds[0]?.test[0] ?? 0;
		const rows = table.labels.length - this.#from;
		this.#columns = members.flatMap(() =>
			Array.from({ length: this.#outputs }, () => new Float32Array(new SharedArrayBuffer(rows * Float32Array.BYTES_PER_ELEMENT))),
		);
	}

	/** Trains the next member of a fold; undefined once all have answered. */
	async next(): Promise<RunProgress | undefined> {
		const of = this.#folds.length * this.#members.length;
		const at = this.#done % this.#members.length;
		const [fold, member] = [this.#folds[Math.floor(this.#done / this.#members.length)], this.#members[at]];
		if (fold === undefined || member === undefined) return undefined;
		const { label, validationShare } = this.#request;
		const cut = trainAndValidation(this.#table, { rows: fold.train, share: validationShare, embargo: label.horizonMs });
		const rows = (of: Uint32Array) => pick({ names: this.#table.names, columns: this.#table.columns, labels: this.#table.labels }, of);
		const { trainer, seed } = member;
		const fitter = this.#makeFitter({
			...{ dataset: rows(cut.train), validation: rows(cut.validation), rows: cut, trainer, seed },
			objective: objectiveOfLabel[label.kind],
		});
		try {
			while ((await fitter.next()) !== undefined);
			const answers = fitter.done().fitted.predict(rows(fold.test));
			answers.forEach((value, i) => {
				const column = this.#columns[at * this.#outputs + (i % this.#outputs)];
				const row = (fold.test[Math.floor(i / this.#outputs)] ?? 0) - this.#from;
				if (column !== undefined) column[row] = value;
			});
		} finally {
			fitter.close?.();
		}
		this.#done += 1;
		return { phase: 'members', step: this.#done, of, loss: undefined };
	}

	/** @throws RangeError before every member has answered */
	table(): TrainingTable {
		if (this.#done < this.#folds.length * this.#members.length) throw new RangeError('not every member has answered');
		const { labels, times, labelTimes, quotes, sha256 } = this.#table;
		const names = this.#members.flatMap(({ name }) =>
			this.#outputs === 1 ? [name] : Array.from({ length: this.#outputs }, (_, k) => `${name}:${k}`),
		);
		const made = JSON.stringify({ members: this.#members, memberFolds: this.#request.memberFolds, share: this.#request.validationShare });
		return {
			...{ names, columns: this.#columns, labels: labels.subarray(this.#from), times: times.subarray(this.#from) },
			...{ labelTimes: labelTimes.subarray(this.#from), quotes },
			sha256: createHash('sha256').update(`${sha256} ${made}`).digest('hex'),
		};
	}
}
