import { builder } from '../../graphql/builder.ts';
import { completeLogin } from './complete-login.ts';
import { login } from './login.ts';
import { refreshSession } from './refresh.ts';
import { completeLoginInputRef, loginInputRef, loginResultRef, newSessionResultRef } from './types.ts';

/** Whoever logs in has no token yet. */
builder.mutationFields((t) => ({
	login: t.field({
		type: loginResultRef,
		skipTypeScopes: true,
		args: { input: t.arg({ type: loginInputRef, required: true }) },
		resolve: (_root, { input }, context) => login(context, input),
	}),
	completeLogin: t.field({
		type: loginResultRef,
		skipTypeScopes: true,
		args: { input: t.arg({ type: completeLoginInputRef, required: true }) },
		resolve: (_root, { input }, context) => completeLogin(context, input),
	}),
	refreshSession: t.field({
		type: newSessionResultRef,
		skipTypeScopes: true,
		args: { refreshToken: t.arg.string({ required: true }) },
		resolve: (_root, { refreshToken }, context) => refreshSession(context, refreshToken),
	}),
}));
