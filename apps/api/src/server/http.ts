import type { ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import type { HealthReport, Metrics } from '@meridian/telemetry';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { GraphQLSchema } from 'graphql';
import type { App } from '../app.ts';
import type { ApiContext } from '../context.ts';
import { documentLimits } from '../limits/rules.ts';
import { mlflowRouter } from '../mlflow/router.ts';
import { servePrediction } from '../modules/models/predict.ts';
import { oauthRouter } from '../modules/oauth/router.ts';
import { scimRouter } from '../modules/scim/router.ts';
import { ssoRouter } from '../modules/sso/router.ts';
import { restRouter } from '../rest/router.ts';
import { cors } from './cors.ts';
import { serveGraphiql } from './graphiql.ts';
import { authOf, namedDocument } from './named-document.ts';
import { operationContext } from './operation.ts';
import { receiveUpload } from './uploads.ts';

/**
 * The HTTP door: POST /graphql, REST below /v1, POST /oauth/token for programs, POST /predict/MODEL, PUT /imports/files, GET /health and GET /metrics,
 * and what MLflow's clients ask below /mlflow.
 * Browsers only from pages that may (origins.ts); no cookies anywhere.
 */
export function createHttp(input: {
	readonly app: App;
	readonly apollo: ApolloServer<ApiContext>;
	readonly schema: GraphQLSchema;
	readonly health: () => Promise<HealthReport>;
	readonly metrics: Metrics;
}): Express {
	const { app, apollo, schema, health, metrics } = input;
	const http = express();
	http.disable('x-powered-by');
	// Nothing is kept by those who ask, so that nobody would ever name it: a hash of every answer for nothing.
	http.disable('etag');
	// Nothing of ours is a page, nothing is guessed to be one, and nothing is kept by a browser unless a route says so.
	http.use((_request: Request, response: Response, next: NextFunction) => {
		response.set({
			'x-content-type-options': 'nosniff',
			'cache-control': 'no-store',
			'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
		});
		next();
	});
	http.get('/health', async (_request, response) => {
		const report = await health();
		response
			.status(report.status === 'ok' ? 200 : 503)
			.set('cache-control', 'no-store')
			.json(report);
	});
	http.get('/metrics', async (_request, response) => {
		response
			.type('text/plain; version=0.0.4')
			.set('cache-control', 'no-store')
			.send(await metrics.text());
	});
	http.use(['/graphql', '/imports', '/v1'], cors(app));
	if (app.hasGraphiql) http.get('/graphiql', serveGraphiql);
	http.use(
		'/graphql',
		express.json({ limit: documentLimits.maxBodyBytes }),
		namedDocument(app),
		expressMiddleware(apollo, {
			context: async ({ req, res }) =>
				operationContext(app, {
					auth: authOf(res) ?? (await app.authenticator.authenticate(req.headers.authorization)),
					headers: req.headers,
					sourceIp: app.sourceIp(req),
				}),
		}),
	);
	http.use(oauthRouter(app));
	http.use('/v1', restRouter(app, schema));
	http.use('/sso', ssoRouter(app));
	http.use('/scim/v2', scimRouter(app));
	if (app.objects !== null) http.use('/mlflow', mlflowRouter({ app, objects: app.objects }));
	http.post('/predict/:model', express.json({ limit: '256kb' }), (request: Request, response: Response) =>
		servePrediction(app, request, response),
	);
	http.put('/imports/files', (request: Request, response: Response) => receiveUpload(app, request, response));
	http.use((_request: Request, response: Response) => void response.status(404).json({ errors: [{ message: 'not found' }] }));
	// Four parameters make it express's error handler: bad JSON, too large a body, or a failure before GraphQL.
	http.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
		if (response.headersSent) return next(error);
		const status =
			typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number' ? error.status : 500;
		if (status >= 500) app.log.error({ err: error }, 'a request failed');
		const [code, message] =
			status === 413
				? ['QUERY_TOO_LARGE', 'The body is too large.']
				: status < 500
					? ['BAD_REQUEST', 'The body is not JSON.']
					: ['INTERNAL_SERVER_ERROR', 'Something went wrong on our side.'];
		return response.status(status).json({ errors: [{ message, extensions: { code } }] });
	});
	return http;
}
