import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from '@meridian/db/testing';
import { createLogger } from '@meridian/telemetry';
import { z } from 'zod';
import type { ApiEnv } from '../../src/env.ts';
import { startApi } from '../../src/start.ts';

export type Answer = { readonly status: number; readonly body: Record<string, unknown> };
export type Client = {
	readonly token: string;
	call(path: string, input?: object): Promise<Answer>;
	put(path: string, bytes: Uint8Array): Promise<Answer>;
	/** GraphQL. */
	ask(query: string, variables?: object): Promise<Record<string, unknown>>;
	get(path: string): Promise<{ readonly status: number; readonly bytes: Uint8Array }>;
};
const object = z.record(z.string(), z.unknown());

/** The API with a database and a folder for models, and clients that are logged in. */
export async function startRig(more: Partial<Pick<ApiEnv, 'storeDir' | 'dataKeys' | 'redisUrl' | 'watchRules'>> = {}) {
	process.env.MERIDIAN_LOG_LEVEL = 'silent';
	const database = await createTestDatabase();
	const objectsDir = mkdtempSync(join(tmpdir(), 'meridian-objects-'));
	const key = (): string => randomBytes(32).toString('hex');
	const api = await startApi(
		{
			...{ databaseUrl: database.url, redisUrl: process.env.REDIS_URL ?? '', authSecret: key(), gatewayKey: key() },
			...{ gateways: [{ host: '127.0.0.1', port: 1 }], shards: 1, credentialKey: null, port: 0, webOrigins: [], line: null },
			...{ marketLabel: 'none', objectsDir, ...more },
		},
		createLogger('test'),
	);
	const uri = `http://127.0.0.1:${api.port}/mlflow`;
	const login = async (email: string): Promise<Client> => {
		const query = 'mutation($input: LoginInput!) { login(input: $input) { ... on LoginSuccess { token } } }';
		const response = await fetch(`http://127.0.0.1:${api.port}/graphql`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ query, variables: { input: { email, password: database.password } } }),
		});
		const { token } = z.object({ data: z.object({ login: z.object({ token: z.string() }) }) }).parse(await response.json()).data.login;
		const headers = { authorization: `Bearer ${token}` };
		const parsed = async (from: Response): Promise<Answer> => ({ status: from.status, body: object.parse(await from.json()) });
		return {
			token,
			call: async (path, input = {}) =>
				parsed(
					await fetch(`${uri}/api/2.0/mlflow/${path}`, {
						method: 'POST',
						headers: { ...headers, 'content-type': 'application/json' },
						body: JSON.stringify(input),
					}),
				),
			put: async (path, bytes) =>
				parsed(await fetch(`${uri}/api/2.0/mlflow-artifacts/artifacts/${path}`, { method: 'PUT', headers, body: Buffer.from(bytes) })),
			ask: async (ask, asked = {}) => {
				const body = JSON.stringify({ query: ask, variables: asked });
				const from = await fetch(`http://127.0.0.1:${api.port}/graphql`, {
					method: 'POST',
					headers: { ...headers, 'content-type': 'application/json' },
					body,
				});
				return object.parse(await from.json());
			},
			get: async (path) => {
				const from = await fetch(`${uri}/api/2.0/mlflow-artifacts/artifacts/${path}`, { headers });
				return { status: from.status, bytes: new Uint8Array(await from.arrayBuffer()) };
			},
		};
	};
	return {
		database,
		objectsDir,
		port: api.port,
		uri,
		login,
		async close() {
			await api.stop();
			await database.close();
			rmSync(objectsDir, { recursive: true, force: true });
		},
	};
}
