import { GraphQLError } from 'graphql';

/** Codes of errors that are not part of a result union. Everything else is masked as INTERNAL_SERVER_ERROR with a correlation id. */
export const apiErrorCodes = [
	'UNAUTHENTICATED',
	'TOKEN_EXPIRED',
	'TOKEN_INVALID',
	'FORBIDDEN',
	'NOT_FOUND',
	'INVALID_INPUT',
	'GATEWAY_UNAVAILABLE',
	'GATEWAY_TIMEOUT',
	'TOO_MANY_SUBSCRIPTIONS',
	'QUERY_TOO_LARGE',
	'RATE_LIMITED',
	'BAD_REQUEST',
	'PERSISTED_DOCUMENT_NOT_FOUND',
	'PERSISTED_DOCUMENT_ONLY',
] as const;
export type ApiErrorCode = (typeof apiErrorCodes)[number];

/** An error that the client may read as it is. */
export const apiError = (code: ApiErrorCode, message: string): GraphQLError => new GraphQLError(message, { extensions: { code } });

const readable = new Set<unknown>([
	...apiErrorCodes,
	'GRAPHQL_PARSE_FAILED',
	'GRAPHQL_VALIDATION_FAILED',
	'BAD_USER_INPUT',
	'OPERATION_RESOLUTION_FAILURE',
	'PERSISTED_QUERY_NOT_FOUND',
	'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/** True where the error was made for the client; an error of graphql itself (a bad document or variable) has no original error. */
export const isReadable = (error: GraphQLError): boolean =>
	error.extensions.code !== undefined
		? readable.has(error.extensions.code)
		: error.originalError === undefined || error.originalError === null;

/** The code of an error; one that a validation rule gave is kept, though the server wraps it in a code of its own. */
function codeOf(error: GraphQLError): unknown {
	const inner = error.originalError instanceof GraphQLError ? error.originalError.extensions.code : undefined;
	return inner !== undefined && readable.has(inner) ? inner : error.extensions.code;
}

/** The error as the client sees it: ours as it is, anything else without its details but with the id to quote. */
export function maskError(error: GraphQLError, correlationId: string): GraphQLError {
	const { source, positions, path } = error;
	const place = { nodes: error.nodes ?? null, source: source ?? null, positions: positions ?? null, path: path ?? null };
	const code = codeOf(error);
	if (isReadable(error))
		return new GraphQLError(error.message, { ...place, extensions: { ...(code === undefined ? {} : { code }), correlationId } });
	return new GraphQLError(`Something went wrong on our side. Quote ${correlationId} when you report it.`, {
		...place,
		extensions: { code: 'INTERNAL_SERVER_ERROR', correlationId },
	});
}
