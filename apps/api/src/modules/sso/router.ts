import express, { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { operationContext } from '../../server/operation.ts';
import { configOf } from './config.ts';
import { samlOf } from './saml.ts';
import { receiveAssertion } from './sign-in.ts';

const posted = z.object({ SAMLResponse: z.string().max(500_000), RelayState: z.string().max(200) });
const id = z.uuid();

/** What identity providers ask of us: /sso/saml/ID/acs takes their answers, /sso/saml/ID/metadata says who we are. */
export function ssoRouter(app: App): Router {
	const router = Router();
	const contextOf = (request: Request) =>
		operationContext(app, {
			auth: { kind: 'refused', code: 'UNAUTHENTICATED', message: 'No token yet.' },
			headers: request.headers,
			sourceIp: app.sourceIp(request),
		});
	router.post(
		'/saml/:provider/acs',
		express.urlencoded({ extended: false, limit: 600_000 }),
		async (request: Request, response: Response) => {
			const form = posted.safeParse(request.body);
			const providerId = id.safeParse(request.params.provider);
			if (!form.success || !providerId.success) {
				response.status(400).json({ errors: [{ message: 'This is no SAML answer.' }] });
				return;
			}
			const { SAMLResponse, RelayState } = form.data;
			const target = await receiveAssertion(contextOf(request), { providerId: providerId.data, state: RelayState, response: SAMLResponse });
			response.set('cache-control', 'no-store').redirect(303, target);
		},
	);
	router.get('/saml/:provider/metadata', async (request: Request, response: Response) => {
		const providerId = id.safeParse(request.params.provider).data ?? '';
		const provider = await app.db.platform.identityProvider.findFirst({ where: { id: providerId, kind: 'SAML', removedAt: null } });
		const config = provider === null ? null : configOf(provider);
		if (provider === null || config?.kind !== 'SAML') {
			response.status(404).json({ errors: [{ message: 'not found' }] });
			return;
		}
		const saml = await samlOf(app, { provider, config });
		response.type('application/samlmetadata+xml').send(saml.generateServiceProviderMetadata(null));
	});
	return router;
}
