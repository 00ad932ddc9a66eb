import { complexityFromQuery } from '@pothos/plugin-complexity';
import { type DocumentNode, GraphQLError, type GraphQLSchema } from 'graphql';
import { documentLimits } from './rules.ts';

/** The cost of an operation with its variables, before anything of it runs. Null where it may run. */
export function complexityError(
	schema: GraphQLSchema,
	input: { document: DocumentNode; variables: Record<string, unknown> },
): GraphQLError | null {
	const cost = knownCost(schema, input);
	if (cost === null || cost <= documentLimits.maxComplexity) return null;
	return new GraphQLError(
		`This operation costs ${cost}, more than ${documentLimits.maxComplexity}; ask for fewer rows ("first") or fields`,
		{ extensions: { code: 'QUERY_TOO_LARGE' } },
	);
}

/** Of documents without variables: the same document costs the same each time, and Apollo gives the same one for the same text. */
const known = new WeakMap<GraphQLSchema, WeakMap<DocumentNode, number>>();

function knownCost(schema: GraphQLSchema, input: { document: DocumentNode; variables: Record<string, unknown> }): number | null {
	if (Object.keys(input.variables).length > 0) return costOf(schema, input);
	const costs = known.get(schema) ?? new WeakMap<DocumentNode, number>();
	known.set(schema, costs);
	const cost = costs.get(input.document) ?? costOf(schema, input);
	if (cost !== null) costs.set(input.document, cost);
	return cost;
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
