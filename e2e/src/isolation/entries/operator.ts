import type { Entries } from '../entry.ts';

/** Of the platform's operators: nobody of any tenant may. */
export const operatorEntries: Entries = {
	'Query.tenants': { roles: 'operator' },
	'Query.platformOverview': { roles: 'operator' },
	'Query.tenantJobs': { roles: 'operator', before: async (world) => ({ slug: await world.tenantSlug() }) },
	'Mutation.createTenant': {
		roles: 'operator',
		args: (ids) => ({ input: { slug: ids.slug, name: 'Walk', baseCurrency: 'EUR', adminEmail: 'walk@elsewhere.example' } }),
		controlArgs: (_ids, { world }) => ({
			input: { slug: world.newSlug(), name: 'Walk', baseCurrency: 'EUR', adminEmail: 'walk@elsewhere.example' },
		}),
		gives: 'CreateTenantSuccess',
	},
	'Mutation.actOnTenant': {
		roles: 'operator',
		args: (ids) => ({ slug: ids.slug, action: 'SUSPEND' }),
		controlArgs: async (_ids, { world }) => ({ slug: await world.tenantSlug(), action: 'SUSPEND' }),
		gives: 'TenantActionRequested',
	},
	'Mutation.configureTenant': {
		roles: 'operator',
		args: (ids) => ({ slug: ids.slug, settings: '{"timeZone":"Europe/Zurich"}' }),
		controlArgs: async (_ids, { world }) => ({ slug: await world.tenantSlug(), settings: '{"timeZone":"Europe/Zurich"}' }),
		gives: 'TenantConfigured',
	},
};
