import { settingsOf } from '@meridian/db';
import { builder } from '../../graphql/builder.ts';
import { listDomains } from './domains.ts';
import { listProviders, requireIdentity } from './settings.ts';
import { domainRef, providerRef } from './types.ts';

builder.queryFields((t) => ({
	identityProviders: t.field({ type: [providerRef], resolve: (_root, _args, context) => listProviders(context) }),
	tenantDomains: t.field({ type: [domainRef], resolve: (_root, _args, context) => listDomains(context) }),
	ssoEnforced: t.boolean({
		resolve: async (_root, _args, context) => {
			const where = { id: requireIdentity(context) };
			const { settings } = await context.app.db.platform.tenant.findUniqueOrThrow({ where, select: { settings: true } });
			return settingsOf(settings).ssoEnforced;
		},
	}),
}));
