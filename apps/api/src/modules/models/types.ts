import type { MlModel, MlModelVersion, MlPrediction, MlWatchPoint } from '@meridian/db';
import { type Confidence, type WatchReport, watchReport } from '@meridian/ml';
import { builder } from '../../graphql/builder.ts';
import { gateSeen } from './stage.ts';

export type ModelVersionModel = { readonly __typename: 'ModelVersion'; readonly row: MlModelVersion };
export type RegisteredModelModel = MlModel & { readonly versions: readonly MlModelVersion[] };

export const modelVersionRef = builder.objectRef<ModelVersionModel>('ModelVersion').implement({
	description: 'A version of a model, as its maker registered it.',
	fields: (t) => ({
		modelName: t.string({ resolve: ({ row }) => row.modelName }),
		version: t.int({ resolve: ({ row }) => row.version }),
		stage: t.string({ resolve: ({ row }) => row.stage, description: 'None, Staging, Production or Archived.' }),
		description: t.string({ resolve: ({ row }) => row.description }),
		runId: t.string({ nullable: true, resolve: ({ row }) => row.runId }),
		sha256: t.string({
			nullable: true,
			resolve: ({ row }) => row.sha256,
			description: 'Of the model that passed the gate; null where none did.',
		}),
		refused: t.string({
			nullable: true,
			resolve: ({ row }) => gateSeen.parse(row.lineage).refused ?? null,
			description: 'Why it may not serve.',
		}),
		featureCount: t.int({ nullable: true, resolve: ({ row }) => gateSeen.parse(row.lineage).width ?? null }),
		latencyUsP50: t.float({ nullable: true, resolve: ({ row }) => gateSeen.parse(row.lineage).latencyUsP50 ?? null }),
		signed: t.boolean({
			resolve: ({ row }) => row.signature !== null,
			description: 'Under the installation’s key; it is checked before the model serves.',
		}),
		lineage: t.string({
			resolve: ({ row }) => JSON.stringify(row.lineage),
			description: 'JSON: data, features, label, trainer, code, and what the gate measured; as far as its maker said.',
		}),
		card: t.string({
			resolve: ({ row }) => JSON.stringify(row.card),
			description:
				'JSON: metrics on rows that training did not see, folds, importance, contributions, calibration; {} for what was made elsewhere.',
		}),
		createdBy: t.int({ resolve: ({ row }) => row.createdBy }),
		approvedBy: t.int({ nullable: true, resolve: ({ row }) => row.approvedBy, description: 'Who put it into production.' }),
		createdAt: t.field({ type: 'DateTime', resolve: ({ row }) => row.createdAt }),
	}),
});
export const versionOf = (row: MlModelVersion): ModelVersionModel => ({ __typename: 'ModelVersion', row });

export const registeredModelRef = builder.objectRef<RegisteredModelModel>('RegisteredModel').implement({
	fields: (t) => ({
		name: t.exposeString('name'),
		description: t.exposeString('description'),
		versions: t.field({
			type: [modelVersionRef],
			description: 'Newest first.',
			resolve: ({ versions }) => versions.toSorted((a, b) => b.version - a.version).map(versionOf),
		}),
	}),
});

