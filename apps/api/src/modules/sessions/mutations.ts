import { builder } from '../../graphql/builder.ts';
import { revokeOtherSessions, revokeSession } from './service.ts';
import { revokeSessionResultRef, sessionsEndedRef } from './types.ts';

const person = { authScopes: { $any: { authenticated: true, operator: true } }, skipTypeScopes: true } as const;

builder.mutationFields((t) => ({
	revokeSession: t.field({
		type: revokeSessionResultRef,
		...person,
		args: { sessionId: t.arg.string({ required: true }) },
		resolve: (_root, { sessionId }, context) => revokeSession(context, sessionId),
	}),
	revokeOtherSessions: t.field({ type: sessionsEndedRef, ...person, resolve: (_root, _args, context) => revokeOtherSessions(context) }),
}));
