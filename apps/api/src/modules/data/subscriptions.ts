import { builder } from '../../graphql/builder.ts';
import { importStream } from './stream.ts';
import { importRef } from './types.ts';

builder.subscriptionFields((t) => ({
	dataImport: t.field({
		type: importRef,
		description: 'An import as it goes on, until it has ended.',
		args: { importId: t.arg.string({ required: true }) },
		subscribe: (_root, { importId }, context) => importStream(context, importId),
		resolve: (row) => row,
	}),
}));
