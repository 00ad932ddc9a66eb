import type { FeatureSet, Series } from './model';

export type Trainer = 'GBDT' | 'LINEAR' | 'MLP' | 'LIGHTGBM';
/** What stands in the fields, as it was typed. */
export type Draft = {
	readonly model: string;
	readonly label: 'DIRECTION' | 'RETURN' | 'TRIPLE_BARRIER';
	readonly horizonS: string;
	readonly barrierBps: string;
	readonly trainer: Trainer;
	readonly options: string;
	readonly folds: string;
	readonly isStudy: boolean;
	readonly space: string;
	readonly trials: string;
};

/** Careful ones: ticks tell little, and a model that is too free learns their noise. */
const options: Readonly<Record<Trainer, object>> = {
	GBDT: { trees: 100, leavesMax: 15, learningRate: 0.05, rowShare: 0.7, featureShare: 0.7, earlyStoppingRounds: 20 },
	LINEAR: { penalty: 0.01 },
	MLP: { hidden: [32, 16], epochs: 30, earlyStoppingRounds: 5 },
	LIGHTGBM: { num_iterations: 100, num_leaves: 15, learning_rate: 0.05 },
};
export const optionsOf = (trainer: Trainer): string => JSON.stringify(options[trainer]);
const space = { leavesMax: { kind: 'int', low: 4, high: 63 }, learningRate: { kind: 'float', low: 0.01, high: 0.3, log: true } };

export const firstDraft = (): Draft => ({
	...{ model: 'direction', label: 'DIRECTION', horizonS: '60', barrierBps: '5', trainer: 'GBDT', options: optionsOf('GBDT') },
	...{ folds: '3', isStudy: false, space: JSON.stringify(space), trials: '20' },
});

/** The input of startTraining. The last day is within. @throws RangeError where a day is none */
export function inputOf(
	draft: Draft,
	{
		series,
		range,
		features,
	}: { readonly series: Series; readonly range: { readonly from: string; readonly to: string }; readonly features: FeatureSet },
) {
	const barrier = Number(draft.barrierBps) / 1e4;
	return {
		model: draft.model.trim(),
		data: {
			...{ owner: series.owner, venue: series.venue, instrument: series.instrument },
			...{
				from: new Date(`${range.from}T00:00:00Z`).toISOString(),
				to: new Date(Date.parse(`${range.to}T00:00:00Z`) + 86_400_000).toISOString(),
			},
		},
		featureSet: { name: features.name, version: features.version },
		label: {
			...{ kind: draft.label, horizonMs: Math.round(Number(draft.horizonS) * 1000) },
			...(draft.label === 'TRIPLE_BARRIER' ? { up: barrier, down: barrier } : {}),
		},
		...{ trainer: draft.trainer, options: draft.options, folds: Number(draft.folds) },
		...(draft.isStudy ? { study: { space: draft.space, trials: Number(draft.trials) } } : {}),
	};
}
