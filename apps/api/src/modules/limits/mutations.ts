import { builder } from '../../graphql/builder.ts';
import { forbiddenRef, invalidInputRef, notFoundRef, staleLimitsRef } from '../shared/user-errors.ts';
import { decideLimits } from './decide.ts';
import { setLimits } from './propose.ts';
import { type LimitChangeModel, limitChangeRef, limitLevelEnum } from './types.ts';

export type LimitChangeSuccess = { readonly __typename: 'LimitChangeSuccess'; readonly change: LimitChangeModel };
const successRef = builder
	.objectRef<LimitChangeSuccess>('LimitChangeSuccess')
	.implement({ fields: (t) => ({ change: t.expose('change', { type: limitChangeRef }) }) });
const setResultRef = builder.unionType('SetLimitsResult', {
	types: [successRef, invalidInputRef, notFoundRef, forbiddenRef, staleLimitsRef],
});
const decideResultRef = builder.unionType('DecideLimitsResult', { types: [successRef, notFoundRef, forbiddenRef, staleLimitsRef] });

const limitInputRef = builder.inputType('LimitInput', {
	fields: (t) => ({ name: t.string({ required: true }), value: t.field({ type: 'BigInt', description: 'Null: none.' }) }),
});
const setInputRef = builder.inputType('SetLimitsInput', {
	fields: (t) => ({
		level: t.field({ type: limitLevelEnum, required: true }),
		subjectId: t.int({ required: true }),
		expectedVersion: t.int({
			required: true,
			description: 'The version that was looked at: where another is in force, the request is refused.',
		}),
		limits: t.field({ type: [limitInputRef], required: true, description: 'Those that shall change.' }),
	}),
});
const decideInputRef = builder.inputType('DecideLimitsInput', {
	fields: (t) => ({ changeId: t.int({ required: true }), approve: t.boolean({ required: true }) }),
});

builder.mutationFields((t) => ({
	setLimits: t.field({
		type: setResultRef,
		description: 'Proposes limits. They are in force once another person with the right has approved them.',
		args: { input: t.arg({ type: setInputRef, required: true }) },
		resolve: (_root, { input }, context) => setLimits(context, input),
	}),
	decideLimits: t.field({
		type: decideResultRef,
		args: { input: t.arg({ type: decideInputRef, required: true }) },
		resolve: (_root, { input }, context) => decideLimits(context, input),
	}),
}));
