import { builder } from '../../graphql/builder.ts';
import { toInt } from '../../graphql/ids.ts';
import { findTenant } from './service.ts';

export type TenantModel = {
	readonly __typename: 'Tenant';
	readonly id: number;
	readonly slug: string;
	readonly name: string;
	readonly baseCurrency: string;
	readonly halted: boolean;
};

export const tenantRef = builder.objectRef<TenantModel>('Tenant');
builder.node(tenantRef, {
	id: { resolve: (tenant) => tenant.id },
	loadOne: (id, context) => findTenant(context, toInt(id)),
	fields: (t) => ({
		slug: t.exposeString('slug'),
		name: t.exposeString('name'),
		baseCurrency: t.exposeString('baseCurrency'),
		halted: t.exposeBoolean('halted'),
		demo: t.boolean({ resolve: (_tenant, _args, context) => context.app.line !== null }),
		marketLabel: t.string({ resolve: (_tenant, _args, context) => context.app.marketLabel }),
	}),
});
