import { GraphQLError } from 'graphql';
import { viewerOf } from '../../context.ts';
import { builder } from '../../graphql/builder.ts';
import { apiError } from '../../graphql/errors.ts';
import { rowsMax } from './serving.ts';
import { predictionRef, registeredModelRef } from './types.ts';

builder.queryFields((t) => ({
	registeredModels: t.field({
		type: [registeredModelRef],
		resolve: (_root, _args, context) =>
			context.app.db
				.forTenant(viewerOf(context).tenantId)
				.mlModel.findMany({ include: { versions: true }, orderBy: { name: 'asc' }, take: 1000 }),
	}),
	registeredModel: t.field({
		type: registeredModelRef,
		nullable: true,
		args: { name: t.arg.string({ required: true }) },
		resolve: (_root, { name }, context) =>
			context.app.db.forTenant(viewerOf(context).tenantId).mlModel.findUnique({ where: { name }, include: { versions: true } }),
	}),
	prediction: t.field({
		type: predictionRef,
		nullable: true,
		description: `What the model that is in production says of these rows, at most ${rowsMax}; null where none is. A missing value is null.`,
		args: {
			model: t.arg.string({ required: true }),
			rows: t.arg({ type: t.arg.listRef(t.arg.listRef('Float', { required: false })), required: true }),
		},
		resolve: async (_root, { model, rows }, context) => {
			const { tenantId } = viewerOf(context);
			if (rows.length === 0 || rows.length > rowsMax) throw apiError('INVALID_INPUT', `Send 1 to ${rowsMax} rows.`);
			const width = rows[0]?.length ?? 0;
			if (rows.some((row) => row.length !== width)) throw apiError('INVALID_INPUT', 'All rows must be equally long.');
			try {
				const answer = await context.app.serving?.predict(tenantId, {
					model,
					rows: Float32Array.from(rows.flat(), (value) => value ?? Number.NaN),
				});
				if (answer === undefined) return null;
				const { version, outputs, values } = answer;
				return { version, values: rows.map((_, i) => [...values.slice(i * outputs, (i + 1) * outputs)]) };
			} catch (error) {
				if (error instanceof RangeError) throw apiError('INVALID_INPUT', error.message);
				throw error instanceof GraphQLError ? error : new Error('a prediction failed', { cause: error });
			}
		},
	}),
}));
