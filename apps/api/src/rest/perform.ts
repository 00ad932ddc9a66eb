import { execute, type GraphQLSchema } from 'graphql';
import type { ZodError } from 'zod';
import type { ApiContext } from '../context.ts';
import { apiError } from '../graphql/errors.ts';
import { executorOf } from '../graphql/executor.ts';
import { type RateVerdict, tooManyRequests } from '../limits/rates.ts';
import { textError } from '../limits/text.ts';
import { auditSupport } from '../modules/support/service.ts';
import { presentErrors } from '../server/errors.ts';
import { type Plan, readTexts } from './plan.ts';
import { problem, problemOfError, problemOfMember, type RestAnswer } from './problem.ts';

export type RestRequest = {
	readonly path: Readonly<Record<string, unknown>>;
	readonly query: Readonly<Record<string, unknown>>;
	readonly body: unknown;
};

/** The arguments of a request, or what is wrong with its shape. */
export function readRequest(plan: Plan, request: RestRequest): Record<string, unknown> | readonly { path: string[]; message: string }[] {
	const path = plan.pathShape.safeParse(readTexts(request.path, plan.path));
	const query = plan.queryShape.safeParse(readTexts(request.query, plan.query));
	const body = plan.bodyShape.safeParse(request.body ?? {});
	if (!path.success || !query.success || !body.success)
		return [path, query, body].flatMap(({ error }) => (error === undefined ? [] : issuesOf(error)));
	const named = Object.entries(path.data).map(([name, value]) => [plan.path.get(name)?.name ?? name, value] as const);
	return { ...query.data, ...body.data, ...Object.fromEntries(named) };
}
const issuesOf = (error: ZodError) => error.issues.map(({ path, message }) => ({ path: path.map(String), message }));

/** Counts a request before anything of it runs. Null where it may. */
export async function admit(
	context: ApiContext,
	plan: Plan,
): Promise<{ readonly verdict: RateVerdict; readonly refused: RestAnswer | null }> {
	const verdict = await context.app.requestLimiter.take(context, plan.route.method === 'get' ? 'read' : 'write');
	const refused =
		verdict.retryAfterSec === null ? null : problemOfError(apiError('RATE_LIMITED', tooManyRequests(verdict)), context.correlationId);
	return { verdict, refused };
}

/** Runs a route. Who asks, and what they may, the field itself asks. */
export async function perform(
	plan: Plan,
	input: { readonly schema: GraphQLSchema; readonly context: ApiContext; readonly request: RestRequest },
): Promise<RestAnswer> {
	const { schema, context, request } = input;
	const { correlationId } = context;
	// Who is not known is told no more than that.
	if (context.auth.kind === 'refused' && plan.route.isPublic !== true)
		return problemOfError(apiError(context.auth.code, context.auth.message), correlationId);
	await auditSupport(context, `${plan.route.method} ${plan.route.path}`);
	const taken = readRequest(plan, request);
	if (Array.isArray(taken))
		return problem(400, { code: 'BAD_USER_INPUT', detail: 'The request is not as documented: see errors.', correlationId, errors: taken });
	const variableValues = plan.variablesOf({ ...taken });
	const bad = textError(variableValues);
	if (bad !== null) return problemOfError(bad, correlationId);
	const { document } = plan;
	const { data, errors } =
		(await executorOf(schema).run({ document, variables: variableValues, context })) ??
		(await execute({ schema, document, variableValues, contextValue: context }));
	const [error] = presentErrors(errors ?? [], context);
	if (error !== undefined) return problemOfError(error, correlationId);
	const result: unknown = data?.result;
	if (result === null || result === undefined || isOtherNode(result, plan))
		return problem(404, { code: 'NOT_FOUND', detail: 'There is no such thing.', correlationId });
	const converted = plan.answer.convert(result);
	return problemOfMember(result, { converted, correlationId }) ?? { status: 200, body: converted };
}

/** An id of another kind of object than the path says names nothing here. */
const isOtherNode = (result: unknown, { route }: Plan): boolean =>
	route.of !== undefined && typeof result === 'object' && result !== null && '__typename' in result && result.__typename !== route.of;
