import { builder } from '../../graphql/builder.ts';
import { amendPosition } from './amend.ts';
import { amendPositionInputRef, amendPositionResultRef } from './results.ts';

builder.mutationFields((t) => ({
	amendPosition: t.field({
		type: amendPositionResultRef,
		args: { input: t.arg({ type: amendPositionInputRef, required: true }) },
		resolve: (_root, { input }, context) => amendPosition(context, input),
	}),
}));
