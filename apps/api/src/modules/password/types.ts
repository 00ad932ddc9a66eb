import { builder } from '../../graphql/builder.ts';
import { rateLimitedRef } from '../identity/types.ts';
import { invalidInputRef, loginFailedRef, proofRequiredRef } from '../shared/user-errors.ts';

const changedRef = builder
	.objectRef<{ readonly __typename: 'PasswordChanged'; readonly email: string }>('PasswordChanged')
	.implement({ fields: (t) => ({ email: t.exposeString('email') }) });
const requestedRef = builder
	.objectRef<{ readonly __typename: 'PasswordResetRequested'; readonly validMinutes: number }>('PasswordResetRequested')
	.implement({
		description: 'Said of every address: if it is somebody’s, a link is on its way.',
		fields: (t) => ({ validMinutes: t.exposeInt('validMinutes') }),
	});

export const changePasswordResultRef = builder.unionType('ChangePasswordResult', {
	types: [changedRef, invalidInputRef, proofRequiredRef, rateLimitedRef],
});
export const requestResetResultRef = builder.unionType('RequestPasswordResetResult', { types: [requestedRef, rateLimitedRef] });
export const resetPasswordResultRef = builder.unionType('ResetPasswordResult', {
	types: [changedRef, invalidInputRef, loginFailedRef, rateLimitedRef],
});
export const changePasswordInputRef = builder.inputType('ChangePasswordInput', {
	fields: (t) => ({
		current: t.string({ required: true }),
		next: t.string({ required: true, description: 'At least 12 characters, and not easy to guess.' }),
	}),
});
export const resetPasswordInputRef = builder.inputType('ResetPasswordInput', {
	fields: (t) => ({
		token: t.string({ required: true, description: 'What stands behind the # of the link.' }),
		password: t.string({ required: true }),
	}),
});
