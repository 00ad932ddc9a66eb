import { minimumTenantVersion, newestTenantVersion, planNames, plans, type QuotaName, quotaNames } from '@meridian/db';
import { type ApiContext, operatorOf } from '../../context.ts';
import { builder } from '../../graphql/builder.ts';
import { planEnum, quotaNameEnum } from '../usage/types.ts';

type CellModel = { readonly name: string; readonly tenants: number; readonly tenantsMax: number; readonly open: boolean };
type HealthModel = { readonly name: string; readonly detail: string };
type PlanModel = {
	readonly name: (typeof planNames)[number];
	readonly quotas: readonly { readonly name: QuotaName; readonly hard: number }[];
};
type OverviewModel = {
	readonly cells: readonly CellModel[];
	readonly plans: readonly PlanModel[];
	readonly newestSchemaVersion: number;
	readonly oldestServedSchemaVersion: number;
	readonly tenantsBehind: number;
	readonly health: readonly HealthModel[];
};

const allPlans: readonly PlanModel[] = planNames.map((name) => ({
	name,
	quotas: quotaNames.map((quota) => ({ name: quota, hard: plans[name][quota] })),
}));

/** How the platform stands: its databases, how far the fleet is migrated, and whether what the API needs answers. No row of any tenant is read. */
export async function platformOverview(context: ApiContext): Promise<OverviewModel> {
	operatorOf(context);
	const { app } = context;
	const newestSchemaVersion = newestTenantVersion();
	const [cells, tenantsBehind, report] = await Promise.all([
		app.db.platform.databaseCell.findMany({
			include: { _count: { select: { tenants: { where: { purgedAt: null } } } } },
			orderBy: { name: 'asc' },
		}),
		app.db.platform.tenant.count({ where: { purgedAt: null, schemaVersion: { lt: newestSchemaVersion } } }),
		app.health(),
	]);
	return {
		cells: cells.map(({ name, tenantsMax, open, _count }) => ({ name, tenants: _count.tenants, tenantsMax, open })),
		...{ plans: allPlans, newestSchemaVersion, oldestServedSchemaVersion: minimumTenantVersion, tenantsBehind },
		health: Object.entries(report.checks).map(([name, detail]) => ({ name, detail })),
	};
}

const cellRef = builder.objectRef<CellModel>('PlatformCell').implement({
	description: 'A database that holds tenants.',
	fields: (t) => ({
		name: t.exposeString('name'),
		tenants: t.exposeInt('tenants'),
		tenantsMax: t.exposeInt('tenantsMax'),
		open: t.exposeBoolean('open', { description: 'Takes new tenants.' }),
	}),
});
const healthRef = builder.objectRef<HealthModel>('PlatformHealth').implement({
	fields: (t) => ({
		name: t.exposeString('name', { description: 'What the API needs: db, redis, events, gateway.' }),
		ok: t.boolean({ resolve: ({ detail }) => detail === 'ok' }),
		detail: t.exposeString('detail', { description: '"ok", or why not.' }),
	}),
});
const planQuotaRef = builder.objectRef<PlanModel['quotas'][number]>('PlanQuota').implement({
	fields: (t) => ({ name: t.expose('name', { type: quotaNameEnum }), hard: t.exposeInt('hard') }),
});
const planRef = builder.objectRef<PlanModel>('PlatformPlan').implement({
	fields: (t) => ({
		name: t.expose('name', { type: planEnum }),
		quotas: t.field({ type: [planQuotaRef], resolve: ({ quotas }) => [...quotas] }),
	}),
});
export const overviewRef = builder.objectRef<OverviewModel>('PlatformOverview').implement({
	description: 'How the platform stands, and nothing that is in a tenant.',
	fields: (t) => ({
		cells: t.field({ type: [cellRef], resolve: ({ cells }) => [...cells] }),
		plans: t.field({ type: [planRef], resolve: (overview) => [...overview.plans] }),
		newestSchemaVersion: t.exposeInt('newestSchemaVersion', { description: 'Of this release.' }),
		oldestServedSchemaVersion: t.exposeInt('oldestServedSchemaVersion', { description: 'A tenant below it is refused.' }),
		tenantsBehind: t.exposeInt('tenantsBehind', { description: 'Tenants that are not at the newest yet.' }),
		health: t.field({ type: [healthRef], resolve: ({ health }) => [...health] }),
	}),
});
