import { z } from 'zod';

export const mlpParameters = z.strictObject({
	objective: z.enum(['binary', 'regression', 'multiclass']),
	classes: z.int().min(2).max(100).default(2),
	/** Widths of hidden layers. */
	hidden: z.array(z.int().min(1).max(4096)).min(1).max(8).default([32, 16]),
	epochs: z.int().min(1).default(20),
	batchRows: z.int().min(1).default(256),
	learningRate: z.number().gt(0).default(0.001),
	/** Decay of weights (AdamW). */
	weightDecay: z.number().min(0).default(0.0001),
	/** Stop after as many epochs without a lower loss on the validation rows; 0: never. */
	earlyStoppingRounds: z.int().min(0).default(0),
	seed: z.int().default(1),
});
export type MlpParameters = z.output<typeof mlpParameters>;
export type MlpOptions = z.input<typeof mlpParameters>;
