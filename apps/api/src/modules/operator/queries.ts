import { builder } from '../../graphql/builder.ts';
import { overviewRef, platformOverview } from './overview.ts';
import { listJobs, listTenants } from './service.ts';
import { jobRef, operatedTenantRef } from './types.ts';

const operator = { authScopes: { operator: true }, skipTypeScopes: true } as const;

builder.queryFields((t) => ({
	tenants: t.field({ type: [operatedTenantRef], ...operator, resolve: (_root, _args, context) => listTenants(context) }),
	platformOverview: t.field({ type: overviewRef, ...operator, resolve: (_root, _args, context) => platformOverview(context) }),
	tenantJobs: t.field({ type: [jobRef], ...operator, resolve: (_root, _args, context) => listJobs(context) }),
}));
