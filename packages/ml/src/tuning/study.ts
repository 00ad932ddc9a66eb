import { Random } from '../random/random.ts';
import { Halving } from './halving.ts';
import { type Point, type SearchSpace, searchSpace } from './space.ts';
import { type Observation, suggest } from './tpe.ts';

export type TrialStatus = 'RUNNING' | 'DONE' | 'PRUNED' | 'FAILED';
export type Trial = {
	readonly number: number;
	readonly point: Point;
	readonly status: TrialStatus;
	/** Of the last step it reported. */
	readonly loss: number | undefined;
	readonly steps: number;
};
export type StudyState = { readonly space: SearchSpace; readonly seed: number; readonly trials: readonly Trial[] };

/** A search over a space, trial by trial, several at a time. Its state is plain data, so that it survives a restart. */
export class Study {
	readonly space: SearchSpace;
	readonly #seed: number;
	readonly #halving: Halving | undefined;
	#trials: Trial[];

	/** @throws ZodError where the space can't be searched. */
	constructor(input: {
		readonly space: unknown;
		readonly seed?: number;
		readonly halving?: { readonly first: number; readonly last: number; readonly eta?: number } | undefined;
		readonly trials?: readonly Trial[];
		/** What trials told before a restart, in the order in which it came: what is cut later is judged by it. */
		readonly told?: readonly { readonly step: number; readonly loss: number }[];
	}) {
		this.space = searchSpace.parse(input.space);
		this.#seed = input.seed ?? 1;
		this.#halving = input.halving && new Halving(input.halving);
		for (const told of input.told ?? []) this.#halving?.report(told);
		this.#trials = [...(input.trials ?? [])];
	}

	/** Steps at which trials are judged; none where nothing is cut. */
	get rungs(): readonly number[] {
		return this.#halving?.rungs ?? [];
	}

	/** Begins a trial. Its point depends on the seed, its number and what is known by now alone. */
	ask(): Trial {
		const number = this.#trials.length;
		const random = new Random(Math.imul(this.#seed, 0x01000193) ^ (number + 1));
		// What was cut early was no good, however low it stood; what failed is worst of all.
		const observed = this.#trials.flatMap(({ point, status, loss }): Observation[] =>
			status === 'RUNNING' ? [{ point, loss: undefined }] : [{ point, loss: status === 'FAILED' ? Number.MAX_VALUE : loss }],
		);
		const trial: Trial = { number, point: suggest(this.space, { observed, random }), status: 'RUNNING', loss: undefined, steps: 0 };
		this.#trials.push(trial);
		return trial;
	}

	/** Tells a running trial's loss after a step. @returns whether it should go on; where not, it is over. */
	report(number: number, { step, loss }: { readonly step: number; readonly loss: number }): boolean {
		const goesOn = this.#halving?.report({ step, loss }) ?? true;
		this.#change(number, { loss, steps: step, status: goesOn ? 'RUNNING' : 'PRUNED' });
		return goesOn;
	}

	finish(number: number, loss: number): void {
		this.#change(number, { loss, status: Number.isNaN(loss) ? 'FAILED' : 'DONE' });
	}

	fail(number: number): void {
		this.#change(number, { status: 'FAILED' });
	}

	best(): Trial | undefined {
		return this.#trials.filter(({ status }) => status === 'DONE').toSorted((a, b) => (a.loss ?? 0) - (b.loss ?? 0))[0];
	}

	state(): StudyState {
		return { space: this.space, seed: this.#seed, trials: [...this.#trials] };
	}

	#change(number: number, change: Partial<Trial>): void {
		const trial = this.#trials[number];
		if (trial === undefined || trial.status !== 'RUNNING') throw new RangeError(`trial ${number} is not running`);
		this.#trials[number] = { ...trial, ...change };
	}
}
