import express, { type NextFunction, type Request, type Response, Router } from 'express';
import type { GraphQLSchema } from 'graphql';
import type { App } from '../app.ts';
import type { ApiContext } from '../context.ts';
import { rateHeaders } from '../limits/rates.ts';
import { documentLimits } from '../limits/rules.ts';
import { endOperation, operationContext } from '../server/operation.ts';
import { beginOnce } from './idempotency.ts';
import { openApi } from './openapi.ts';
import { admit, perform, type RestRequest } from './perform.ts';
import type { Plan } from './plan.ts';
import { plansOf } from './plans.ts';
import { problem, type RestAnswer } from './problem.ts';

/** REST below /v1: routes of routes.ts, and /v1/openapi.json that describes them. */
export function restRouter(app: App, schema: GraphQLSchema): Router {
	const router = Router({ caseSensitive: true, strict: true });
	const rest = plansOf(schema);
	const description = JSON.stringify(openApi(rest));
	router.get('/openapi.json', (_request, response) => void response.type('application/json').send(description));
	router.use(express.json({ limit: documentLimits.maxBodyBytes, type: () => true }));
	for (const plan of rest.plans) {
		const path = plan.route.path.replaceAll(/\{(\w+)\}/g, ':$1');
		router[plan.route.method](path, async (request: Request, response: Response) => {
			const context = await contextOf(app, request);
			await answer(response, { context, plan, schema, request });
		});
	}
	router.use(async (request: Request, response: Response) => {
		const { correlationId } = await contextOf(app, request);
		send(response, problem(404, { code: 'NOT_FOUND', detail: 'There is no such route: see /v1/openapi.json.', correlationId }));
	});
	// Four parameters make it express's error handler: bad JSON, too large a body, or a failure of ours.
	router.use(async (error: unknown, request: Request, response: Response, next: NextFunction) => {
		if (response.headersSent) return next(error);
		const status =
			typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number' ? error.status : 500;
		const { correlationId, log } = operationContext(app, { auth: nobody, headers: request.headers, sourceIp: '' });
		if (status >= 500) log.error({ err: error }, 'a request of REST failed');
		const [code, detail] =
			status === 413
				? ['QUERY_TOO_LARGE', `The body is too large; ${documentLimits.maxBodyBytes} bytes are allowed.`]
				: status < 500
					? ['BAD_REQUEST', 'The path or the body can’t be read: send JSON in UTF-8.']
					: ['INTERNAL_SERVER_ERROR', `Something went wrong on our side. Quote ${correlationId} when you report it.`];
		return send(response, problem(status, { code, detail, correlationId }));
	});
	return router;
}

const nobody = { kind: 'refused', code: 'UNAUTHENTICATED', message: 'Nobody yet.' } as const;
const contextOf = async (app: App, request: Request): Promise<ApiContext> =>
	operationContext(app, {
		auth: await app.authenticator.authenticate(request.headers.authorization),
		headers: request.headers,
		sourceIp: app.sourceIp(request),
	});

async function answer(
	response: Response,
	input: { readonly context: ApiContext; readonly plan: Plan; readonly schema: GraphQLSchema; readonly request: Request },
): Promise<void> {
	const { context, plan, schema } = input;
	const { params, query, body } = input.request;
	const request: RestRequest = { path: params, query, body };
	response.set('x-correlation-id', context.correlationId);
	const { verdict, refused } = await admit(context, plan);
	response.set(Object.fromEntries(rateHeaders(verdict)));
	const run = (): Promise<RestAnswer> => perform(plan, { schema, context, request }).finally(() => endOperation(context));
	send(response, refused ?? (await once(run, { context, plan, request, key: input.request.headers['idempotency-key'] })));
}

/** With an Idempotency-Key an act happens once, however often it is sent. */
async function once(
	run: () => Promise<RestAnswer>,
	input: { readonly context: ApiContext; readonly plan: Plan; readonly request: RestRequest; readonly key: string | string[] | undefined },
): Promise<RestAnswer> {
	const { context, plan, request, key } = input;
	const { correlationId } = context;
	if (key === undefined || plan.route.method === 'get' || context.auth.kind === 'refused') return run();
	if (typeof key !== 'string' || !/^[\x21-\x7e]{1,128}$/.test(key))
		return problem(400, { code: 'BAD_USER_INPUT', detail: 'Idempotency-Key is 1 to 128 visible ASCII characters.', correlationId });
	const whole = JSON.stringify([plan.route.method, plan.route.path, request.path, request.query, request.body ?? null]);
	const begun = await beginOnce(context, { key, request: whole }).catch((error: unknown) => {
		context.log.warn({ err: error }, 'no keys of idempotency');
		return null;
	});
	if (begun === null)
		return problem(503, {
			code: 'IDEMPOTENCY_UNAVAILABLE',
			detail: 'Keys can’t be kept at the moment, so nothing was done. Try again.',
			correlationId,
		});
	if (begun.kind === 'replayed') return begun.answer;
	if (begun.kind === 'reused')
		return problem(422, {
			code: 'IDEMPOTENCY_KEY_REUSED',
			detail: 'This Idempotency-Key was used for another request. Use a new one.',
			correlationId,
		});
	if (begun.kind === 'running')
		return problem(409, {
			code: 'IDEMPOTENCY_KEY_RUNNING',
			detail: 'The request with this Idempotency-Key is under way. Ask again in a moment.',
			correlationId,
		});
	const outcome = await run().catch(async (error: unknown) => {
		await begun.end({ status: 500, body: null });
		throw error;
	});
	await begun.end(outcome);
	return outcome;
}

function send(response: Response, { status, body }: RestAnswer): void {
	if (status === 401) response.set('www-authenticate', 'Bearer realm="Meridian"');
	response
		.status(status)
		.set('cache-control', 'no-store')
		.type(status < 400 ? 'application/json' : 'application/problem+json')
		.send(JSON.stringify(body));
}
