import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import type { ApiContext } from '../context.ts';
import { complexityError } from '../limits/complexity.ts';
import { documentLimits, documentLimitsRule } from '../limits/rules.ts';
import { presentErrors } from './errors.ts';

/** Refuses what costs too much before it runs, and shows errors as they may be shown. */
const guard: ApolloServerPlugin<ApiContext> = {
	async requestDidStart() {
		return {
			async didResolveOperation({ schema, document, request, contextValue }) {
				const error = complexityError(schema, { document, variables: request.variables ?? {} });
				if (error) throw error;
				contextValue.log.debug({ operation: request.operationName ?? null }, 'operation');
			},
			async willSendResponse({ response, errors, contextValue }) {
				response.http.headers.set('x-correlation-id', contextValue.correlationId);
				if (response.body.kind === 'single' && errors && errors.length > 0)
					response.body.singleResult.errors = presentErrors(errors, contextValue).map((error) => error.toJSON());
			},
		};
	},
};

export const createApollo = (schema: GraphQLSchema): ApolloServer<ApiContext> =>
	new ApolloServer<ApiContext>({
		schema,
		plugins: [guard],
		validationRules: [documentLimitsRule],
		parseOptions: { maxTokens: documentLimits.maxTokens },
		// Integrators and their tools read the schema here; it is public in the repository too.
		introspection: true,
		includeStacktraceInErrorResponses: false,
		allowBatchedHttpRequests: false,
		csrfPrevention: true,
		// main.ts owns the signals: it must also close sockets and the database.
		stopOnTerminationSignals: false,
	});
