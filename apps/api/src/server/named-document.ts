import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { App } from '../app.ts';
import type { AuthState } from '../context.ts';
import { presentErrors } from './errors.ts';
import { operationContext } from './operation.ts';

const known = new WeakMap<Response, AuthState>();
/** Who asks, where namedDocument has looked already. */
export const authOf = (response: Response): AuthState | undefined => known.get(response);

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Puts the text of a persisted document into the request's body, as GraphQL over HTTP has it (`documentId`), and refuses texts where only those are taken. */
export function namedDocument(app: App): RequestHandler {
	return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
		const auth = await app.authenticator.authenticate(request.headers.authorization);
		known.set(response, auth);
		const body: unknown = request.body;
		const asked = request.method === 'GET' ? request.query : isRecord(body) ? body : {};
		const resolved = app.documents.resolve(asked, auth);
		if ('refused' in resolved) {
			const context = operationContext(app, { auth, headers: request.headers, sourceIp: app.sourceIp(request) });
			response
				.status(400)
				.set('x-correlation-id', context.correlationId)
				.json({ errors: presentErrors([resolved.refused], context).map((error) => error.toJSON()) });
			return;
		}
		if (asked.documentId !== undefined && asked.documentId !== null && isRecord(body)) {
			const { documentId: _, ...rest } = body;
			request.body = { ...rest, query: resolved.query };
		}
		next();
	};
}
