import type { BreakChoice } from '@meridian/core';
import { builder } from '../../graphql/builder.ts';
import { forbiddenRef, gatewayUnavailableRef, notFoundRef, outcomeUnknownRef, proofRequiredRef } from '../shared/user-errors.ts';
import { resolveBreak } from './resolve.ts';
import { breakChoiceEnum } from './types.ts';

export type ResolveBreakSuccess = { readonly __typename: 'ResolveBreakSuccess'; readonly choice: BreakChoice };
const resolveBreakSuccessRef = builder.objectRef<ResolveBreakSuccess>('ResolveBreakSuccess').implement({
	description: 'The engine has taken the choice; the break itself follows by query and subscription.',
	fields: (t) => ({ choice: t.expose('choice', { type: breakChoiceEnum }) }),
});
const resolveBreakResultRef = builder.unionType('ResolveBreakResult', {
	types: [resolveBreakSuccessRef, notFoundRef, outcomeUnknownRef, forbiddenRef, gatewayUnavailableRef, proofRequiredRef],
});
const resolveBreakInputRef = builder.inputType('ResolveBreakInput', {
	fields: (t) => ({
		accountId: t.id({ required: true }),
		breakSeq: t.field({ type: 'BigInt', required: true }),
		choice: t.field({ type: breakChoiceEnum, required: true }),
	}),
});

builder.mutationFields((t) => ({
	resolveBreak: t.field({
		type: resolveBreakResultRef,
		args: { input: t.arg({ type: resolveBreakInputRef, required: true }) },
		resolve: (_root, { input }, context) => resolveBreak(context, { ...input, accountId: String(input.accountId) }),
	}),
}));
