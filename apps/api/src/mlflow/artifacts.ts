import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { modelObjectKey } from '@meridian/ml';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { type MlflowRequest, reading } from './door.ts';
import { invalid, MlflowError, missing } from './errors.ts';

const bytesMax = 512 * 2 ** 20;

type Place = { readonly runId: string; readonly path: string };

/** `<run>/<path>`, without ways out of it. @throws MlflowError */
export function placeOf(given: string): Place {
	const parts = decodeURIComponent(given)
		.split('/')
		.filter((part) => part !== '');
	if (parts.some((part) => part === '..' || part === '.' || part.includes('\\') || part.includes('\0')))
		throw invalid('The path of an artifact has no "." or ".." in it.');
	const [runId = '', ...rest] = parts;
	return { runId, path: rest.join('/') };
}

async function mustExist({ db }: MlflowRequest, runId: string): Promise<void> {
	if ((await db.mlRun.findUnique({ where: { id: runId }, select: { id: true } })) === null) throw missing(`Run '${runId}'`);
}

/** Keeps what is sent under its hash, then names it: a torn upload leaves nothing. */
export async function upload(request: MlflowRequest, { place, body }: { readonly place: Place; readonly body: Request }): Promise<object> {
	const { runId, path } = place;
	if (path === '') throw invalid('An artifact needs a path.');
	await mustExist(request, runId);
	const folder = await mkdtemp(join(tmpdir(), 'meridian-artifact-'));
	try {
		const file = join(folder, 'body');
		const hash = createHash('sha256');
		let bytes = 0;
		const measure = new Transform({
			transform(chunk: Buffer, _, done) {
				bytes += chunk.length;
				hash.update(chunk);
				done(bytes > bytesMax ? invalid(`An artifact has at most ${bytesMax} bytes.`) : null, chunk);
			},
		});
		await pipeline(body, measure, createWriteStream(file));
		const sha256 = hash.digest('hex');
		await request.objects.putFile(modelObjectKey(request.viewer.tenantId, sha256), file);
		const named = { sha256, bytes };
		await request.db.mlArtifact.upsert({ where: { runId_path: { runId, path } }, create: { runId, path, ...named }, update: named });
		return {};
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

export async function download(
	request: MlflowRequest,
	{ place, response }: { readonly place: Place; readonly response: Response },
): Promise<void> {
	const row = await request.db.mlArtifact.findUnique({ where: { runId_path: place } });
	if (row === null) throw missing(`Artifact '${place.path}' of run '${place.runId}'`);
	response
		.type('application/octet-stream')
		.set({ 'content-length': String(row.bytes), 'x-content-type-options': 'nosniff', 'content-disposition': 'attachment' });
	await pipeline(createReadStream(await request.objects.localFile(modelObjectKey(request.viewer.tenantId, row.sha256))), response);
}

/** Files and folders right below a path; paths are as the client has them: from the run's root, or from the store's. */
export async function list(
	{ db }: MlflowRequest,
	{ runId, path }: Place,
): Promise<{ path: string; is_dir: boolean; file_size?: number }[]> {
	const rows = await db.mlArtifact.findMany({ where: { runId }, orderBy: { path: 'asc' } });
	const prefix = path === '' ? '' : `${path}/`;
	const found = new Map<string, { path: string; is_dir: boolean; file_size?: number }>();
	for (const row of rows) {
		if (!row.path.startsWith(prefix)) continue;
		const [head = '', ...rest] = row.path.slice(prefix.length).split('/');
		const at = `${prefix}${head}`;
		found.set(at, rest.length > 0 ? { path: at, is_dir: true } : { path: at, is_dir: false, file_size: row.bytes });
	}
	return [...found.values()];
}

export async function remove(request: MlflowRequest, { runId, path }: Place): Promise<object> {
	const { count } = await request.db.mlArtifact.deleteMany({ where: { runId, OR: [{ path }, { path: { startsWith: `${path}/` } }] } });
	if (count === 0) throw missing(`Artifact '${path}' of run '${runId}'`);
	return {};
}

export const artifacts = {
	'artifacts/list': reading(
		z.object({ run_id: z.string().optional(), run_uuid: z.string().optional(), path: z.string().default('') }),
		async (request, input) => {
			const runId = input.run_id ?? input.run_uuid;
			if (runId === undefined) throw new MlflowError('INVALID_PARAMETER_VALUE', 'run_id is missing.');
			await mustExist(request, runId);
			const place = placeOf(`${runId}/${input.path}`);
			return { root_uri: `mlflow-artifacts:/${runId}`, files: await list(request, place) };
		},
	),
};
