import { builder } from '../../graphql/builder.ts';
import { createClient, revokeClient, rotateClient } from './service.ts';
import { createClientInputRef, createClientResultRef, revokeClientResultRef, rotateClientResultRef } from './types.ts';

builder.mutationFields((t) => ({
	createApiClient: t.field({
		type: createClientResultRef,
		args: { input: t.arg({ type: createClientInputRef, required: true }) },
		resolve: (_root, { input }, context) => createClient(context, input),
	}),
	rotateApiClient: t.field({
		type: rotateClientResultRef,
		description: 'Another secret, shown this once. The one before works too for a day.',
		args: { clientId: t.arg.string({ required: true }) },
		resolve: (_root, { clientId }, context) => rotateClient(context, clientId),
	}),
	revokeApiClient: t.field({
		type: revokeClientResultRef,
		args: { clientId: t.arg.string({ required: true }) },
		resolve: (_root, { clientId }, context) => revokeClient(context, clientId),
	}),
}));
