import { builder } from '../../graphql/builder.ts';
import { forbiddenRef, gatewayUnavailableRef, invalidInputRef, outcomeUnknownRef } from '../shared/user-errors.ts';
import { haltTenant } from './halt.ts';
import { changeOrganisation } from './organisation.ts';
import { featureEnum, type TenantModel, tenantRef } from './types.ts';

export type HaltTenantSuccess = { readonly __typename: 'HaltTenantSuccess'; readonly tenant: TenantModel };
const haltTenantSuccessRef = builder
	.objectRef<HaltTenantSuccess>('HaltTenantSuccess')
	.implement({ fields: (t) => ({ tenant: t.expose('tenant', { type: tenantRef }) }) });
const haltTenantResultRef = builder.unionType('HaltTenantResult', {
	types: [haltTenantSuccessRef, outcomeUnknownRef, forbiddenRef, gatewayUnavailableRef],
});
const haltTenantInputRef = builder.inputType('HaltTenantInput', { fields: (t) => ({ halted: t.boolean({ required: true }) }) });

const organisationChangedRef = builder
	.objectRef<{ readonly __typename: 'OrganisationChanged'; readonly tenant: TenantModel }>('OrganisationChanged')
	.implement({ fields: (t) => ({ tenant: t.expose('tenant', { type: tenantRef }) }) });
const changeOrganisationResultRef = builder.unionType('ChangeOrganisationResult', {
	types: [organisationChangedRef, invalidInputRef, forbiddenRef],
});
const featureInputRef = builder.inputType('TenantFeatureInput', {
	fields: (t) => ({ name: t.field({ type: featureEnum, required: true }), enabled: t.boolean({ required: true }) }),
});
const changeOrganisationInputRef = builder.inputType('ChangeOrganisationInput', {
	description: 'What is absent stays as it is.',
	fields: (t) => ({
		displayName: t.string({ description: 'Empty: its own name again.' }),
		accentColour: t.string({ description: '#rrggbb. Empty: Meridian’s own again.' }),
		features: t.field({ type: [featureInputRef] }),
	}),
});

builder.mutationFields((t) => ({
	changeOrganisation: t.field({
		type: changeOrganisationResultRef,
		description: 'How the organisation shows itself to its people, and which features they have.',
		args: { input: t.arg({ type: changeOrganisationInputRef, required: true }) },
		resolve: (_root, { input }, context) => changeOrganisation(context, input),
	}),
	haltTenant: t.field({
		type: haltTenantResultRef,
		args: { input: t.arg({ type: haltTenantInputRef, required: true }) },
		resolve: (_root, { input }, context) => haltTenant(context, input.halted),
	}),
}));
