import express, { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import type { ApiContext } from '../../context.ts';
import { operationContext } from '../../server/operation.ts';
import { clientToken } from '../clients/token.ts';
import { scopes } from './scopes.ts';
import { appToken, type OauthAnswer, revokeToken } from './token.ts';

const grantOf = z.object({ grant_type: z.string() });
const ofApps = new Set(['authorization_code', 'refresh_token']);

/** OAuth 2 for programs: /oauth/token, /oauth/revoke, and what describes them (RFC 8414). */
export function oauthRouter(app: App): Router {
	const router = Router();
	const form = express.urlencoded({ extended: false, limit: 4_096 });
	const contextOf = (request: Request): ApiContext => {
		const auth = { kind: 'refused', code: 'UNAUTHENTICATED', message: 'No token yet.' } as const;
		return operationContext(app, { auth, headers: request.headers, sourceIp: app.sourceIp(request) });
	};
	const send = (response: Response, answer: OauthAnswer): void => {
		if (answer.retryAfterSec !== undefined) response.set('retry-after', String(answer.retryAfterSec));
		if (answer.status === 401) response.set('www-authenticate', 'Basic realm="Meridian"');
		response.status(answer.status).set('cache-control', 'no-store').json(answer.body);
	};
	router.post('/oauth/token', form, async (request, response) => {
		const input = { authorization: request.headers.authorization, body: request.body };
		const isApp = ofApps.has(grantOf.safeParse(request.body).data?.grant_type ?? '');
		send(response, await (isApp ? appToken : clientToken)(contextOf(request), input));
	});
	router.post('/oauth/revoke', form, async (request, response) =>
		send(response, await revokeToken(contextOf(request), { authorization: request.headers.authorization, body: request.body })),
	);
	router.get('/.well-known/oauth-authorization-server', (_request, response) => {
		response.set('cache-control', 'public, max-age=3600').json({
			...{ issuer: app.publicUrl, authorization_endpoint: `${app.webOrigins[0] ?? ''}/authorize` },
			...{ token_endpoint: `${app.publicUrl}/oauth/token`, revocation_endpoint: `${app.publicUrl}/oauth/revoke` },
			grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
			...{ response_types_supported: ['code'], code_challenge_methods_supported: ['S256'], scopes_supported: scopes },
			token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
			authorization_response_iss_parameter_supported: true,
		});
	});
	return router;
}
