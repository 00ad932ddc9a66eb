import { type VaultSettings, vaultOf, vaultShape, wholeVault } from '@meridian/auth';
import { cellsShape } from '@meridian/db';
import { parseEnv } from '@meridian/telemetry';
import { z } from 'zod';

const variables = z.object({
	DATABASE_URL: z.string(),
	MERIDIAN_CELLS: cellsShape,
	REDIS_URL: z.string(),
	MERIDIAN_WEBHOOK_ALLOW: z.string().default(''),
	MERIDIAN_STORE_DIR: z.string().min(1),
	MERIDIAN_OBJECTS_DIR: z.string().min(1).optional(),
	MERIDIAN_DATA_KEYS: z.string().optional(),
	...vaultShape,
	MERIDIAN_PUSH_KEY: z
		.string()
		.regex(/^[0-9a-f]{64}$/, 'must be 32 bytes in hex')
		.optional(),
	MERIDIAN_PUSH_SUBJECT: z
		.string()
		.regex(/^(mailto:.+@|https:\/\/).+/, 'must begin with mailto: or https://')
		.default('mailto:push@meridian.invalid'),
	MERIDIAN_WORKER_LOCK_MS: z.coerce.number().int().min(500).max(600_000).default(15_000),
	MERIDIAN_WORKER_HTTP_PORT: z.coerce.number().int().min(0).max(65_535).default(7417),
});
const shape = variables.superRefine(wholeVault);

export type WorkerEnv = {
	readonly databaseUrl: string;
	/** Databases beside the main one that hold tenants. */
	readonly cells?: Readonly<Record<string, string>>;
	readonly redisUrl: string;
	readonly storeDir: string;
	readonly httpPort: number;
	/** As the API's: they open the secrets of webhooks. Without them, and without Vault, none is delivered. */
	readonly dataKeys?: string | undefined;
	/** As the API's. */
	readonly vault?: VaultSettings | undefined;
	/** `host:port` that webhooks may reach though it is private. */
	readonly webhookAllow?: readonly string[];
	/** Hex, of which the keys are made that browsers know pushes by; the API has the public one. Without it nobody's browser is told. */
	readonly pushKey?: string | undefined;
	readonly pushSubject?: string | undefined;
	/** Where files of models go; the data keys sign them. Without both nothing is trained here. */
	readonly objectsDir?: string | undefined;
	/** After so long without a sign of life a job is taken from its worker, and done by the next. Default 15,000. */
	readonly lockMs?: number;
};

/** @throws EnvError that names every missing or wrong variable. */
export function readEnv(env?: Readonly<Record<string, string | undefined>>): WorkerEnv {
	const parsed = parseEnv(shape, env);
	return {
		databaseUrl: parsed.DATABASE_URL,
		cells: parsed.MERIDIAN_CELLS,
		redisUrl: parsed.REDIS_URL,
		storeDir: parsed.MERIDIAN_STORE_DIR,
		dataKeys: parsed.MERIDIAN_DATA_KEYS,
		vault: vaultOf(parsed),
		webhookAllow: parsed.MERIDIAN_WEBHOOK_ALLOW.split(',').filter((host) => host !== ''),
		pushKey: parsed.MERIDIAN_PUSH_KEY,
		pushSubject: parsed.MERIDIAN_PUSH_SUBJECT,
		objectsDir: parsed.MERIDIAN_OBJECTS_DIR,
		lockMs: parsed.MERIDIAN_WORKER_LOCK_MS,
		httpPort: parsed.MERIDIAN_WORKER_HTTP_PORT,
	};
}
