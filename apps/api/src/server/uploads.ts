import { randomUUID } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { uploadFile } from '@meridian/market-data/jobs';
import type { Request, Response } from 'express';
import type { App } from '../app.ts';
import type { ViewerModel } from '../modules/identity/types.ts';
import { storageQuota } from '../modules/usage/service.ts';

/** One file, and what all of a tenant's files that wait may take. */
const fileBytesMax = 8 * 2 ** 30;
const waitingBytesMax = 16n * 2n ** 30n;
const waitingFilesMax = 50;
/** As long as this nothing comes: the sender is gone. */
const idleMs = 60_000;

class Refused extends Error {
	readonly status: number;
	readonly code: string;

	constructor(status: number, code: string, message: string) {
		super(message);
		this.status = status;
		this.code = code;
	}
}

/**
 * PUT /imports/files?name=NAME with the file as its body. Not a drop folder: that needs accounts on the server, and puts names and links that
 * others chose into our file system. Here the tenant is the token's, the path is made of numbers of ours, and the name is kept as text alone.
 */
export async function receiveUpload(app: App, request: Request, response: Response): Promise<void> {
	try {
		const viewer = await viewerFor(app, request);
		const name = nameOf(request);
		await requireStorage(app, viewer, Number(request.headers['content-length'] ?? 0));
		await requireRoom(app, viewer.tenantId, Number(request.headers['content-length'] ?? 0));
		const importId = randomUUID();
		const fileBytes = await receive(app, request, { tenantId: viewer.tenantId, importId });
		await app.db.forTenant(viewer.tenantId).dataImport.create({
			data: { id: importId, fileName: name, fileBytes: BigInt(fileBytes), status: 'UPLOADED', createdBy: viewer.userId },
		});
		response.status(201).json({ importId, fileName: name, fileBytes });
	} catch (error) {
		if (!(error instanceof Refused)) throw error;
		// The rest of the body is not read.
		response
			.status(error.status)
			.set('connection', 'close')
			.json({ errors: [{ message: error.message, extensions: { code: error.code } }] });
		request.resume();
	}
}

async function viewerFor(app: App, request: Request): Promise<ViewerModel> {
	const auth = await app.authenticator.authenticate(request.headers.authorization);
	if (auth.kind === 'refused') throw new Refused(401, auth.code, auth.message);
	if (auth.kind === 'operator') throw new Refused(403, 'FORBIDDEN', 'An operator of the platform belongs to no tenant.');
	const { viewer } = auth;
	if (!viewer.permissions.has('DATA_IMPORT')) throw new Refused(403, 'FORBIDDEN', 'Your role may not import market data.');
	if (!viewer.tenantActive) throw new Refused(403, 'FORBIDDEN', 'Your institution is suspended.');
	if (app.data === null) throw new Refused(404, 'NOT_FOUND', 'This installation has no tick store.');
	return viewer;
}

/** With its folders, which say day and instrument for some formats; never used as a path. */
function nameOf(request: Request): string {
	const { name } = request.query;
	if (typeof name !== 'string' || name.trim() === '' || name.length > 300 || /\p{Cc}/u.test(name))
		throw new Refused(400, 'INVALID_INPUT', 'Say the name of the file: PUT /imports/files?name=EURUSD.csv');
	return name.trim();
}

/** What the plan allows of uploads, those that were imported among them. */
async function requireStorage(app: App, viewer: ViewerModel, announced: number): Promise<void> {
	const full = await storageQuota(app, { tenantId: viewer.tenantId, bytes: announced });
	if (full !== null) throw new Refused(429, full.code, full.message);
}

async function requireRoom(app: App, tenantId: number, announced: number): Promise<void> {
	if (announced > fileBytesMax) throw new Refused(413, 'FILE_TOO_LARGE', `A file may have ${fileBytesMax / 2 ** 30} GiB.`);
	const waiting = await app.db.forTenant(tenantId).dataImport.aggregate({
		where: { status: { in: ['UPLOADED', 'QUEUED', 'RUNNING', 'FAILED'] } },
		...{ _sum: { fileBytes: true }, _count: true },
	});
	if (waiting._count >= waitingFilesMax || (waiting._sum.fileBytes ?? 0n) + BigInt(announced) > waitingBytesMax)
		throw new Refused(429, 'TOO_MANY_UPLOADS', 'Too many uploaded files wait to be imported: import or discard some first.');
}

/** @returns its bytes, which are on the disk */
async function receive(app: App, request: Request, job: { readonly tenantId: number; readonly importId: string }): Promise<number> {
	const file = uploadFile(app.data?.storeDir ?? '', job);
	await mkdir(dirname(file), { recursive: true, mode: 0o700 });
	const handle = await open(file, 'wx', 0o600);
	let bytes = 0;
	request.setTimeout(idleMs, () => request.destroy());
	try {
		for await (const chunk of request) {
			bytes += chunk.length;
			if (bytes > fileBytesMax) throw new Refused(413, 'FILE_TOO_LARGE', `A file may have ${fileBytesMax / 2 ** 30} GiB.`);
			await handle.writeFile(chunk);
		}
		if (bytes === 0) throw new Refused(400, 'INVALID_INPUT', 'The file is empty.');
		await handle.sync();
		return bytes;
	} catch (error) {
		await rm(file, { force: true });
		throw error;
	} finally {
		await handle.close();
	}
}
