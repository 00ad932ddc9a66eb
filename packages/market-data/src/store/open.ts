import { join } from 'node:path';
import { z } from 'zod';
import { S3Objects } from './s3-objects.ts';
import { TickStore } from './store.ts';

/** The store of a copy: a folder, or a bucket with a folder for what is under way. */
export const storeEnvironment = z
	.object({
		MERIDIAN_STORE_DIR: z.string().min(1),
		MERIDIAN_STORE_S3_URL: z.url().optional(),
		MERIDIAN_STORE_S3_REGION: z.string().optional(),
		MERIDIAN_STORE_S3_KEY_ID: z.string().optional(),
		MERIDIAN_STORE_S3_SECRET: z.string().optional(),
	})
	.refine(
		(env) =>
			env.MERIDIAN_STORE_S3_URL === undefined || (env.MERIDIAN_STORE_S3_KEY_ID !== undefined && env.MERIDIAN_STORE_S3_SECRET !== undefined),
		{
			error: 'a store in a bucket needs MERIDIAN_STORE_S3_KEY_ID and MERIDIAN_STORE_S3_SECRET',
		},
	);

/** @throws ZodError where the environment does not say where the store is */
export function openStore(
	env: NodeJS.ProcessEnv,
	bounds: { readonly memoryMb?: number; readonly threads?: number } = {},
): Promise<TickStore> {
	const parsed = storeEnvironment.parse(env);
	const { MERIDIAN_STORE_DIR: dir, MERIDIAN_STORE_S3_URL: url, MERIDIAN_STORE_S3_REGION: region } = parsed;
	if (url === undefined) return TickStore.open(dir, bounds);
	const settings = {
		url,
		accessKeyId: parsed.MERIDIAN_STORE_S3_KEY_ID ?? '',
		secretAccessKey: parsed.MERIDIAN_STORE_S3_SECRET ?? '',
		...(region === undefined ? {} : { region }),
	};
	return TickStore.open(dir, { ...bounds, objects: new S3Objects(settings, join(dir, 'cache')) });
}
