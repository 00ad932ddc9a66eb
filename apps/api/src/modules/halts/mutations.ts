import { builder } from '../../graphql/builder.ts';
import { forbiddenRef, gatewayUnavailableRef, notFoundRef, outcomeUnknownRef } from '../shared/user-errors.ts';
import { setHalt } from './set.ts';
import { type HaltModel, haltRef, switchLevelEnum } from './types.ts';

export type SetHaltSuccess = { readonly __typename: 'SetHaltSuccess'; readonly halt: HaltModel };
const setHaltSuccessRef = builder
	.objectRef<SetHaltSuccess>('SetHaltSuccess')
	.implement({ fields: (t) => ({ halt: t.expose('halt', { type: haltRef, description: 'With what worked there before.' }) }) });
const setHaltResultRef = builder.unionType('SetHaltResult', {
	types: [setHaltSuccessRef, notFoundRef, outcomeUnknownRef, forbiddenRef, gatewayUnavailableRef],
});
const setHaltInputRef = builder.inputType('SetHaltInput', {
	fields: (t) => ({
		level: t.field({ type: switchLevelEnum, required: true }),
		subjectId: t.int({ description: 'Of desk, account or strategy; absent: the tenant.' }),
		halted: t.boolean({ required: true }),
	}),
});

builder.mutationFields((t) => ({
	setHalt: t.field({
		type: setHaltResultRef,
		description: 'The kill switch: new risk is denied there and entry orders are taken back, or orders pass again. What protects stays.',
		args: { input: t.arg({ type: setHaltInputRef, required: true }) },
		resolve: (_root, { input }, context) => setHalt(context, input),
	}),
}));
