import type { GraphQLError } from 'graphql';
import type { ApiContext } from '../context.ts';
import { isReadable, maskError } from '../graphql/errors.ts';

/** Errors as the client may see them; what is masked is logged whole under the id that the client can quote. */
export function presentErrors(errors: readonly GraphQLError[], context: Pick<ApiContext, 'log' | 'correlationId'>): GraphQLError[] {
	return errors.map((error) => {
		if (!isReadable(error)) context.log.error({ err: error.originalError ?? error, path: error.path }, 'an operation failed');
		return maskError(error, context.correlationId);
	});
}
