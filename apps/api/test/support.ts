import { randomBytes } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@meridian/db/testing';
import { createLogger } from '@meridian/telemetry';
import { z } from 'zod';
import type { ApiEnv } from '../src/env.ts';
import { type RunningApi, startApi } from '../src/start.ts';

const answer = z.object({
	data: z.record(z.string(), z.unknown()).nullish(),
	errors: z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }) })).optional(),
});
/** The members of result unions that tests look at. */
const result = z.looseObject({ __typename: z.string(), code: z.string().optional(), message: z.string().optional() });
export type Result = z.infer<typeof result>;

export type TestApi = {
	readonly database: TestDatabase;
	readonly api: RunningApi;
	readonly env: ApiEnv;
	readonly url: string;
	/** Whole answers. */
	ask(query: string, input?: { variables?: Record<string, unknown>; token?: string | undefined }): Promise<z.infer<typeof answer>>;
	/** Of one field: its `__typename` and what was asked for. @throws where it failed */
	act(query: string, input?: { variables?: Record<string, unknown>; token?: string | undefined }): Promise<Result>;
	close(): Promise<void>;
};

/** The API alone, over a database of its own: no gateway, and a Redis database that other tests of the API don't use at the same time. */
export async function startTestApi(input: { readonly redisDb: number; readonly env?: Partial<ApiEnv> }): Promise<TestApi> {
	process.env.MERIDIAN_LOG_LEVEL ??= 'silent';
	const database = await createTestDatabase();
	const env: ApiEnv = {
		...{ databaseUrl: database.url, authSecret: randomBytes(32).toString('hex'), gatewayKey: randomBytes(32).toString('hex') },
		redisUrl: Object.assign(new URL(process.env.REDIS_URL ?? ''), { pathname: `/${input.redisDb}` }).href,
		...{ gateways: [{ host: '127.0.0.1', port: 1 }], shards: 1, credentialKey: null, port: 0, line: null, marketLabel: 'none' },
		webOrigins: ['http://localhost:7400'],
		...input.env,
	};
	const api = await startApi(env, createLogger('test')).catch(async (error: unknown) => {
		await database.close();
		throw error;
	});
	const url = `http://127.0.0.1:${api.port}`;
	const ask: TestApi['ask'] = async (query, { variables = {}, token } = {}) => {
		const response = await fetch(`${url}/graphql`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
			body: JSON.stringify({ query, variables }),
		});
		return answer.parse(await response.json());
	};
	return {
		...{ database, api, env, url, ask },
		async act(query, given) {
			const { data, errors } = await ask(query, given);
			if (errors) throw new Error(`${errors[0]?.extensions.code}: ${errors[0]?.message}`);
			return result.parse(Object.values(data ?? {})[0]);
		},
		async close() {
			await api.stop();
			await database.close();
		},
	};
}
