import { builder } from '../../graphql/builder.ts';
import { trainingStream } from './stream.ts';
import { trainingRef } from './types.ts';

builder.subscriptionFields((t) => ({
	trainingJob: t.field({
		type: trainingRef,
		description: 'A training as it goes on, until it has ended.',
		args: { jobId: t.arg.string({ required: true }) },
		subscribe: (_root, { jobId }, context) => trainingStream(context, jobId),
		resolve: (row) => row,
	}),
}));
