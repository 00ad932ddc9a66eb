import { featuresOf, settingsOf } from '@meridian/db';
import { type ApiContext, viewerOf } from '../../context.ts';
import type { TenantModel } from './types.ts';

/** The tenant of a token. @throws where it is gone. */
export async function tenantOf(context: ApiContext, tenantId: number): Promise<TenantModel> {
	const row = await context.app.db.platform.tenant.findUniqueOrThrow({ where: { id: tenantId } });
	const { id, slug, name, baseCurrency, halted } = row;
	const settings = settingsOf(row.settings);
	const { displayName = name, accentColour = null } = settings;
	return { __typename: 'Tenant', id, slug, name, baseCurrency, halted, displayName, accentColour, features: featuresOf(settings) };
}

/** The viewer's own tenant by id; any other id is as if it were absent. */
export async function findTenant(context: ApiContext, id: number | null): Promise<TenantModel | null> {
	const viewer = viewerOf(context);
	return id === viewer.tenantId ? tenantOf(context, viewer.tenantId) : null;
}
