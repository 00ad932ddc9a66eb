import { kolmogorovSmirnov } from './kolmogorov-smirnov.ts';
import { PageHinkley } from './page-hinkley.ts';
import { countIn, equalBins, populationStability } from './psi.ts';

/** What training saw: kept with the model. */
export type Baseline = {
	readonly features: readonly { readonly name: string; readonly edges: Float32Array; readonly counts: Uint32Array }[];
	/** Scores of rows that training did not see. */
	readonly scores: Float32Array;
};

export const baselineOf = (
	{ names, columns }: { readonly names: readonly string[]; readonly columns: readonly Float32Array[] },
	scores: Float32Array,
): Baseline => ({
	features: columns.map((column, f) => {
		const edges = equalBins(column);
		return { name: names[f] ?? '', edges, counts: countIn(edges, column) };
	}),
	scores,
});

export type DriftAlarm =
	| { readonly kind: 'FEATURE_DRIFT'; readonly feature: string; readonly value: number }
	| { readonly kind: 'SCORE_DRIFT'; readonly value: number }
	| { readonly kind: 'LOSS_RISE' };
/** How a whole window of rows stood to training. */
export type WindowReport = {
	readonly rows: number;
	readonly features: readonly { readonly name: string; readonly psi: number }[];
	readonly scoreDistance: number;
	readonly scorePValue: number;
};
export type MonitorRules = { readonly windowRows: number; readonly psiMax: number; readonly scorePValueMin: number };
export const monitorRules: MonitorRules = { windowRows: 2000, psiMax: 0.25, scorePValueMin: 1e-6 };

/**
 * Watches one version as it serves: each window of rows against training, and the losses as labels come in. It keeps counts, not rows.
 */
export class ModelMonitor {
	readonly #baseline: Baseline;
	readonly #rules: MonitorRules;
	readonly #losses = new PageHinkley();
	#counts: Uint32Array[];
	#scores: number[] = [];
	#window: WindowReport | undefined;

	constructor(baseline: Baseline, rules: MonitorRules = monitorRules) {
		this.#baseline = baseline;
		this.#rules = rules;
		this.#counts = this.#empty();
	}

	/** One row and its score. @returns what was found where a window is complete. */
	row(values: ArrayLike<number>, score: number): DriftAlarm[] {
		this.#baseline.features.forEach(({ edges }, f) => {
			const counts = this.#counts[f];
			countIn(edges, [values[f] ?? Number.NaN]).forEach((one, bin) => {
				if (one > 0 && counts !== undefined) counts[bin] = (counts[bin] ?? 0) + 1;
			});
		});
		this.#scores.push(score);
		if (this.#scores.length < this.#rules.windowRows) return [];
		const alarms = this.#judge();
		this.#counts = this.#empty();
		this.#scores = [];
		return alarms;
	}

	/** The last whole window; undefined before the first. */
	get window(): WindowReport | undefined {
		return this.#window;
	}

	/** The loss of a prediction whose label came. */
	loss(value: number): DriftAlarm[] {
		return this.#losses.add(value) ? [{ kind: 'LOSS_RISE' }] : [];
	}

	#judge(): DriftAlarm[] {
		const features = this.#baseline.features.map(({ name, counts }, f) => ({
			name,
			psi: populationStability(counts, this.#counts[f] ?? []),
		}));
		const { distance, pValue } = kolmogorovSmirnov(this.#baseline.scores, this.#scores);
		this.#window = { rows: this.#scores.length, features, scoreDistance: distance, scorePValue: pValue };
		const drifted = features.filter(({ psi }) => psi > this.#rules.psiMax);
		return [
			...drifted.map(({ name, psi }) => ({ kind: 'FEATURE_DRIFT', feature: name, value: psi }) as const),
			...(pValue < this.#rules.scorePValueMin ? [{ kind: 'SCORE_DRIFT', value: distance } as const] : []),
		];
	}

	#empty = (): Uint32Array[] => this.#baseline.features.map(({ edges }) => new Uint32Array(edges.length + 2));
}
