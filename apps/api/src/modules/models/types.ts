import type { MlModel, MlModelVersion } from '@meridian/db';
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

export type PredictionModel = { readonly version: number; readonly values: readonly (readonly number[])[] };
export const predictionRef = builder.objectRef<PredictionModel>('Prediction').implement({
	fields: (t) => ({
		version: t.exposeInt('version', { description: 'Which version answered.' }),
		values: t.field({ type: t.listRef(t.listRef('Float')), resolve: ({ values }) => values.map((row) => [...row]) }),
	}),
});
