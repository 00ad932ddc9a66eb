import { complexityFromQuery } from '@pothos/plugin-complexity';
import { type DocumentNode, GraphQLError, type GraphQLSchema } from 'graphql';
import { documentLimits } from './rules.ts';

/** The cost of an operation with its variables, before anything of it runs. Null where it may run. */
export function complexityError(
	schema: GraphQLSchema,
	input: { document: DocumentNode; variables: Record<string, unknown> },
): GraphQLError | null {
	const { complexity } = complexityFromQuery(input.document, { schema, variables: input.variables });
	if (complexity <= documentLimits.maxComplexity) return null;
	return new GraphQLError(
		`This operation costs ${complexity}, more than ${documentLimits.maxComplexity}; ask for fewer rows ("first") or fields`,
		{ extensions: { code: 'QUERY_TOO_LARGE' } },
	);
}
