import { builder } from '../../graphql/builder.ts';
import { changePassword } from './change.ts';
import { requestReset, resetPassword } from './reset.ts';
import {
	changePasswordInputRef,
	changePasswordResultRef,
	requestResetResultRef,
	resetPasswordInputRef,
	resetPasswordResultRef,
} from './types.ts';

builder.mutationFields((t) => ({
	changePassword: t.field({
		type: changePasswordResultRef,
		authScopes: { $any: { authenticated: true, operator: true } },
		skipTypeScopes: true,
		args: { input: t.arg({ type: changePasswordInputRef, required: true }) },
		resolve: (_root, { input }, context) => changePassword(context, input),
	}),
	requestPasswordReset: t.field({
		type: requestResetResultRef,
		skipTypeScopes: true,
		args: { email: t.arg.string({ required: true }) },
		resolve: (_root, { email }, context) => requestReset(context, email),
	}),
	resetPassword: t.field({
		type: resetPasswordResultRef,
		skipTypeScopes: true,
		args: { input: t.arg({ type: resetPasswordInputRef, required: true }) },
		resolve: (_root, { input }, context) => resetPassword(context, input),
	}),
}));
