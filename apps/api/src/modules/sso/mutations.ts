import { builder } from '../../graphql/builder.ts';
import { acceptResultRef } from '../identity/types.ts';
import { addDomain, removeDomain, verifyDomain } from './domains.ts';
import { enforceSso, removeProvider, saveProvider, testProvider } from './settings.ts';
import { beginSso, completeSso } from './sign-in.ts';
import {
	beginSsoResultRef,
	completeSsoInputRef,
	domainResultRef,
	enforceSsoResultRef,
	providerInputRef,
	saveProviderResultRef,
	testProviderResultRef,
} from './types.ts';

builder.mutationFields((t) => ({
	beginSso: t.field({
		type: beginSsoResultRef,
		skipTypeScopes: true,
		args: { email: t.arg.string({ required: true }) },
		resolve: (_root, { email }, context) => beginSso(context, email),
	}),
	completeSso: t.field({
		type: acceptResultRef,
		skipTypeScopes: true,
		args: { input: t.arg({ type: completeSsoInputRef, required: true }) },
		resolve: (_root, { input }, context) => completeSso(context, input),
	}),
	saveIdentityProvider: t.field({
		type: saveProviderResultRef,
		args: { input: t.arg({ type: providerInputRef, required: true }) },
		resolve: (_root, { input }, context) => saveProvider(context, input),
	}),
	removeIdentityProvider: t.field({
		type: saveProviderResultRef,
		args: { providerId: t.arg.string({ required: true }) },
		resolve: (_root, { providerId }, context) => removeProvider(context, providerId),
	}),
	testIdentityProvider: t.field({
		type: testProviderResultRef,
		args: { providerId: t.arg.string({ required: true }) },
		resolve: (_root, { providerId }, context) => testProvider(context, providerId),
	}),
	addTenantDomain: t.field({
		type: domainResultRef,
		args: { domain: t.arg.string({ required: true }) },
		resolve: (_root, { domain }, context) => addDomain(context, domain),
	}),
	verifyTenantDomain: t.field({
		type: domainResultRef,
		args: { domain: t.arg.string({ required: true }) },
		resolve: (_root, { domain }, context) => verifyDomain(context, domain),
	}),
	removeTenantDomain: t.field({
		type: domainResultRef,
		args: { domain: t.arg.string({ required: true }) },
		resolve: (_root, { domain }, context) => removeDomain(context, domain),
	}),
	enforceSso: t.field({
		type: enforceSsoResultRef,
		args: { enforced: t.arg.boolean({ required: true }) },
		resolve: (_root, { enforced }, context) => enforceSso(context, enforced),
	}),
}));
