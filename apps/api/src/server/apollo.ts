import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import type { GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { ApiContext } from '../context.ts';
import { apiError, isReadable } from '../graphql/errors.ts';
import { executorOf } from '../graphql/executor.ts';
import { complexityError } from '../limits/complexity.ts';
import { type RateVerdict, rateHeaders, tooManyRequests } from '../limits/rates.ts';
import { documentLimits, documentLimitsRule } from '../limits/rules.ts';
import { plainTextRule, textError } from '../limits/text.ts';
import { auditSupport } from '../modules/support/service.ts';
import { presentErrors } from './errors.ts';
import { endOperation } from './operation.ts';

/** What was counted for a request, for its headers. */
const verdicts = new WeakMap<ApiContext, RateVerdict>();

/** What is asked for, whatever the client calls it. */
const rootFields = (operation: OperationDefinitionNode | undefined): string =>
	operation?.selectionSet.selections.map((part) => (part.kind === 'Field' ? part.name.value : part.kind)).join(' ') ?? '';

/** Refuses what costs too much or comes too often before it runs, and shows errors as they may be shown. */
const guard: ApolloServerPlugin<ApiContext> = {
	async requestDidStart() {
		return {
			async didResolveOperation({ schema, document, operation, request, contextValue }) {
				const error = textError(request.variables) ?? complexityError(schema, { document, variables: request.variables ?? {} });
				if (error) throw error;
				const verdict = await contextValue.app.requestLimiter.take(contextValue, operation?.operation === 'mutation' ? 'write' : 'read');
				verdicts.set(contextValue, verdict);
				if (verdict.retryAfterSec !== null) throw apiError('RATE_LIMITED', tooManyRequests(verdict));
				await auditSupport(contextValue, rootFields(operation));
				// A log of its own for each operation is not worth making for a line that is not written.
				if (contextValue.app.log.isLevelEnabled('debug')) contextValue.log.debug({ operation: request.operationName ?? null }, 'operation');
			},
			async responseForOperation({ schema, document, operation, operationName, request, contextValue }) {
				// Which operation is meant, or that there is none such, is for Apollo to say.
				if (operation === undefined || operation.operation === 'subscription') return null;
				const asked = { document, operationName, variables: request.variables ?? {}, context: contextValue };
				const result = await executorOf(schema).run(asked);
				if (result === null) return null;
				const { data, errors } = result;
				const shown = errors === undefined ? {} : { errors: presentErrors(errors, contextValue).map((error) => error.toJSON()) };
				return { http: { headers: new HeaderMap() }, body: { kind: 'single', singleResult: { data: data ?? null, ...shown } } };
			},
			async willSendResponse({ response, errors, contextValue }) {
				response.http.headers.set('x-correlation-id', contextValue.correlationId);
				const verdict = verdicts.get(contextValue);
				for (const [name, text] of verdict ? rateHeaders(verdict) : []) response.http.headers.set(name, text);
				if (verdict !== undefined && verdict.retryAfterSec !== null) response.http.status = 429;
				// Apollo calls what a plugin refuses a failure of the server; it is the client's to mend.
				else if (response.http.status === 500 && errors?.every(isReadable)) response.http.status = 400;
				if (response.body.kind === 'single' && errors && errors.length > 0)
					response.body.singleResult.errors = presentErrors(errors, contextValue).map((error) => error.toJSON());
				endOperation(contextValue);
			},
		};
	},
};

export const createApollo = (schema: GraphQLSchema): ApolloServer<ApiContext> =>
	new ApolloServer<ApiContext>({
		schema,
		// Nothing of ours is kept by caches; the hints for them would wrap every field of the schema, whoever executes it.
		plugins: [guard, ApolloServerPluginCacheControlDisabled()],
		validationRules: [documentLimitsRule, plainTextRule],
		parseOptions: { maxTokens: documentLimits.maxTokens },
		// Integrators and their tools read the schema here; it is public in the repository too.
		introspection: true,
		includeStacktraceInErrorResponses: false,
		allowBatchedHttpRequests: false,
		csrfPrevention: true,
		// main.ts owns the signals: it must also close sockets and the database.
		stopOnTerminationSignals: false,
	});
