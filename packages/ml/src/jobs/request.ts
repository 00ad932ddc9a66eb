import { z } from 'zod';
import { gbdtParameters } from '../gbdt/parameters.ts';
import { elasticNetParameters } from '../linear/elastic-net.ts';
import { mlpParameters } from '../mlp/parameters.ts';
import { Random } from '../random/random.ts';
import { searchSpace } from '../tuning/space.ts';
import { anywhere } from '../tuning/tpe.ts';

/** Ticks of the store that a model learns from; whose they are comes from the job, never from here. */
export const trainingData = z
	.strictObject({
		owner: z.enum(['OWN', 'SHARED']),
		venue: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/, 'is no name of a venue'),
		instrument: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._#-]{0,63}$/, 'is no name of an instrument'),
		fromMs: z.int().min(0),
		toMs: z.int().min(0),
	})
	.refine(({ fromMs, toMs }) => fromMs < toMs, { path: ['toMs'], message: 'must be after the beginning' });
export type TrainingData = z.output<typeof trainingData>;

const horizonMs = z
	.int()
	.min(1)
	.max(7 * 86_400_000);
/** What is to be told: the sign of the next move, the move, or which of three barriers is met first (0 the lower, 1 none, 2 the upper). */
export const labelSpec = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('direction'), horizonMs }),
	z.strictObject({ kind: z.literal('return'), horizonMs }),
	z.strictObject({ kind: z.literal('tripleBarrier'), horizonMs, up: z.number().gt(0).lt(1), down: z.number().gt(0).lt(1) }),
]);
export type LabelSpec = z.output<typeof labelSpec>;
export const objectiveOfLabel = { direction: 'binary', return: 'regression', tripleBarrier: 'multiclass' } as const;
export type JobObjective = (typeof objectiveOfLabel)[LabelSpec['kind']];

export const trainerNames = ['gbdt', 'linear', 'mlp', 'lightgbm'] as const;
export type TrainerName = (typeof trainerNames)[number];
/** Options of a trainer without what the job decides: objective, classes, seed. */
export const trainerOptions = z.record(z.string(), z.unknown());
export const trainerSpec = z.strictObject({ name: z.enum(trainerNames), options: trainerOptions.default({}) });
export type TrainerSpec = z.output<typeof trainerSpec>;

const shared = {
	model: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}$/, 'is 1 to 100 letters, digits, spaces, points, dashes'),
	data: trainingData,
	featureSet: z.strictObject({ name: z.string().min(1).max(100), version: z.int().min(1) }),
	label: labelSpec,
	trainer: trainerSpec,
	/** Shares of the rows, the latest: to test on, and before them to stop early on. */
	testShare: z.number().min(0.05).max(0.5).default(0.2),
	validationShare: z.number().min(0.05).max(0.5).default(0.15),
	seed: z.int().default(1),
};
export const trainRequest = z.strictObject({ kind: z.literal('TRAIN'), ...shared, folds: z.int().min(0).max(20).default(3) });
export const studyRequest = z.strictObject({
	kind: z.literal('STUDY'),
	...shared,
	folds: z.int().min(1).max(20).default(2),
	/** Over the trainer's options; what is not searched is as in its options. */
	space: searchSpace,
	trials: z.int().min(1).max(200).default(20),
	parallel: z.int().min(1).max(4).default(2),
	prune: z.boolean().default(true),
});
const memberOf = z.strictObject({ model: shared.model, version: z.int().min(1) });
/** A stacker: the trainer learns from what versions that were trained before answer to rows that they did not see. */
export const stackRequest = z.strictObject({
	kind: z.literal('STACK'),
	...shared,
	folds: z.int().min(0).max(20).default(3),
	members: z
		.array(memberOf)
		.min(2)
		.max(16)
		.refine(
			(members) => new Set(members.map(({ model, version }) => `${version} ${model}`)).size === members.length,
			'names a member twice',
		),
	/** Walk-forward folds whose test rows the members answer. */
	memberFolds: z.int().min(2).max(20).default(5),
});
export const jobRequest = z.discriminatedUnion('kind', [trainRequest, studyRequest, stackRequest]).superRefine((request, context) => {
	const problem = optionsProblem(request);
	if (problem !== undefined) return context.addIssue({ code: 'custom', path: ['trainer', 'options'], message: problem });
	if (request.kind !== 'STUDY') return undefined;
	// One point stands for all: what it names, the trainer must know.
	const options = { ...request.trainer.options, ...anywhere(request.space, new Random(1)) };
	const unfit = optionsProblem({ ...request, trainer: { ...request.trainer, options } });
	return unfit === undefined ? undefined : context.addIssue({ code: 'custom', path: ['space'], message: unfit });
});
export type TrainRequest = z.output<typeof trainRequest>;
export type StackRequest = z.output<typeof stackRequest>;
export type StudyRequest = z.output<typeof studyRequest>;
export type JobRequest = z.output<typeof jobRequest>;

/** LightGBM's own names; what it does not know it refuses itself. */
const lightgbmOptions = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** Why these options can't be trained with; undefined where they can. */
function optionsProblem({ kind, trainer, label, seed }: Pick<JobRequest, 'kind' | 'trainer' | 'label' | 'seed'>): string | undefined {
	const objective = objectiveOfLabel[label.kind];
	if (kind === 'STACK' && trainer.name === 'lightgbm') return 'a stacker is trained by gbdt, linear or mlp: take one of them';
	if (trainer.name === 'linear' && objective === 'multiclass')
		return 'a linear model tells no three classes: take another trainer or label';
	const given = completeOptions({ trainer, objective, seed });
	const shape = { gbdt: gbdtParameters, linear: elasticNetParameters, mlp: mlpParameters, lightgbm: lightgbmOptions }[trainer.name];
	const parsed = shape.safeParse(given);
	return parsed.success ? undefined : z.prettifyError(parsed.error);
}

/** The trainer's options with what the job decides. */
export function completeOptions(input: {
	readonly trainer: TrainerSpec;
	readonly objective: JobObjective;
	readonly seed: number;
}): Record<string, unknown> {
	const { trainer, objective, seed } = input;
	const own = { ...trainer.options, objective };
	if (trainer.name === 'linear') return own;
	if (trainer.name === 'lightgbm') return { ...own, seed, ...(objective === 'multiclass' ? { num_class: 3 } : {}) };
	return { ...own, seed, ...(objective === 'multiclass' ? { classes: 3 } : {}) };
}

/** What API and worker agree on about training. The row in the tenant's schema is the truth; queue and channel only wake. */
export const trainingQueue = 'ml-training';
export const trainingJob = z.strictObject({ tenantId: z.int().positive(), jobId: z.uuid() });
export type TrainingJob = z.infer<typeof trainingJob>;
/** One job of the queue for one row, however often it is asked for. */
export const trainingJobId = ({ tenantId, jobId }: TrainingJob): string => `${tenantId}-${jobId}`;
export const trainingChannel = (tenantId: number): string => `t:${tenantId}:ml-training`;
export const trainingWake = z.strictObject({ jobId: z.string() });
export const trainingStates = ['QUEUED', 'RUNNING', 'DONE', 'FAILED', 'CANCELED'] as const;
export type TrainingState = (typeof trainingStates)[number];
