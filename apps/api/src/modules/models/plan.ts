import { baselineOfCard, compareVersions, type ServingPlan, servingPlan, type VersionComparison } from '@meridian/ml';
import { z } from 'zod';
import { audit } from '../../audit.ts';
import { type ApiContext, may, viewerOf } from '../../context.ts';
import { forbidden, userError } from '../shared/user-errors.ts';
import { judgedPredictions } from './judged.ts';

export type ServingPlanModel = {
	readonly __typename: 'ServingPlan';
	readonly model: string;
	readonly plan: ServingPlan;
	readonly updatedAt: Date;
};
export type PlanInput = {
	readonly model: string;
	readonly shadow?: number | null | undefined;
	readonly experiment?:
		| {
				readonly name: string;
				readonly kind: 'SPLIT' | 'BANDIT';
				readonly challengers: readonly { readonly version: number; readonly share?: number | null | undefined }[];
				readonly effect?: number | null | undefined;
		  }
		| null
		| undefined;
	readonly online?: boolean | null | undefined;
};
const invalid = (message: string) => userError('InvalidInput', { code: 'INVALID_INPUT', message, path: ['input'] });

/** Null where the tenant has no such model, or it only answers. */
export async function findPlan(context: ApiContext, model: string): Promise<ServingPlanModel | null> {
	const row = await context.app.db.forTenant(viewerOf(context).tenantId).mlServingPlan.findUnique({ where: { modelName: model } });
	const plan = servingPlan.safeParse(row?.plan);
	return row === null || !plan.success ? null : { __typename: 'ServingPlan', model, plan: plan.data, updatedAt: row.updatedAt };
}

/** Says what a model does beside answering by its version in production; it takes the place of what was said before. */
export async function setPlan(context: ApiContext, input: PlanInput) {
	if (!may(context, 'MODEL_MANAGE')) return forbidden('Your role may look at models and change none.');
	const { tenantId, userId } = viewerOf(context);
	const { db, nowMs } = context.app;
	const { model, shadow, experiment, online } = input;
	const own = db.forTenant(tenantId);
	const versions = await own.mlModelVersion.findMany({ where: { modelName: model } });
	if (versions.length === 0)
		return userError('NotFound', { code: 'MODEL_NOT_FOUND', message: 'There is no such model.', path: ['input', 'model'] });
	const parsed = servingPlan.safeParse({
		...(shadow == null ? {} : { shadow }),
		...(experiment == null ? {} : { experiment: withoutNull(experiment) }),
		online: online ?? false,
	});
	if (!parsed.success) return invalid(z.prettifyError(parsed.error));
	const plan = parsed.data;
	const of = (version: number) => versions.find((one) => one.version === version);
	if (plan.shadow !== undefined && of(plan.shadow)?.sha256 == null)
		return invalid(`Version ${plan.shadow} has no model that passed the gate: it can not be a shadow.`);
	const idle = plan.experiment?.challengers.find(({ version }) => of(version)?.stage !== 'Production');
	if (idle !== undefined)
		return invalid(
			`Version ${idle.version} is not in production: who answers in an experiment was wanted by two people. Put it there and leave the others (archiveExisting: false).`,
		);
	await audit(context, { action: 'SERVING_PLAN_SET', tenantId, userId, detail: { model, plan: JSON.stringify(plan) } });
	const updatedAt = new Date(nowMs());
	const data = { plan, updatedBy: userId, updatedAt };
	await own.mlServingPlan.upsert({ where: { modelName: model }, create: { modelName: model, ...data }, update: data });
	return { __typename: 'ServingPlan', model, plan, updatedAt } satisfies ServingPlanModel;
}

function withoutNull({ challengers, effect, ...rest }: NonNullable<PlanInput['experiment']>) {
	return {
		...rest,
		...(effect == null ? {} : { effect }),
		challengers: challengers.map(({ version, share }) => ({ version, ...(share == null ? {} : { share }) })),
	};
}

/** Versions against the one in production, by what came since the plan was made; of all outcomes where there is none. */
export async function compareModel(context: ApiContext, model: string): Promise<VersionComparison[]> {
	const { tenantId } = viewerOf(context);
	const { db } = context.app;
	const [champion, found] = await Promise.all([
		db.forTenant(tenantId).mlModelVersion.findFirst({ where: { modelName: model, stage: 'Production' }, orderBy: { version: 'desc' } }),
		findPlan(context, model),
	]);
	if (champion === null) return [];
	const judged = await judgedPredictions(db, { tenantId, model, ...(found === null ? {} : { since: found.updatedAt }) });
	const objective = baselineOfCard(champion.card)?.objective ?? 'binary';
	if (objective === 'multiclass') return [];
	const effect = found?.plan.experiment?.effect ?? 0.05;
	return compareVersions(judged, { champion: champion.version, objective, effect });
}
