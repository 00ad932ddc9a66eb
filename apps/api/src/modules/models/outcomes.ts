import { type ApiContext, may, viewerOf } from '../../context.ts';
import { forbidden, userError } from '../shared/user-errors.ts';
import { shadowMark } from './judged.ts';

export const outcomesMax = 200;
export type OutcomesRecorded = { readonly __typename: 'OutcomesRecorded'; readonly recorded: number };

/** Writes down what came of predictions, once each, and tells the watch of the version that made them. */
export async function recordOutcomes(
	context: ApiContext,
	input: { readonly model: string; readonly outcomes: readonly { readonly predictionId: string; readonly value: number }[] },
) {
	// Who trades by a model, program or person, knows what came; its word may put a version out, so that reading alone is not enough.
	if (!may(context, 'MODEL_MANAGE') && !may(context, 'ORDER_PLACE')) return forbidden('Your role may not say what came of predictions.');
	const { model, outcomes } = input;
	if (outcomes.length === 0 || outcomes.length > outcomesMax || outcomes.some(({ value }) => !Number.isFinite(value)))
		return userError('InvalidInput', { code: 'INVALID_INPUT', message: `Send 1 to ${outcomesMax} numbers.`, path: ['outcomes'] });
	const { tenantId } = viewerOf(context);
	const { serving, db, nowMs } = context.app;
	await serving?.predictions.flush();
	const table = db.forTenant(tenantId).mlPrediction;
	const outcomeOf = new Map(outcomes.map(({ predictionId, value }) => [predictionId, value]));
	// What came counts for what a shadow said of it too.
	const ids = [...outcomeOf.keys()].flatMap((id) => [id, id + shadowMark]);
	const rows = await table.findMany({ where: { id: { in: ids }, modelName: model, outcome: null } });
	const outcomeAt = new Date(nowMs());
	const came = new Map<number, { answer: number; outcome: number }[]>();
	let recorded = 0;
	for (const { id, version, answer } of rows) {
		const isShadow = id.endsWith(shadowMark);
		const outcome = outcomeOf.get(isShadow ? id.slice(0, -shadowMark.length) : id) ?? 0;
		const { count } = await table.updateMany({ where: { id, outcome: null }, data: { outcome, outcomeAt } });
		if (count === 0 || isShadow) continue;
		recorded += 1;
		came.set(version, [...(came.get(version) ?? []), { answer, outcome }]);
	}
	for (const [version, of] of came) await serving?.came({ tenantId, model, version }, of);
	return { __typename: 'OutcomesRecorded', recorded } satisfies OutcomesRecorded;
}
