import { builder } from '../../graphql/builder.ts';
import { actOnTenant, configureTenant, createTenant } from './service.ts';
import { actOnTenantResultRef, configureTenantResultRef, createTenantInputRef, createTenantResultRef, tenantActionEnum } from './types.ts';

const operator = { authScopes: { operator: true }, skipTypeScopes: true } as const;

builder.mutationFields((t) => ({
	createTenant: t.field({
		type: createTenantResultRef,
		...operator,
		args: { input: t.arg({ type: createTenantInputRef, required: true }) },
		resolve: (_root, { input }, context) => createTenant(context, input),
	}),
	actOnTenant: t.field({
		type: actOnTenantResultRef,
		...operator,
		args: { slug: t.arg.string({ required: true }), action: t.arg({ type: tenantActionEnum, required: true }) },
		resolve: (_root, args, context) => actOnTenant(context, args),
	}),
	configureTenant: t.field({
		type: configureTenantResultRef,
		...operator,
		args: {
			slug: t.arg.string({ required: true }),
			settings: t.arg.string({ required: true, description: 'JSON with what is to change, e.g. {"timeZone":"Europe/Zurich"}.' }),
		},
		resolve: (_root, args, context) => configureTenant(context, args),
	}),
}));
