import { parseEnv } from '@meridian/telemetry';
import { z } from 'zod';

const shape = z.object({
	DATABASE_URL: z.string(),
	REDIS_URL: z.string(),
	MERIDIAN_STORE_DIR: z.string().min(1),
	MERIDIAN_WORKER_HTTP_PORT: z.coerce.number().int().min(0).max(65_535).default(7417),
});

export type WorkerEnv = { readonly databaseUrl: string; readonly redisUrl: string; readonly storeDir: string; readonly httpPort: number };

/** @throws EnvError that names every missing or wrong variable. */
export function readEnv(env?: Readonly<Record<string, string | undefined>>): WorkerEnv {
	const parsed = parseEnv(shape, env);
	return {
		databaseUrl: parsed.DATABASE_URL,
		redisUrl: parsed.REDIS_URL,
		storeDir: parsed.MERIDIAN_STORE_DIR,
		httpPort: parsed.MERIDIAN_WORKER_HTTP_PORT,
	};
}
