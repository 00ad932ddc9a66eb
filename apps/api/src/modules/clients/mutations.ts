import { builder } from '../../graphql/builder.ts';
import { createClient, revokeClient } from './service.ts';
import { createClientInputRef, createClientResultRef, revokeClientResultRef } from './types.ts';

builder.mutationFields((t) => ({
	createApiClient: t.field({
		type: createClientResultRef,
		args: { input: t.arg({ type: createClientInputRef, required: true }) },
		resolve: (_root, { input }, context) => createClient(context, input),
	}),
	revokeApiClient: t.field({
		type: revokeClientResultRef,
		args: { clientId: t.arg.string({ required: true }) },
		resolve: (_root, { clientId }, context) => revokeClient(context, clientId),
	}),
}));
