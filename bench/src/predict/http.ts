import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { localKeys } from '@meridian/auth';
import { createDb } from '@meridian/db';
import { createTestDatabase } from '@meridian/db/testing';
import { startTestServices } from '@meridian/local';
import { modelObjectKey, Random, sha256OfModel, signModel } from '@meridian/ml';
import { z } from 'zod';
import { quantileRows } from '../figures.ts';
import type { Result } from '../types.ts';

const warmUp = 200;
/** One person may read 6,000 times a minute. */
const counted = 2000;
const session = z.object({ data: z.object({ login: z.object({ token: z.string() }) }) });

/** POST /predict of a running API in a process of its own: token, limits, log and watch included. One request after another. */
export async function overHttp(onnx: Uint8Array, width: number): Promise<Result[]> {
	const services = await startTestServices();
	const database = await createTestDatabase({ adminUrl: services.env.DATABASE_ADMIN_URL ?? '' });
	const objectsDir = mkdtempSync(join(tmpdir(), 'meridian-bench-models-'));
	const key = (): string => randomBytes(32).toString('hex');
	const dataKeys = `bench:${key()}`;
	const port = await freePort();
	let api: ChildProcess | undefined;
	try {
		await register(database.url, { onnx, objectsDir, dataKeys });
		api = spawn(process.execPath, [resolve(import.meta.dirname, '../../../apps/api/src/main.ts')], {
			env: {
				...process.env,
				...{ DATABASE_URL: database.url, REDIS_URL: services.env.REDIS_URL, AUTH_SECRET: key(), MERIDIAN_GATEWAY_KEY: key() },
				...{
					MERIDIAN_PORTAL_DOCUMENTS: 'any',
					MERIDIAN_API_PORT: String(port),
					MERIDIAN_OBJECTS_DIR: objectsDir,
					MERIDIAN_DATA_KEYS: dataKeys,
					MERIDIAN_LOG_LEVEL: 'silent',
				},
			},
			stdio: ['pipe', 'ignore', 'inherit'],
		});
		const url = `http://127.0.0.1:${port}`;
		const token = await login(url, database.password);
		const random = new Random(3);
		return [...(await timed(url, { token, rows: 1, width, random })), ...(await timed(url, { token, rows: 64, width, random }))];
	} finally {
		api?.kill('SIGTERM');
		await database.close();
		await services.stop();
		rmSync(objectsDir, { recursive: true, force: true });
	}
}

async function timed(
	url: string,
	input: { readonly token: string; readonly rows: number; readonly width: number; readonly random: Random },
): Promise<Result[]> {
	const { token, rows, width, random } = input;
	const samples = new Float64Array(counted);
	for (let n = -warmUp; n < counted; n++) {
		const body = JSON.stringify({ rows: Array.from({ length: rows }, () => Array.from({ length: width }, () => random.normal())) });
		const before = performance.now();
		const response = await fetch(`${url}/predict/bench`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
			body,
		});
		await response.arrayBuffer();
		if (response.status !== 200) throw new Error(`a prediction was answered with ${response.status}`);
		if (n >= 0) samples[n] = performance.now() - before;
	}
	return quantileRows(`over HTTP, ${rows} ${rows === 1 ? 'row' : 'rows'} a request`, {
		samples,
		unit: 'ms',
		quantiles: [0.5, 0.99, 0.999],
	});
}

/** A version in production, as the registry would have it. */
async function register(
	databaseUrl: string,
	{ onnx, objectsDir, dataKeys }: { readonly onnx: Uint8Array; readonly objectsDir: string; readonly dataKeys: string },
): Promise<void> {
	const sha256 = sha256OfModel(onnx);
	const file = join(objectsDir, modelObjectKey(1, sha256));
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, onnx);
	const signature = await signModel(localKeys(dataKeys), { tenantId: 1, sha256 });
	const db = createDb({ url: databaseUrl });
	const own = db.forTenant(1);
	await own.mlModel.create({ data: { name: 'bench' } });
	const stage = { stage: 'Production', createdBy: 1, approvedBy: 2 };
	await own.mlModelVersion.create({ data: { modelName: 'bench', version: 1, source: 'bench', sha256, signature, ...stage } });
	await db.close();
}

async function login(url: string, password: string): Promise<string> {
	const query = 'mutation($input: LoginInput!) { login(input: $input) { ... on LoginSuccess { token } } }';
	const body = JSON.stringify({ query, variables: { input: { email: 'trader@aurora.example', password } } });
	for (;;) {
		try {
			const response = await fetch(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
			return session.parse(await response.json()).data.login.token;
		} catch (error) {
			// Not yet listening.
			if (!(error instanceof TypeError)) throw error;
			await new Promise((again) => setTimeout(again, 100));
		}
	}
}

function freePort(): Promise<number> {
	return new Promise((found, reject) => {
		const server = createServer();
		server.once('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => (address !== null && typeof address === 'object' ? found(address.port) : reject(new Error('no port is free'))));
		});
	});
}
