import { complexityFromQuery } from '@pothos/plugin-complexity';
import { type DocumentNode, GraphQLError, type GraphQLSchema } from 'graphql';
import { documentLimits } from './rules.ts';

/** The cost of an operation with its variables, before anything of it runs. Null where it may run. */
export function complexityError(
	schema: GraphQLSchema,
	input: { document: DocumentNode; variables: Record<string, unknown> },
): GraphQLError | null {
	const cost = costOf(schema, input);
	if (cost === null || cost <= documentLimits.maxComplexity) return null;
	return new GraphQLError(
		`This operation costs ${cost}, more than ${documentLimits.maxComplexity}; ask for fewer rows ("first") or fields`,
		{ extensions: { code: 'QUERY_TOO_LARGE' } },
	);
}

/** Null where the variables don't fit the document: the execution says so in its own words, and runs nothing. */
function costOf(schema: GraphQLSchema, input: { document: DocumentNode; variables: Record<string, unknown> }): number | null {
	try {
		return complexityFromQuery(input.document, { schema, variables: input.variables }).complexity;
	} catch (error) {
		if (error instanceof GraphQLError) return null;
		throw error;
	}
}