export type PredictionModel = {
	readonly version: number;
	readonly values: readonly (readonly number[])[];
	readonly ids: readonly string[];
	readonly knownAt: readonly Date[];
	readonly confidence: readonly Confidence[];
};
const confidenceRef = builder.objectRef<Confidence>('PredictionConfidence').implement({
	description: 'How sure an answer is, as far as the card of its version promises anything: each holds nine new labels in ten.',
	fields: (t) => ({
		calibrated: t.exposeFloat('calibrated', {
			nullable: true,
			description: 'Of a probability: corrected by recorded outcomes while that tells better than the model alone.',
		}),
		isCorrected: t.exposeBoolean('isCorrected'),
		low: t.exposeFloat('low', { nullable: true }),
		high: t.exposeFloat('high', { nullable: true }),
		labels: t.intList({ description: 'Classes that can not be ruled out.', resolve: ({ labels }) => [...labels] }),
	}),
});
export const predictionRef = builder.objectRef<PredictionModel>('Prediction').implement({
	fields: (t) => ({
		version: t.exposeInt('version', { description: 'Which version answered.' }),
		ids: t.stringList({ description: 'One a row: by it recordOutcomes says what came.', resolve: ({ ids }) => [...ids] }),
		confidence: t.field({ type: [confidenceRef], description: 'One a row.', resolve: ({ confidence }) => [...confidence] }),
		knownAt: t.field({
			type: ['DateTime'],
			description: 'When the live features of each row were known; empty where rows were sent.',
			resolve: ({ knownAt }) => [...knownAt],
		}),
		values: t.field({ type: t.listRef(t.listRef('Float')), resolve: ({ values }) => values.map((row) => [...row]) }),
	}),
});

const calibrationBinRef = builder.objectRef<WatchReport['calibration'][number]>('CalibrationBin').implement({
	fields: (t) => ({ count: t.exposeInt('count'), meanPrediction: t.exposeFloat('meanPrediction'), share: t.exposeFloat('share') }),
});
const driftRef = builder.objectRef<WatchReport['features'][number]>('FeatureDrift').implement({
	fields: (t) => ({ name: t.exposeString('name'), psi: t.exposeFloat('psi', { description: 'Above 0.25 it has shifted.' }) }),
});
const alarmRef = builder.objectRef<WatchReport['alarms'][number]>('ModelAlarm').implement({
	fields: (t) => ({
		kind: t.exposeString('kind', { description: 'FEATURE_DRIFT, SCORE_DRIFT, LOSS_RISE, PREDICTION_FAILED, LOAD_FAILED.' }),
		feature: t.exposeString('feature', { nullable: true }),
		value: t.exposeFloat('value', { nullable: true }),
	}),
});
export const watchPointRef = builder.objectRef<MlWatchPoint & { readonly seen: WatchReport }>('ModelWatchPoint').implement({
	description: 'How a version did over a window of rows that it was asked, or of outcomes that became known.',
	fields: (t) => ({
		version: t.exposeInt('version'),
		at: t.expose('at', { type: 'DateTime' }),
		rows: t.int({ resolve: ({ seen }) => seen.rows }),
		features: t.field({ type: [driftRef], resolve: ({ seen }) => seen.features }),
		scoreDistance: t.float({ nullable: true, resolve: ({ seen }) => seen.scoreDistance }),
		scorePValue: t.float({ nullable: true, resolve: ({ seen }) => seen.scorePValue }),
		latencyUsP50: t.float({ nullable: true, resolve: ({ seen }) => seen.latencyUsP50 }),
		latencyUsP99: t.float({ nullable: true, resolve: ({ seen }) => seen.latencyUsP99 }),
		outcomes: t.int({ resolve: ({ seen }) => seen.outcomes }),
		metrics: t.string({ description: 'JSON, as in the card: live beside training.', resolve: ({ seen }) => JSON.stringify(seen.metrics) }),
		calibration: t.field({ type: [calibrationBinRef], resolve: ({ seen }) => seen.calibration }),
		calibrationError: t.float({ nullable: true, resolve: ({ seen }) => seen.calibrationError }),
		alarms: t.field({ type: [alarmRef], resolve: ({ seen }) => seen.alarms }),
	}),
});
export const watchPointOf = (row: MlWatchPoint) => {
	const seen = watchReport.safeParse(row.report);
	return seen.success ? [{ ...row, seen: seen.data }] : [];
};

export const loggedRef = builder.objectRef<MlPrediction>('LoggedPrediction').implement({
	fields: (t) => ({
		predictionId: t.exposeString('id'),
		version: t.exposeInt('version'),
		subject: t.exposeString('subject', { nullable: true }),
		at: t.expose('at', { type: 'DateTime' }),
		answer: t.exposeFloat('answer', { description: 'The first output.' }),
		outcome: t.exposeFloat('outcome', { nullable: true }),
	}),
});
