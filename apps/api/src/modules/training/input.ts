import { type JobRequest, jobRequest, labelSpec } from '@meridian/ml';
import { builder } from '../../graphql/builder.ts';
import { ownerEnum } from '../data/types.ts';
import { type UserError, userError } from '../shared/user-errors.ts';

const labels = { DIRECTION: 'direction', RETURN: 'return', TRIPLE_BARRIER: 'tripleBarrier' } as const;
const labelEnum = builder.enumType('TrainingLabelKind', { values: ['DIRECTION', 'RETURN', 'TRIPLE_BARRIER'] as const });
const trainers = { GBDT: 'gbdt', LINEAR: 'linear', MLP: 'mlp', LIGHTGBM: 'lightgbm' } as const;
const trainerEnum = builder.enumType('TrainerName', { values: ['GBDT', 'LINEAR', 'MLP', 'LIGHTGBM'] as const });

const dataRef = builder.inputType('TrainingDataInput', {
	description: 'Stored ticks; OWN is your institution’s part of the store.',
	fields: (t) => ({
		owner: t.field({ type: ownerEnum, required: true }),
		venue: t.string({ required: true }),
		instrument: t.string({ required: true }),
		from: t.field({ type: 'DateTime', required: true }),
		to: t.field({ type: 'DateTime', required: true }),
	}),
});
const labelRef = builder.inputType('TrainingLabelInput', {
	fields: (t) => ({
		kind: t.field({ type: labelEnum, required: true }),
		horizonMs: t.int({ required: true }),
		up: t.float({ description: 'Barriers, as shares of the price.' }),
		down: t.float(),
	}),
});
const featureSetRef = builder.inputType('TrainingFeatureSetInput', {
	fields: (t) => ({ name: t.string({ required: true }), version: t.int({ required: true }) }),
});
const studyRef = builder.inputType('StudyInput', {
	fields: (t) => ({
		space: t.string({
			required: true,
			description: 'JSON: by option, {"kind":"int"|"float","low","high","log"} or {"kind":"choice","values"}.',
		}),
		trials: t.int(),
		parallel: t.int(),
		prune: t.boolean(),
	}),
});
const stackMemberRef = builder.inputType('StackMemberInput', {
	fields: (t) => ({ model: t.string({ required: true }), version: t.int({ required: true }) }),
});
const stackRef = builder.inputType('StackInput', {
	fields: (t) => ({
		members: t.field({
			type: [stackMemberRef],
			required: true,
			description: 'Versions that were trained here on this feature set and label, in the order in which the ensemble will have them.',
		}),
		memberFolds: t.int({
			description: 'Walk-forward folds in which they are trained anew, so that they answer rows that they did not see.',
		}),
	}),
});
export const startTrainingRef = builder.inputType('StartTrainingInput', {
	fields: (t) => ({
		model: t.string({ required: true, description: 'The name under which the version is registered.' }),
		data: t.field({ type: dataRef, required: true }),
		featureSet: t.field({ type: featureSetRef, required: true }),
		label: t.field({ type: labelRef, required: true }),
		trainer: t.field({ type: trainerEnum, required: true }),
		options: t.string({ description: 'JSON: options of the trainer, as in docs/ml.md.' }),
		folds: t.int({ description: 'Walk-forward folds that say how good it is.' }),
		testShare: t.float(),
		validationShare: t.float(),
		seed: t.int(),
		study: t.field({ type: studyRef, description: 'Search the options instead of taking them as they are.' }),
		stack: t.field({ type: stackRef, description: 'Train a stacker of these members: what createEnsemble takes as its stacker.' }),
	}),
});
export type StartTrainingInput = typeof startTrainingRef.$inferInput;

export const invalidTraining = (message: string, path: readonly string[]): UserError<'InvalidInput'> =>
	userError('InvalidInput', { code: 'INVALID_INPUT', message, path: ['input', ...path] });

const defined = (input: Record<string, unknown>): Record<string, unknown> =>
	Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null && value !== undefined));

function parseJson(text: string | null | undefined): unknown {
	try {
		return JSON.parse(text ?? '{}');
	} catch {
		return undefined;
	}
}

/** What was asked for, checked as the worker will check it. */
export function readTraining(input: StartTrainingInput): JobRequest | UserError<'InvalidInput'> {
	const { study, stack, options, data, label, trainer, ...rest } = input;
	if (study != null && stack != null) return invalidTraining('study and stack exclude each other.', ['stack']);
	const given = parseJson(options);
	if (given === undefined) return invalidTraining('options is no JSON.', ['options']);
	const space = parseJson(study?.space);
	if (space === undefined) return invalidTraining('space is no JSON.', ['study', 'space']);
	const { from, to, ...series } = data;
	const asked = labelSpec.safeParse({ ...defined(label), kind: labels[label.kind] });
	if (!asked.success) return invalidTraining(issueText(asked.error.issues), ['label']);
	const parsed = jobRequest.safeParse({
		...defined(rest),
		...(study == null ? { kind: 'TRAIN' } : { ...defined(study), kind: 'STUDY', space }),
		...(stack == null ? {} : { ...defined(stack), kind: 'STACK' }),
		data: { ...series, fromMs: from.getTime(), toMs: to.getTime() },
		label: asked.data,
		trainer: { name: trainers[trainer], options: given },
	});
	if (parsed.success) return parsed.data;
	const path = parsed.error.issues[0]?.path.map(String) ?? [];
	const field =
		path[0] === 'trainer'
			? ['options']
			: path[0] === 'space'
				? ['study', ...path]
				: path[0]?.startsWith('member')
					? ['stack', ...path]
					: path;
	return invalidTraining(issueText(parsed.error.issues), field);
}

const issueText = (issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]): string =>
	issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`).join('; ');
