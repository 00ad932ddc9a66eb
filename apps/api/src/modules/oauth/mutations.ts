import { builder } from '../../graphql/builder.ts';
import { createApp, revokeApp } from './apps.ts';
import { answerRequest } from './authorize.ts';
import { answerResultRef, authorizationInputRef, createAppInputRef, createAppResultRef, revokeAppResultRef } from './types.ts';

builder.mutationFields((t) => ({
	createOauthApp: t.field({
		type: createAppResultRef,
		args: { input: t.arg({ type: createAppInputRef, required: true }) },
		resolve: (_root, { input }, context) => createApp(context, input),
	}),
	revokeOauthApp: t.field({
		type: revokeAppResultRef,
		args: { appId: t.arg.string({ required: true }) },
		resolve: (_root, { appId }, context) => revokeApp(context, appId),
	}),
	answerAuthorization: t.field({
		type: answerResultRef,
		args: { input: t.arg({ type: authorizationInputRef, required: true }), approve: t.arg.boolean({ required: true }) },
		resolve: (_root, { input, approve }, context) => answerRequest(context, { ...input, approve }),
	}),
}));
