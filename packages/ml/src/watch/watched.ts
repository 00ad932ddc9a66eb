import { z } from 'zod';
import { lossOf, metricsOf } from '../jobs/fitter.ts';
import type { JobObjective } from '../jobs/request.ts';
import { calibration, calibrationError } from './calibration.ts';
import { type Baseline, type DriftAlarm, ModelMonitor, type MonitorRules, monitorRules } from './monitor.ts';

const cardShape = z.object({
	objective: z.enum(['binary', 'regression', 'multiclass']),
	metrics: z.record(z.string(), z.number()),
	baseline: z.object({
		features: z.array(z.object({ name: z.string(), edges: z.array(z.number()), counts: z.array(z.number()) })),
		scores: z.array(z.number()).min(1),
	}),
});

/** What a version is watched by; undefined where its maker left no card. */
export function baselineOfCard(card: unknown): { readonly baseline: Baseline; readonly objective: JobObjective } | undefined {
	const parsed = cardShape.safeParse(card);
	if (!parsed.success) return undefined;
	const { baseline, objective } = parsed.data;
	const features = baseline.features.map(({ name, edges, counts }) => ({
		name,
		edges: Float32Array.from(edges),
		counts: Uint32Array.from(counts),
	}));
	return { objective, baseline: { features, scores: Float32Array.from(baseline.scores) } };
}

/** A point of a model's history: of the rows it was asked since the last, and of those whose outcome became known. */
export const watchReport = z.object({
	rows: z.int(),
	features: z.array(z.object({ name: z.string(), psi: z.number() })),
	scoreDistance: z.number().nullable(),
	scorePValue: z.number().nullable(),
	latencyUsP50: z.number().nullable(),
	latencyUsP99: z.number().nullable(),
	outcomes: z.int(),
	/** Live, beside what the card has for the test rows. */
	metrics: z.record(z.string(), z.number()),
	calibration: z.array(z.object({ count: z.int(), meanPrediction: z.number(), share: z.number() })),
	calibrationError: z.number().nullable(),
	alarms: z.array(z.object({ kind: z.string(), feature: z.string().nullable(), value: z.number().nullable() })),
});
export type WatchReport = z.output<typeof watchReport>;

/** Loss of one prediction: log loss of a probability, square of a value's error. */
export function lossOfOutcome(objective: JobObjective, { answer, outcome }: { readonly answer: number; readonly outcome: number }): number {
	return objective === 'regression' ? (answer - outcome) ** 2 : lossOf(metricsOf('binary', [answer], [outcome]));
}

type Outcome = { readonly answer: number; readonly outcome: number };
/** Live figures are over as many outcomes. */
const outcomesAPoint = 500;
const latenciesMax = 4096;

/** One version under watch: gives a report whenever a window of rows, or of outcomes, is whole. */
export class WatchedModel {
	readonly objective: JobObjective;
	readonly #monitor: ModelMonitor;
	readonly #outcomesAPoint: number;
	#latenciesUs: number[] = [];
	#outcomes: Outcome[] = [];

	constructor(
		{ baseline, objective }: { readonly baseline: Baseline; readonly objective: JobObjective },
		rules: MonitorRules & { readonly outcomes?: number } = monitorRules,
	) {
		this.objective = objective;
		this.#monitor = new ModelMonitor(baseline, rules);
		this.#outcomesAPoint = rules.outcomes ?? outcomesAPoint;
	}

	/** Rows and the first output of each. @returns reports of windows that they filled. */
	asked(input: {
		readonly rows: Float32Array;
		readonly width: number;
		readonly answers: ArrayLike<number>;
		readonly latencyUs: number;
	}): WatchReport[] {
		const { rows, width, answers, latencyUs } = input;
		if (this.#latenciesUs.length < latenciesMax) this.#latenciesUs.push(latencyUs);
		const reports: WatchReport[] = [];
		for (let at = 0; at < answers.length; at++) {
			const before = this.#monitor.window;
			const alarms = this.#monitor.row(rows.subarray(at * width, (at + 1) * width), answers[at] ?? 0);
			const { window } = this.#monitor;
			if (window === undefined || window === before) continue;
			const sorted = this.#latenciesUs.toSorted((a, b) => a - b);
			const quantile = (q: number): number => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
			reports.push({
				...empty,
				...window,
				features: [...window.features],
				latencyUsP50: quantile(0.5),
				latencyUsP99: quantile(0.99),
				alarms: shown(alarms),
			});
			this.#latenciesUs = [];
		}
		return reports;
	}

	/** What came of predictions. @returns reports; one at once where losses have risen. */
	came(outcomes: readonly Outcome[]): WatchReport[] {
		const reports: WatchReport[] = [];
		for (const one of outcomes) {
			this.#outcomes.push(one);
			const alarms = this.objective === 'multiclass' ? [] : this.#monitor.loss(lossOfOutcome(this.objective, one));
			if (alarms.length > 0 || this.#outcomes.length >= this.#outcomesAPoint) reports.push(this.#point(alarms));
		}
		return reports;
	}

	#point(alarms: readonly DriftAlarm[]): WatchReport {
		const answers = this.#outcomes.map(({ answer }) => answer);
		const labels = this.#outcomes.map(({ outcome }) => outcome);
		this.#outcomes = [];
		if (this.objective === 'multiclass') return { ...empty, outcomes: answers.length };
		const bins = this.objective === 'binary' ? calibration(answers, { labels }) : [];
		return {
			...empty,
			outcomes: answers.length,
			metrics: metricsOf(this.objective, answers, labels),
			calibration: bins.map((bin) => (bin.count === 0 ? { count: 0, meanPrediction: 0, share: 0 } : { ...bin })),
			calibrationError: this.objective === 'binary' ? calibrationError(bins) : null,
			alarms: shown(alarms),
		};
	}
}

const empty: WatchReport = {
	...{ rows: 0, features: [], scoreDistance: null, scorePValue: null, latencyUsP50: null, latencyUsP99: null },
	...{ outcomes: 0, metrics: {}, calibration: [], calibrationError: null, alarms: [] },
};
const shown = (alarms: readonly DriftAlarm[]): WatchReport['alarms'] =>
	alarms.map((alarm) => ({
		kind: alarm.kind,
		feature: 'feature' in alarm ? alarm.feature : null,
		value: 'value' in alarm ? alarm.value : null,
	}));
