import { z } from 'zod';

const share = z.number().gt(0).max(1);

/** What a training may be told. Defaults are LightGBM's where it has the same. */
export const gbdtParameters = z
	.strictObject({
		objective: z.enum(['binary', 'regression', 'quantile', 'multiclass', 'ranking']),
		/** Of `multiclass` alone: labels are 0 to classes - 1. */
		classes: z.int().min(2).max(100).default(2),
		/** Of `quantile` alone. */
		quantile: z.number().gt(0).lt(1).default(0.5),
		trees: z.int().min(1).max(100_000).default(100),
		learningRate: z.number().gt(0).max(1).default(0.1),
		leavesMax: z.int().min(2).max(4096).default(31),
		/** 0: as deep as leaves allow. */
		depthMax: z.int().min(0).max(64).default(0),
		binsMax: z.int().min(2).max(255).default(255),
		rowsInLeafMin: z.int().min(1).default(20),
		hessianInLeafMin: z.number().min(0).default(0.001),
		l1: z.number().min(0).default(0),
		l2: z.number().min(0).default(0),
		gainMin: z.number().min(0).default(0),
		/** Share of rows and of features that each iteration draws. */
		rowShare: share.default(1),
		featureShare: share.default(1),
		/** By feature name: 1 where the prediction may only rise with it, -1 only fall. */
		monotone: z.record(z.string(), z.union([z.literal(-1), z.literal(1)])).default({}),
		/** Stop after as many iterations without a better figure on the validation rows; 0: never. */
		earlyStoppingRounds: z.int().min(0).default(0),
		seed: z.int().default(1),
	})
	.refine(({ earlyStoppingRounds, trees }) => earlyStoppingRounds <= trees, 'earlyStoppingRounds is more than trees: it could never stop');

export type GbdtParameters = z.output<typeof gbdtParameters>;
export type GbdtOptions = z.input<typeof gbdtParameters>;
