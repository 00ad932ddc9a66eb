import { z } from 'zod';
import { Ftrl, type FtrlState } from './ftrl.ts';

export type CalibratorState = { readonly ftrl: FtrlState; readonly base: number; readonly calibrated: number; readonly seen: number };

const options = z.strictObject({
	width: z.int().min(0),
	alpha: z.number().gt(0).default(0.05),
	/** How much of the losses before still counts after one more: 0.998 looks back some 500 labels. */
	memory: z.number().gt(0).lt(1).default(0.998),
	/** Labels before its word counts at all. */
	warmUp: z.int().min(1).default(100),
});

/**
 * Learns what a model leaves over, label by label, and is believed only while that helps: both are judged by their losses on labels that neither had seen
 * (prequential, Dawid 1984), and where the correction does not tell better than the model alone, the model alone answers.
 *
 * Rows are the base's log odds, and `width` features near unit scale beside it.
 */
export class GuardedCalibrator {
	readonly #options: z.output<typeof options>;
	#ftrl: Ftrl;
	#base = 0;
	#calibrated = 0;
	#seen = 0;

	constructor(given: z.input<typeof options>) {
		this.#options = options.parse(given);
		this.#ftrl = new Ftrl({ width: this.#options.width + 1, alpha: this.#options.alpha });
	}

	/** Whether the correction is believed now. */
	get isTrusted(): boolean {
		return this.#seen >= this.#options.warmUp && this.#calibrated < this.#base;
	}

	/** @param base probability of the model itself. */
	predict(base: number, features: ArrayLike<number> = []): number {
		return this.isTrusted ? this.#corrected(base, features) : base;
	}

	/** Takes a label (0 or 1) of a row, after judging by it what both would have said. */
	learn(label: number, { base, features = [] }: { readonly base: number; readonly features?: ArrayLike<number> }): void {
		const { memory } = this.#options;
		const corrected = this.#corrected(base, features);
		this.#base = memory * this.#base + lossOf(base, label);
		this.#calibrated = memory * this.#calibrated + lossOf(corrected, label);
		this.#seen += 1;
		const offset = logOdds(base);
		this.#ftrl.learn(rowOf(offset, features), { label, offset });
	}

	state(): CalibratorState {
		return { ftrl: this.#ftrl.state(), base: this.#base, calibrated: this.#calibrated, seen: this.#seen };
	}

	restore({ ftrl, base, calibrated, seen }: CalibratorState): void {
		this.#ftrl = Ftrl.from(ftrl);
		[this.#base, this.#calibrated, this.#seen] = [base, calibrated, seen];
	}

	#corrected(base: number, features: ArrayLike<number>): number {
		const offset = logOdds(base);
		return this.#ftrl.predict(rowOf(offset, features), offset);
	}
}

const tiny = 1e-6;
const bounded = (p: number): number => Math.min(1 - tiny, Math.max(tiny, p));
const logOdds = (p: number): number => Math.log(bounded(p) / (1 - bounded(p)));
const lossOf = (p: number, label: number): number => -Math.log(label === 1 ? bounded(p) : 1 - bounded(p));
const rowOf = (offset: number, features: ArrayLike<number>): number[] => [offset, ...Array.from(features)];
