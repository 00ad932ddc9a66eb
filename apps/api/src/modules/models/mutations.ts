import { builder } from '../../graphql/builder.ts';
import { approvalRequestedRef } from '../approvals/types.ts';
import { forbiddenRef, invalidInputRef, notFoundRef } from '../shared/user-errors.ts';
import { createEnsemble } from './ensemble.ts';
import { type OutcomesRecorded, recordOutcomes } from './outcomes.ts';
import { setPlan } from './plan.ts';
import { ensembleInput, servingPlanInput, servingPlanRef } from './plan-types.ts';
import { changeStage, rollBack } from './promote.ts';
import { stages } from './stage.ts';
import { modelVersionRef } from './types.ts';

const stageEnum = builder.enumType('ModelStage', { values: stages });
const inputRef = builder.inputType('SetModelStageInput', {
	fields: (t) => ({
		name: t.string({ required: true }),
		version: t.int({ required: true }),
		stage: t.field({ type: stageEnum, required: true }),
		archiveExisting: t.boolean({ defaultValue: true, description: 'Versions that are in the stage now go to Archived.' }),
	}),
});
const resultRef = builder.unionType('SetModelStageResult', {
	types: [modelVersionRef, approvalRequestedRef, notFoundRef, forbiddenRef, invalidInputRef],
});
const outcomeRef = builder.inputType('OutcomeInput', {
	fields: (t) => ({
		predictionId: t.string({ required: true }),
		value: t.float({ required: true, description: 'The label: 0 or 1, or the value that came.' }),
	}),
});
const recordedRef = builder.objectRef<OutcomesRecorded>('OutcomesRecorded').implement({
	fields: (t) => ({ recorded: t.exposeInt('recorded', { description: 'How many were not known before.' }) }),
});
const outcomesResultRef = builder.unionType('RecordOutcomesResult', { types: [recordedRef, forbiddenRef, invalidInputRef] });

const planResultRef = builder.unionType('SetServingPlanResult', { types: [servingPlanRef, notFoundRef, forbiddenRef, invalidInputRef] });
const ensembleResultRef = builder.unionType('CreateEnsembleResult', {
	types: [modelVersionRef, notFoundRef, forbiddenRef, invalidInputRef],
});

builder.mutationFields((t) => ({
	setServingPlan: t.field({
		type: planResultRef,
		description: 'A shadow, an experiment among versions in production, and whether probabilities learn from what comes.',
		args: { input: t.arg({ type: servingPlanInput, required: true }) },
		resolve: (_root, { input }, context) => setPlan(context, input),
	}),
	createEnsemble: t.field({
		type: ensembleResultRef,
		description: 'Registers the weighted mean, or a stack, of several versions as one version, in no stage.',
		args: { input: t.arg({ type: ensembleInput, required: true }) },
		resolve: (_root, { input }, context) => createEnsemble(context, input),
	}),
	setModelStage: t.field({
		type: resultRef,
		description: 'Into production goes what two people want: who made a version asks for it, and another approves.',
		args: { input: t.arg({ type: inputRef, required: true }) },
		resolve: (_root, { input }, context) => changeStage(context, { ...input, archiveExisting: input.archiveExisting ?? true }),
	}),
	rollBackModel: t.field({
		type: resultRef,
		description: 'Puts the version that was in production before back there, at once and by one person: it had been approved.',
		args: { name: t.arg.string({ required: true }) },
		resolve: (_root, { name }, context) => rollBack(context, name),
	}),
	recordOutcomes: t.field({
		type: outcomesResultRef,
		description: 'Says what came of predictions: live performance, calibration, and the fall-back of what gets worse come from it.',
		args: { model: t.arg.string({ required: true }), outcomes: t.arg({ type: [outcomeRef], required: true }) },
		resolve: (_root, args, context) => recordOutcomes(context, args),
	}),
}));
