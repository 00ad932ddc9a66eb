import { builder } from '../../graphql/builder.ts';
import {
	beginPasskey,
	beginProof,
	beginTotp,
	confirmPasskey,
	confirmTotp,
	proveAgain,
	removeFactor,
	renewRecoveryCodes,
} from './service.ts';
import {
	addFactorResultRef,
	beginPasskeyResultRef,
	beginProofRef,
	beginTotpResultRef,
	proveAgainResultRef,
	recoveryCodesResultRef,
	removeFactorResultRef,
} from './types.ts';

const person = { authScopes: { $any: { authenticated: true, operator: true } }, skipTypeScopes: true } as const;
const proveAgainInputRef = builder.inputType('ProveAgainInput', {
	description: 'A second factor where the person has one, the password otherwise. ticket: of beginProof, for a passkey.',
	fields: (t) => ({ ticket: t.string(), password: t.string(), totpCode: t.string(), recoveryCode: t.string(), passkey: t.string() }),
});

/** A person's own factors: of a tenant or of the platform alike. */
builder.mutationFields((t) => ({
	beginTotp: t.field({ type: beginTotpResultRef, ...person, resolve: (_root, _args, context) => beginTotp(context) }),
	confirmTotp: t.field({
		type: addFactorResultRef,
		...person,
		args: {
			factorId: t.arg.string({ required: true }),
			secret: t.arg.string({ required: true }),
			code: t.arg.string({ required: true }),
		},
		resolve: (_root, args, context) => confirmTotp(context, args),
	}),
	beginPasskey: t.field({ type: beginPasskeyResultRef, ...person, resolve: (_root, _args, context) => beginPasskey(context) }),
	confirmPasskey: t.field({
		type: addFactorResultRef,
		...person,
		args: {
			ticket: t.arg.string({ required: true }),
			name: t.arg.string({ required: true }),
			response: t.arg.string({ required: true, description: 'The JSON that the browser gave.' }),
		},
		resolve: (_root, args, context) => confirmPasskey(context, args),
	}),
	removeFactor: t.field({
		type: removeFactorResultRef,
		...person,
		args: { factorId: t.arg.string({ required: true }) },
		resolve: (_root, { factorId }, context) => removeFactor(context, factorId),
	}),
	renewRecoveryCodes: t.field({
		type: recoveryCodesResultRef,
		...person,
		resolve: (_root, _args, context) => renewRecoveryCodes(context),
	}),
	beginProof: t.field({ type: beginProofRef, ...person, resolve: (_root, _args, context) => beginProof(context) }),
	proveAgain: t.field({
		type: proveAgainResultRef,
		...person,
		args: { input: t.arg({ type: proveAgainInputRef, required: true }) },
		resolve: (_root, { input }, context) => proveAgain(context, input),
	}),
}));
