import type { Db } from '@meridian/db';
import type { JudgedPrediction } from '@meridian/ml';

/** So many of the latest outcomes are looked at. */
const judgedMax = 20_000;
/** A shadow's answer is logged beside the one that was given out: its id is that one's with this behind it. */
export const shadowMark = '~';

/** Predictions of a model whose outcome is known, in the order in which outcomes came. */
export async function judgedPredictions(
	db: Db,
	input: { readonly tenantId: number; readonly model: string; readonly since?: Date; readonly version?: number; readonly most?: number },
): Promise<(JudgedPrediction & { readonly id: string; readonly outcomeAt: Date })[]> {
	const { tenantId, model, since, version, most = judgedMax } = input;
	const rows = await db.forTenant(tenantId).mlPrediction.findMany({
		where: {
			...{ modelName: model, outcomeAt: since === undefined ? { not: null } : { gte: since } },
			...(version === undefined ? {} : { version }),
		},
		orderBy: [{ outcomeAt: 'desc' }, { id: 'desc' }],
		take: most,
		select: { id: true, version: true, answer: true, outcome: true, outcomeAt: true },
	});
	return rows
		.toReversed()
		.flatMap(({ outcome, outcomeAt, ...row }) => (outcome === null || outcomeAt === null ? [] : [{ ...row, outcome, outcomeAt }]));
}
