import { builder } from '../../graphql/builder.ts';
import { login } from './login.ts';
import { loginInputRef, loginResultRef } from './types.ts';

builder.mutationFields((t) => ({
	login: t.field({
		type: loginResultRef,
		skipTypeScopes: true,
		args: { input: t.arg({ type: loginInputRef, required: true }) },
		resolve: (_root, { input }, context) => login(context, input),
	}),
}));
