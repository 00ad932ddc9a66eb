import { type ApiContext, viewerOf } from '../../context.ts';
import type { TenantModel } from './types.ts';

/** The tenant of a token. @throws where it is gone. */
export async function tenantOf(context: ApiContext, tenantId: number): Promise<TenantModel> {
	const { id, slug, name, baseCurrency, halted } = await context.app.db.platform.tenant.findUniqueOrThrow({ where: { id: tenantId } });
	return { __typename: 'Tenant', id, slug, name, baseCurrency, halted };
}

/** The viewer's own tenant by id; any other id is as if it were absent. */
export async function findTenant(context: ApiContext, id: number | null): Promise<TenantModel | null> {
	const viewer = viewerOf(context);
	return id === viewer.tenantId ? tenantOf(context, viewer.tenantId) : null;
}
