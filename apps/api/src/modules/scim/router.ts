import { hashOpaque } from '@meridian/auth';
import express, { type NextFunction, type Request, type Response, Router } from 'express';
import type { App } from '../../app.ts';
import { audit } from '../../audit.ts';
import type { ApiContext } from '../../context.ts';
import { isPlainText } from '../../limits/text.ts';
import { operationContext } from '../../server/operation.ts';
import { tooMany } from '../identity/login.ts';
import { resourceTypes, schemas, serviceProviderConfig } from './about.ts';
import type { Directory } from './directory.ts';
import { notFound, ScimError, scimErrorBody } from './errors.ts';
import { createGroup, deleteGroup, listGroups, readGroup, replaceGroup } from './groups.ts';
import { patched } from './patch.ts';
import { listQuery, listResponse } from './query.ts';
import { listSchema } from './resource.ts';
import { createUser, deleteUser, listUsers, readUser, replaceUser } from './users.ts';

const type = 'application/scim+json; charset=utf-8';
/** A kind of resource: what the routes do with it. */
type Kind<R extends Shown> = {
	list(directory: Directory): Promise<R[]>;
	read(directory: Directory, id: string): Promise<R>;
	create(directory: Directory, body: unknown): Promise<R>;
	replace(directory: Directory, input: { readonly before: R; readonly body: unknown }): Promise<R>;
	remove(directory: Directory, before: R): Promise<void>;
};
type Shown = { readonly schemas: string[]; readonly meta: { readonly location: string; readonly version: string } };

/** SCIM 2.0 (RFC 7643, 7644) for the directory of one tenant: the tenant is the token's. */
export function scimRouter(app: App): Router {
	const router = Router();
	const base = () => `${app.publicUrl}/scim/v2`;
	/** Whose directory asks, before the body is read. */
	const directories = new WeakMap<Request, Directory>();
	const directoryOf = (request: Request): Directory => {
		const found = directories.get(request);
		if (found === undefined) throw new Error('a SCIM request without a directory');
		return found;
	};
	router.use(async (request, response, next) => {
		const auth = { kind: 'refused', code: 'UNAUTHENTICATED', message: 'A directory is no viewer.' } as const;
		const context = operationContext(app, { auth, headers: request.headers, sourceIp: app.sourceIp(request) });
		const token = await tokenOf(context, request.headers.authorization);
		const verdict = await app.requestLimiter.takeDirectory(token.tenantId);
		if (verdict.retryAfterSec !== null) {
			response.set('retry-after', String(verdict.retryAfterSec));
			throw new ScimError(429, `More than ${verdict.limit} requests a minute`);
		}
		directories.set(request, { context, tenantId: token.tenantId, tokenId: token.id, base: base() });
		next();
	});
	router.use(express.json({ limit: 512 * 1_024, type: ['application/scim+json', 'application/json'] }));
	router.use((request, _response, next) => {
		if (!isPlainText(JSON.stringify(request.body ?? null)))
			throw new ScimError(400, 'A text holds characters that none may hold', 'invalidValue');
		next();
	});

	router.get('/ServiceProviderConfig', (_request, response) => send(response, { body: serviceProviderConfig(base()) }));
	const listed = (all: readonly { readonly id: string }[]) => ({
		schemas: [listSchema],
		totalResults: all.length,
		startIndex: 1,
		itemsPerPage: all.length,
		Resources: all,
	});
	for (const [path, all] of [
		['/ResourceTypes', resourceTypes],
		['/Schemas', schemas],
	] as const) {
		router.get(path, (_request, response) => send(response, { body: listed(all(base())) }));
		router.get(`${path}/:id`, (request, response) => {
			const found = all(base()).find(({ id }) => id === request.params.id);
			if (found === undefined) throw notFound(request.params.id);
			send(response, { body: found });
		});
	}
	serve(router, {
		path: '/Users',
		directoryOf,
		kind: { list: listUsers, read: readUser, create: createUser, replace: replaceUser, remove: deleteUser },
	});
	serve(router, {
		path: '/Groups',
		directoryOf,
		kind: { list: listGroups, read: readGroup, create: createGroup, replace: replaceGroup, remove: deleteGroup },
	});

	router.use((request: Request) => {
		throw new ScimError(404, `${request.method} ${request.path} is not offered`);
	});
	router.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
		if (response.headersSent) return next(error);
		const shown = shownError(error);
		if (shown.status >= 500) app.log.error({ err: error, path: request.path }, 'a SCIM request failed');
		if (shown.status === 401) response.set('www-authenticate', 'Bearer realm="Meridian SCIM"');
		return send(response, { status: shown.status, body: scimErrorBody(shown) });
	});
	return router;
}

