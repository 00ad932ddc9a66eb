import { builder } from '../../graphql/builder.ts';
import { listApps } from './apps.ts';
import { readRequest } from './authorize.ts';
import { appRef, authorizationInputRef, requestResultRef } from './types.ts';

builder.queryFields((t) => ({
	oauthApps: t.field({ type: [appRef], resolve: (_root, _args, context) => listApps(context) }),
	authorizationRequest: t.field({
		type: requestResultRef,
		args: { input: t.arg({ type: authorizationInputRef, required: true }) },
		resolve: (_root, { input }, context) => readRequest(context, input),
	}),
}));
