import type { Db } from '@meridian/db';
import { GuardedCalibrator } from '@meridian/ml';
import { judgedPredictions } from './judged.ts';

/** More than the calibrator remembers. */
const replayed = 5_000;

/**
 * Corrects the probabilities of one version by what came of them, while that tells better than the version alone. What it knows is made of the log, so that every process, and one that begins again,
 * comes to the same; the log keeps what the version itself said.
 */
export class OnlineLearner {
	readonly #of: { readonly tenantId: number; readonly model: string; readonly version: number };
	readonly #calibrator = new GuardedCalibrator({ width: 0 });
	/** Where the log was read to, and what was read of that very moment. */
	#since: Date | undefined;
	#seen = new Set<string>();
	#reading: Promise<void> = Promise.resolve();

	constructor(of: { readonly tenantId: number; readonly model: string; readonly version: number }) {
		this.#of = of;
	}

	/** @returns undefined while the version alone tells as well. */
	corrected(probability: number): number | undefined {
		return this.#calibrator.isTrusted ? this.#calibrator.predict(probability) : undefined;
	}

	/** Learns what came since the last time; one reading at a time. */
	catchUp(db: Db): Promise<void> {
		this.#reading = this.#reading.catch(() => undefined).then(() => this.#read(db));
		return this.#reading;
	}

	async #read(db: Db): Promise<void> {
		const since = this.#since;
		const rows = await judgedPredictions(db, { ...this.#of, most: replayed, ...(since === undefined ? {} : { since }) });
		for (const { id, answer, outcome, outcomeAt } of rows) {
			if (this.#seen.has(id)) continue;
			if (this.#since === undefined || outcomeAt > this.#since) {
				this.#since = outcomeAt;
				this.#seen = new Set();
			}
			this.#seen.add(id);
			this.#calibrator.learn(outcome, { base: answer });
		}
	}
}