function serve<R extends Shown>(
	router: Router,
	input: { readonly path: string; readonly kind: Kind<R>; readonly directoryOf: (request: Request) => Directory },
): void {
	const { path, kind, directoryOf } = input;
	const one = `${path}/:id`;
	const idOf = (request: Request): string => String(request.params.id);
	/** @throws ScimError 412 where somebody else was quicker */
	const beforeOf = async (request: Request): Promise<R> => {
		const before = await kind.read(directoryOf(request), idOf(request));
		const wanted = request.headers['if-match'];
		if (wanted !== undefined && wanted !== '*' && !wanted.split(/, */).includes(before.meta.version))
			throw new ScimError(412, 'The resource has another version by now');
		return before;
	};
	router.get(path, async (request, response) => {
		const query = listQuery(request.query);
		send(response, { body: listResponse(await kind.list(directoryOf(request)), query) });
	});
	router.post(`${path}/.search`, async (request, response) => {
		const query = listQuery(request.body ?? {});
		send(response, { body: listResponse(await kind.list(directoryOf(request)), query) });
	});
	router.post(path, async (request, response) =>
		send(response, { status: 201, resource: await kind.create(directoryOf(request), request.body) }),
	);
	router.get(one, async (request, response) => {
		const { project } = listQuery(request.query);
		const resource = await kind.read(directoryOf(request), idOf(request));
		if (request.headers['if-none-match'] === resource.meta.version)
			return void response.status(304).set('etag', resource.meta.version).end();
		return send(response, { resource, body: project(resource) });
	});
	router.put(one, async (request, response) => {
		const before = await beforeOf(request);
		send(response, { resource: await kind.replace(directoryOf(request), { before, body: request.body }) });
	});
	router.patch(one, async (request, response) => {
		const before = await beforeOf(request);
		send(response, { resource: await kind.replace(directoryOf(request), { before, body: patched(before, request.body) }) });
	});
	router.delete(one, async (request, response) => {
		await kind.remove(directoryOf(request), await beforeOf(request));
		response.status(204).end();
	});
}

function send(response: Response, input: { readonly status?: number; readonly body?: unknown; readonly resource?: Shown }): void {
	const { status = 200, resource } = input;
	if (resource !== undefined) response.set({ etag: resource.meta.version, location: resource.meta.location });
	response
		.status(status)
		.set({ 'content-type': type, 'cache-control': 'no-store' })
		.send(JSON.stringify(input.body ?? resource));
}

/** @throws ScimError 401, the same for every reason */
async function tokenOf(
	context: ApiContext,
	authorization: string | undefined,
): Promise<{ readonly id: string; readonly tenantId: number }> {
	const { platform } = context.app.db;
	const secret = /^Bearer +(mst_[\w-]{43})$/i.exec(authorization ?? '')?.[1] ?? '';
	const now = new Date(context.app.nowMs());
	const token = await platform.scimToken.findFirst({
		where: { tokenHash: hashOpaque(secret), revokedAt: null, expiresAt: { gt: now }, tenant: { status: 'ACTIVE' } },
	});
	if (token === null) {
		// Only what fails is counted here: a directory asks a lot.
		const limited = await tooMany(context, `scim ${context.sourceIp}`);
		if (limited !== null) throw new ScimError(429, limited.message);
		await audit(context, { action: 'SCIM_REFUSED', tenantId: null, userId: null, detail: { sourceIp: context.sourceIp } });
		throw new ScimError(401, 'The token is unknown, expired or revoked');
	}
	await platform.scimToken.update({ where: { id: token.id }, data: { lastUsedAt: now } });
	return token;
}

function shownError(error: unknown): ScimError {
	if (error instanceof ScimError) return error;
	const status = typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number' ? error.status : 500;
	if (status === 413) return new ScimError(413, 'The body is too large', 'tooMany');
	return status < 500
		? new ScimError(status, 'The body is no JSON', 'invalidSyntax')
		: new ScimError(500, 'Something went wrong on our side');
}
