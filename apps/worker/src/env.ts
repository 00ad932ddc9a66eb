import { parseEnv } from '@meridian/telemetry';
import { z } from 'zod';

const shape = z.object({
	DATABASE_URL: z.string(),
	REDIS_URL: z.string(),
	MERIDIAN_STORE_DIR: z.string().min(1),
	MERIDIAN_OBJECTS_DIR: z.string().min(1).optional(),
	MERIDIAN_DATA_KEYS: z.string().optional(),
	MERIDIAN_WORKER_LOCK_MS: z.coerce.number().int().min(500).max(600_000).default(15_000),
	MERIDIAN_WORKER_HTTP_PORT: z.coerce.number().int().min(0).max(65_535).default(7417),
});

export type WorkerEnv = {
	readonly databaseUrl: string;
	readonly redisUrl: string;
	readonly storeDir: string;
	/** Where files of models go, and the keys that sign them (`id:hex`, newest first). Without both nothing is trained here. */
	readonly objectsDir?: string | undefined;
	readonly dataKeys?: string | undefined;
	/** After so long without a sign of life a job is taken from its worker, and done by the next. Default 15,000. */
	readonly lockMs?: number;
	readonly httpPort: number;
};

/** @throws EnvError that names every missing or wrong variable. */
export function readEnv(env?: Readonly<Record<string, string | undefined>>): WorkerEnv {
	const parsed = parseEnv(shape, env);
	return {
		databaseUrl: parsed.DATABASE_URL,
		redisUrl: parsed.REDIS_URL,
		storeDir: parsed.MERIDIAN_STORE_DIR,
		objectsDir: parsed.MERIDIAN_OBJECTS_DIR,
		dataKeys: parsed.MERIDIAN_DATA_KEYS,
		lockMs: parsed.MERIDIAN_WORKER_LOCK_MS,
		httpPort: parsed.MERIDIAN_WORKER_HTTP_PORT,
	};
}
