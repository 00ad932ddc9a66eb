import { builder } from '../../graphql/builder.ts';
import { forbiddenRef, invalidInputRef, notFoundRef } from '../shared/user-errors.ts';
import { makeKey, revokeKey } from './keys.ts';
import { setupRef, type TerminalSetup } from './setup-types.ts';
import { type TerminalModel, terminalRef } from './types.ts';

export type MakeTerminalKeySuccess = {
	readonly __typename: 'MakeTerminalKeySuccess';
	readonly terminal: TerminalModel;
	readonly secret: string;
	readonly setup: TerminalSetup;
};
const makeSuccessRef = builder.objectRef<MakeTerminalKeySuccess>('MakeTerminalKeySuccess').implement({
	fields: (t) => ({
		terminal: t.expose('terminal', { type: terminalRef, description: 'As it was before: the key counts within seconds.' }),
		secret: t.exposeString('secret', {
			description: 'The key, shown this once, here and in the files of setup. Lost or leaked: rotate it.',
		}),
		setup: t.expose('setup', { type: setupRef }),
	}),
});
const makeResultRef = builder.unionType('MakeTerminalKeyResult', { types: [makeSuccessRef, invalidInputRef, notFoundRef, forbiddenRef] });

export type RevokeTerminalKeySuccess = { readonly __typename: 'RevokeTerminalKeySuccess'; readonly terminal: TerminalModel };
const revokeSuccessRef = builder
	.objectRef<RevokeTerminalKeySuccess>('RevokeTerminalKeySuccess')
	.implement({ fields: (t) => ({ terminal: t.expose('terminal', { type: terminalRef }) }) });
const revokeResultRef = builder.unionType('RevokeTerminalKeyResult', { types: [revokeSuccessRef, notFoundRef, forbiddenRef] });

const inputRef = builder.inputType('TerminalKeyInput', { fields: (t) => ({ accountId: t.id({ required: true }) }) });

builder.mutationFields((t) => ({
	createTerminalKey: t.field({
		type: makeResultRef,
		description: 'Makes the key of an account’s terminal. No other opens its line from then on, not even the installation’s own.',
		args: { input: t.arg({ type: inputRef, required: true }) },
		resolve: (_root, { input }, context) => makeKey(context, { accountId: String(input.accountId), how: 'create' }),
	}),
	rotateTerminalKey: t.field({
		type: makeResultRef,
		description: 'Makes a new key; the old one ends, and the line that it opened is cut.',
		args: { input: t.arg({ type: inputRef, required: true }) },
		resolve: (_root, { input }, context) => makeKey(context, { accountId: String(input.accountId), how: 'rotate' }),
	}),
	revokeTerminalKey: t.field({
		type: revokeResultRef,
		description: 'Ends the key: the line is cut, and the terminal stays out until a new one is made. Orders that work at the broker go on.',
		args: { input: t.arg({ type: inputRef, required: true }) },
		resolve: (_root, { input }, context) => revokeKey(context, { accountId: String(input.accountId) }),
	}),
}));
