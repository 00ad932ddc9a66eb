import { SequentialTest } from '../experiments/sequential.ts';
import type { JobObjective } from '../jobs/request.ts';
import { lossOfOutcome } from '../watch/watched.ts';

/** A prediction of a version, and what came. */
export type JudgedPrediction = { readonly version: number; readonly answer: number; readonly outcome: number };
export type VersionComparison = {
	readonly version: number;
	readonly outcomes: number;
	/** Log loss of a probability, squared error of a value: lower is better. */
	readonly meanLoss: number;
	/** Its mean loss less the champion's, with an interval that holds at every look; null for the champion itself. */
	readonly difference: number | null;
	readonly low: number | null;
	readonly high: number | null;
	readonly pValue: number | null;
};

/**
 * Versions against the one in production, from the log, in the order in which outcomes came: the answer may be looked at after each of them. A multiclass model has no loss here.
 *
 * @param input.effect size of a difference in loss that would matter
 */
export function compareVersions(
	judged: readonly JudgedPrediction[],
	{ champion, objective, effect }: { readonly champion: number; readonly objective: JobObjective; readonly effect: number },
): VersionComparison[] {
	const losses = new Map<number, { sum: number; count: number }>();
	const versions = [...new Set([champion, ...judged.map(({ version }) => version)])];
	const tests = new Map(versions.filter((version) => version !== champion).map((version) => [version, new SequentialTest({ effect })]));
	for (const { version, ...one } of judged) {
		const loss = lossOfOutcome(objective, one);
		const own = losses.get(version) ?? { sum: 0, count: 0 };
		losses.set(version, { sum: own.sum + loss, count: own.count + 1 });
		if (version === champion) for (const test of tests.values()) test.add('A', loss);
		else tests.get(version)?.add('B', loss);
	}
	const shown = (value: number | undefined): number | null => (value !== undefined && Number.isFinite(value) ? value : null);
	return versions
		.toSorted((a, b) => b - a)
		.map((version) => {
			const { sum, count } = losses.get(version) ?? { sum: 0, count: 0 };
			const answer = tests.get(version)?.answer();
			return {
				...{ version, outcomes: count, meanLoss: count === 0 ? 0 : sum / count },
				difference: count === 0 ? null : shown(answer?.difference),
				...{ low: shown(answer?.low), high: shown(answer?.high), pValue: shown(answer?.pValue) },
			};
		});
}

/** Whether an answer was on the right side of what came. */
export const isWin = (objective: JobObjective, { answer, outcome }: { readonly answer: number; readonly outcome: number }): boolean =>
	objective === 'regression' ? Math.sign(answer) === Math.sign(outcome) : answer >= 0.5 === outcome >= 0.5;
