import { type PlanName, planNames, type QuotaName, quotaNames } from '@meridian/db';
import { builder } from '../../graphql/builder.ts';

export const quotaStates = ['FINE', 'NEAR', 'FULL'] as const;
export type QuotaModel = {
	readonly name: QuotaName;
	readonly hard: number;
	readonly soft: number;
	readonly used: number | null;
	readonly state: (typeof quotaStates)[number];
};
export type UsageDayModel = { readonly day: string; readonly meter: string; readonly quantity: number };
export type UsageModel = { readonly plan: PlanName; readonly quotas: readonly QuotaModel[]; readonly days: readonly UsageDayModel[] };

export const planEnum = builder.enumType('Plan', { values: planNames });
export const quotaNameEnum = builder.enumType('QuotaName', { values: quotaNames });
const quotaStateEnum = builder.enumType('QuotaState', {
	description: 'NEAR: the soft limit is reached; FULL: the hard one.',
	values: quotaStates,
});

const quotaRef = builder.objectRef<QuotaModel>('Quota').implement({
	fields: (t) => ({
		name: t.expose('name', { type: quotaNameEnum }),
		hard: t.exposeInt('hard', { description: 'What would go beyond is refused: QUOTA_EXCEEDED.' }),
		soft: t.exposeInt('soft', { description: 'From here on it is shown as NEAR.' }),
		used: t.exposeFloat('used', { nullable: true, description: 'Null where only the rate is limited.' }),
		state: t.expose('state', { type: quotaStateEnum }),
	}),
});
const dayRef = builder.objectRef<UsageDayModel>('UsageDay').implement({
	fields: (t) => ({
		day: t.exposeString('day', { description: 'UTC, 2026-01-31.' }),
		meter: t.exposeString('meter', { description: 'requests, orders: sums; storageMb and what ends in Max: the most at a time.' }),
		quantity: t.exposeFloat('quantity'),
	}),
});
export const usageRef = builder.objectRef<UsageModel>('Usage').implement({
	description: 'What your plan allows, what you use of it, and what was metered by day.',
	fields: (t) => ({
		plan: t.expose('plan', { type: planEnum }),
		quotas: t.field({ type: [quotaRef], resolve: ({ quotas }) => [...quotas] }),
		days: t.field({ type: [dayRef], resolve: ({ days }) => [...days] }),
	}),
});
