import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { App } from '../app.ts';
import { problem } from '../rest/problem.ts';
import { operationContext } from './operation.ts';

const allowedHeaders = 'authorization, content-type, x-correlation-id, idempotency-key';
const exposedHeaders = 'x-correlation-id, ratelimit-limit, ratelimit-remaining, ratelimit-reset, retry-after';
const refusal = 'Pages of this origin may not speak for your institution: its operator names them in its configuration (corsOrigins).';

/** Lets pages of known origins in, each for whom it may ask; no cookies anywhere. */
export function cors(app: App): RequestHandler {
	return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
		const { origin } = request.headers;
		const isPreflight = request.method === 'OPTIONS';
		response.set('vary', 'origin');
		if (isPreflight) response.set('access-control-allow-methods', 'GET, POST, PUT, PATCH, DELETE').status(204);
		if (origin === undefined) {
			if (isPreflight) response.end();
			else next();
			return;
		}
		const auth = await app.authenticator.authenticate(request.headers.authorization);
		const isAllowed = isPreflight ? await app.origins.isKnown(origin) : await app.origins.mayAsk(origin, auth);
		if (isAllowed)
			response.set({
				'access-control-allow-origin': origin,
				'access-control-allow-headers': allowedHeaders,
				'access-control-expose-headers': exposedHeaders,
				'access-control-max-age': '600',
			});
		if (isPreflight) response.end();
		else if (isAllowed) next();
		else refuse(response, { app, request });
	};
}

function refuse(response: Response, { app, request }: { readonly app: App; readonly request: Request }): void {
	const code = 'ORIGIN_NOT_ALLOWED';
	const nobody = { kind: 'refused', code: 'UNAUTHENTICATED', message: '' } as const;
	const { correlationId } = operationContext(app, { auth: nobody, headers: request.headers, sourceIp: '' });
	response.status(403).set('x-correlation-id', correlationId);
	if (request.baseUrl === '/v1')
		response.type('application/problem+json').send(JSON.stringify(problem(403, { code, detail: refusal, correlationId }).body));
	else response.json({ errors: [{ message: refusal, extensions: { code, correlationId } }] });
}
