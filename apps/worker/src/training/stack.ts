import type { Db } from '@meridian/db';
import { labelSpec, type StackMember, type StackRequest, trainerSpec } from '@meridian/ml';
import { z } from 'zod';
import { TrainingRefused } from './threads.ts';

/** What a version that was trained here says of itself. */
const trainedHere = z.object({
	producer: z.literal('meridian'),
	trainer: trainerSpec,
	label: labelSpec,
	featureSet: z.object({ name: z.string(), version: z.int() }),
	seed: z.int(),
});

/**
 * How the members of a stack were trained. They are the tenant's own: another's are none.
 * @throws TrainingRefused where one is not there, was made elsewhere, or learned something else than the stacker is to learn
 */
export async function stackMembers(
	db: Db,
	{ tenantId, request }: { readonly tenantId: number; readonly request: StackRequest },
): Promise<StackMember[]> {
	const { featureSet, label } = request;
	const members: StackMember[] = [];
	for (const { model, version } of request.members) {
		const name = `${model} ${version}`;
		const key = { modelName_version: { modelName: model, version } };
		const row = await db.forTenant(tenantId).mlModelVersion.findUnique({ where: key, select: { lineage: true } });
		if (row === null) throw new TrainingRefused(`there is no version ${version} of ${model}`);
		const parsed = trainedHere.safeParse(row.lineage);
		if (!parsed.success)
			throw new TrainingRefused(
				`${name} was not trained here on features of its own: it can’t be trained anew without the rows that it is to answer`,
			);
		const made = parsed.data;
		if (made.trainer.name === 'lightgbm')
			throw new TrainingRefused(`${name} was trained by LightGBM: a stack is made of gbdt, linear and mlp`);
		if (made.featureSet.name !== featureSet.name || made.featureSet.version !== featureSet.version)
			throw new TrainingRefused(
				`${name} takes the feature set ${made.featureSet.name} version ${made.featureSet.version}, not the stack’s`,
			);
		if (JSON.stringify(made.label) !== JSON.stringify(labelSpec.parse(label)))
			throw new TrainingRefused(`${name} tells another label than the stack`);
		members.push({ name, trainer: made.trainer, seed: made.seed });
	}
	return members;
}
