import { type TenantFeature, tenantFeatureNames } from '@meridian/db';
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
	/** How it calls itself; its name where it did not choose. */
	readonly displayName: string;
	/** #rrggbb. */
	readonly accentColour: string | null;
	readonly features: readonly FeatureModel[];
};
export type FeatureModel = { readonly name: TenantFeature; readonly enabled: boolean };

/** GraphQL's names have no dashes: ONE_CLICK_TRADING. */
export const featureEnum = builder.enumType('TenantFeatureName', {
	values: Object.fromEntries(tenantFeatureNames.map((name) => [name.toUpperCase().replaceAll('-', '_'), { value: name }])),
});
const featureRef = builder.objectRef<FeatureModel>('TenantFeature').implement({
	fields: (t) => ({ name: t.expose('name', { type: featureEnum }), enabled: t.exposeBoolean('enabled') }),
});

export const tenantRef = builder.objectRef<TenantModel>('Tenant');
builder.node(tenantRef, {
	id: { resolve: (tenant) => tenant.id },
	loadOne: (id, context) => findTenant(context, toInt(id)),
	fields: (t) => ({
		slug: t.exposeString('slug'),
		name: t.exposeString('name'),
		baseCurrency: t.exposeString('baseCurrency'),
		halted: t.exposeBoolean('halted'),
		displayName: t.exposeString('displayName', { description: 'How it shows itself to its people.' }),
		accentColour: t.exposeString('accentColour', { nullable: true, description: '#rrggbb; null: Meridian’s own.' }),
		features: t.field({
			type: [featureRef],
			description: 'What its administrator may switch for its people.',
			resolve: ({ features }) => [...features],
		}),
		demo: t.boolean({ resolve: (_tenant, _args, context) => context.app.line !== null }),
		marketLabel: t.string({ resolve: (_tenant, _args, context) => context.app.marketLabel }),
	}),
});
