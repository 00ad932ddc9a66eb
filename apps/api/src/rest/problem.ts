import { STATUS_CODES } from 'node:http';
import type { GraphQLError } from 'graphql';
import { z } from 'zod';

/** An answer of REST. */
export type RestAnswer = { readonly status: number; readonly body: unknown };

/** RFC 9457, with the same code that GraphQL gives. */
export const problemShape = z
	.looseObject({
		type: z.string(),
		title: z.string(),
		status: z.int(),
		detail: z.string().describe('What is wrong and what to do, in words.'),
		code: z.string().describe('What is wrong, for programs. The same as in GraphQL.'),
		correlationId: z.string().describe('Quote it when you report something.'),
		path: z.array(z.string()).optional().describe('The field at fault.'),
		errors: z
			.array(z.object({ path: z.array(z.string()), message: z.string() }))
			.optional()
			.describe('Of a request that does not have the documented shape: all that is wrong with it.'),
	})
	.describe('Some codes carry more, e.g. ORDER_DENIED the denial and the order.');

type Told = { readonly code: string; readonly detail: string; readonly correlationId: string };

export const problem = (status: number, told: Told & Readonly<Record<string, unknown>>): RestAnswer => {
	const { code, detail, correlationId, ...more } = told;
	const type = `urn:meridian:problem:${code.toLowerCase().replaceAll('_', '-')}`;
	return { status, body: { type, title: STATUS_CODES[status] ?? 'Error', status, detail, code, correlationId, ...more } };
};

/** Of errors that are not members of results. */
const byCode: Readonly<Record<string, number>> = {
	UNAUTHENTICATED: 401,
	TOKEN_EXPIRED: 401,
	TOKEN_INVALID: 401,
	FORBIDDEN: 403,
	NOT_FOUND: 404,
	INVALID_INPUT: 400,
	BAD_USER_INPUT: 400,
	BAD_REQUEST: 400,
	QUERY_TOO_LARGE: 413,
	RATE_LIMITED: 429,
	GATEWAY_UNAVAILABLE: 503,
	GATEWAY_TIMEOUT: 504,
};
/** Of members of results that say no; any other is 422. */
const byMember: Readonly<Record<string, number>> = {
	InvalidInput: 400,
	NotFound: 404,
	Forbidden: 403,
	ProofRequired: 403,
	LoginFailed: 401,
	ClientOrderIdReused: 409,
	AmendIdReused: 409,
	NotAmendable: 409,
	NotCancelable: 409,
	StaleLimits: 409,
	OrderDenied: 422,
	RateLimited: 429,
	GatewayUnavailable: 503,
	OrderOutcomeUnknown: 504,
};

/** @param error as the client may see it (presentErrors) */
export function problemOfError(error: GraphQLError, correlationId: string): RestAnswer {
	const given = error.extensions.code;
	// graphql itself gives none where a value is not what a scalar takes.
	const code = typeof given === 'string' ? given : 'BAD_USER_INPUT';
	return problem(byCode[code] ?? (code === 'INTERNAL_SERVER_ERROR' ? 500 : 400), { code, detail: error.message, correlationId });
}

const refusal = z.looseObject({ __typename: z.string(), code: z.string(), message: z.string(), path: z.array(z.string()) });

/** Null where the member of a result says yes. @param input.converted the member as REST shows it */
export function problemOfMember(
	member: unknown,
	input: { readonly converted: unknown; readonly correlationId: string },
): RestAnswer | null {
	// Most answers say yes, and finding out all that makes them no refusal takes longer than the rest of a small one.
	if (typeof member !== 'object' || member === null || !('code' in member)) return null;
	const { data } = refusal.safeParse(member);
	if (data === undefined) return null;
	const {
		code,
		message: detail,
		path,
		...more
	} = z.looseObject({ code: z.string(), message: z.string(), path: z.array(z.string()) }).parse(input.converted);
	const place = path.filter((part) => part !== 'input');
	const status = code === 'QUOTA_EXCEEDED' ? 429 : (byMember[data.__typename] ?? 422);
	return problem(status, {
		...{ code, detail, correlationId: input.correlationId },
		...(place.length === 0 ? {} : { path: place }),
		...more,
	});
}
