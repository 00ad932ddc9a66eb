import { builder } from '../../graphql/builder.ts';
import { forbiddenRef, gatewayUnavailableRef, outcomeUnknownRef } from '../shared/user-errors.ts';
import { haltTenant } from './halt.ts';
import { type TenantModel, tenantRef } from './types.ts';

export type HaltTenantSuccess = { readonly __typename: 'HaltTenantSuccess'; readonly tenant: TenantModel };
const haltTenantSuccessRef = builder
	.objectRef<HaltTenantSuccess>('HaltTenantSuccess')
	.implement({ fields: (t) => ({ tenant: t.expose('tenant', { type: tenantRef }) }) });
const haltTenantResultRef = builder.unionType('HaltTenantResult', {
	types: [haltTenantSuccessRef, outcomeUnknownRef, forbiddenRef, gatewayUnavailableRef],
});
const haltTenantInputRef = builder.inputType('HaltTenantInput', { fields: (t) => ({ halted: t.boolean({ required: true }) }) });

builder.mutationFields((t) => ({
	haltTenant: t.field({
		type: haltTenantResultRef,
		args: { input: t.arg({ type: haltTenantInputRef, required: true }) },
		resolve: (_root, { input }, context) => haltTenant(context, input.halted),
	}),
}));
