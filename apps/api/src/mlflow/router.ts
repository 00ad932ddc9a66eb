import { randomUUID } from 'node:crypto';
import type { ObjectStore } from '@meridian/market-data/store';
import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import type { App } from '../app.ts';
import { storageQuota } from '../modules/usage/service.ts';
import { artifacts, download, list, placeOf, remove, upload } from './artifacts.ts';
import type { Endpoint, MlflowRequest } from './door.ts';
import { invalid, MlflowError } from './errors.ts';
import { experiments } from './experiments.ts';
import { models } from './models.ts';
import { runs } from './runs.ts';

const endpoints: ReadonlyMap<string, Endpoint> = new Map(Object.entries({ ...experiments, ...runs, ...models, ...artifacts }));
export const mlflowPaths = [...endpoints.keys()].toSorted();

/**
 * MLflow's REST interface (2.0) over the tenant of the bearer token, so that its own clients log, register and read here: set MLFLOW_TRACKING_URI to this address and
 * MLFLOW_TRACKING_TOKEN to an access token.
 */
export function mlflowRouter({
	app,
	objects,
}: {
	readonly app: Pick<App, 'authenticator' | 'db' | 'dataKeys' | 'log' | 'metering' | 'nowMs' | 'quotas'>;
	readonly objects: ObjectStore;
}): Router {
	const router = express.Router();
	const json = express.json({ limit: '4mb' });
	router.use(async (request: Request, response: Response, next: NextFunction) => {
		const auth = await app.authenticator.authenticate(request.headers.authorization);
		if (auth.kind === 'refused') throw new MlflowError('UNAUTHENTICATED', auth.message);
		if (auth.kind === 'operator') throw new MlflowError('PERMISSION_DENIED', 'An operator of the platform belongs to no tenant.');
		const { viewer } = auth;
		if (viewer.delegated?.by === 'SUPPORT') throw new MlflowError('PERMISSION_DENIED', 'Support looks in by GraphQL and REST alone.');
		response.locals.mlflow = {
			...{ db: app.db.forTenant(viewer.tenantId), allDb: app.db, viewer, objects, keys: app.dataKeys, nowMs: app.nowMs() },
			correlationId: randomUUID(),
		} satisfies MlflowRequest;
		next();
	});
	router.use('/api/2.0/mlflow-artifacts/artifacts', async (request: Request, response: Response) => {
		const asked = requestOf(response);
		if (request.method === 'GET' && request.path === '/') {
			const files = await list(asked, placeOf(z.string().default('').parse(request.query.path)));
			// This list names files by their own names alone.
			response.json({ files: files.map(({ path, ...rest }) => ({ path: path.split('/').at(-1) ?? path, ...rest })) });
			return;
		}
		const place = placeOf(request.path);
		if (request.method === 'GET') await download(asked, { place, response });
		else if (request.method === 'PUT') {
			mayWrite(asked);
			const full = await storageQuota(app, { tenantId: asked.viewer.tenantId, bytes: Number(request.headers['content-length'] ?? 0) });
			if (full !== null) throw new MlflowError('RESOURCE_EXHAUSTED', full.message);
			response.json(await upload(asked, { place, body: request }));
		} else if (request.method === 'DELETE') {
			mayWrite(asked);
			response.json(await remove(asked, place));
		} else throw new MlflowError('ENDPOINT_NOT_FOUND', `${request.method} is not for artifacts.`);
	});
	router.use('/api/2.0/mlflow', json, async (request: Request, response: Response) => {
		const known = endpoints.get(request.path.replace(/^\/+|\/+$/g, ''));
		if (known === undefined) throw new MlflowError('ENDPOINT_NOT_FOUND', `There is no ${request.path} here.`);
		const asked = requestOf(response);
		if (known.writes) mayWrite(asked);
		const given = known.input.safeParse({ ...request.query, ...(typeof request.body === 'object' ? request.body : {}) });
		if (!given.success) throw invalid(z.prettifyError(given.error));
		response.json(await known.run(asked, given.data));
	});
	// Four parameters make it express's error handler.
	router.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
		if (response.headersSent) return next(error);
		const known = error instanceof MlflowError ? error : undefined;
		const isBadJson = error instanceof SyntaxError;
		if (known === undefined && !isBadJson) app.log.error({ err: error }, 'a request of an MLflow client failed');
		const answer =
			known ??
			(isBadJson
				? new MlflowError('BAD_REQUEST', 'The body is not JSON.')
				: new MlflowError('INTERNAL_ERROR', 'Something went wrong on our side.'));
		return response.status(answer.status).json(answer.body());
	});
	return router;
}

const requestOf = (response: Response): MlflowRequest => response.locals.mlflow as MlflowRequest;

function mayWrite({ viewer }: MlflowRequest): void {
	if (!viewer.permissions.has('MODEL_MANAGE'))
		throw new MlflowError('PERMISSION_DENIED', `The role ${viewer.role} may read models and change none.`);
}
