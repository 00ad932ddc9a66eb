import { vaultOf, vaultShape, wholeVault } from '@meridian/auth';
import { cellsShape, createDb } from '@meridian/db';
import { createLogger, parseEnv } from '@meridian/telemetry';
import { z } from 'zod';
import { installationKeys } from '../data-keys.ts';
import { rewrapAll } from './rewrap.ts';

const shape = z
	.object({
		DATABASE_URL: z.string(),
		MERIDIAN_CELLS: cellsShape,
		AUTH_SECRET: z.string().regex(/^(?:[0-9a-f]{2}){32,}$/i, 'must be hex of at least 32 bytes'),
		MERIDIAN_DATA_KEYS: z.string().optional(),
		...vaultShape,
	})
	.superRefine(wholeVault);

/** Moves every kept value to the newest key, with the environment of the API. Ends with 1 where a value could not be moved. */
const log = createLogger('rewrap');
try {
	const env = parseEnv(shape);
	const keys = installationKeys({ dataKeys: env.MERIDIAN_DATA_KEYS, vault: vaultOf(env), authSecret: env.AUTH_SECRET });
	const db = createDb({ url: env.DATABASE_URL, cells: env.MERIDIAN_CELLS, serveSuspended: true });
	try {
		const done = await rewrapAll({ db, keys, log });
		log.info(done, 'every value was looked at');
		if (done.failed > 0) process.exitCode = 1;
	} finally {
		await db.close();
	}
} catch (error) {
	log.fatal({ err: error }, 'values could not be moved to the newest key: run it again');
	process.exitCode = 1;
}
