import { cellsShape } from '@meridian/db';
import { createLogger, parseEnv, startHealthServer, stopOnSignal } from '@meridian/telemetry';
import { z } from 'zod';
import { startControl } from './control.ts';

const log = createLogger('control');
const env = parseEnv(
	z.object({
		DATABASE_ADMIN_URL: z.string(),
		MERIDIAN_CELL_ADMINS: cellsShape,
		MERIDIAN_SHARDS: z.coerce.number().int().min(1).default(1),
		MERIDIAN_STATE_DIR: z.string().default('.state'),
		MERIDIAN_CONTROL_PORT: z.coerce.number().int().min(0).max(65_535).default(7409),
	}),
);
const control = startControl(
	{
		...{ adminUrl: env.DATABASE_ADMIN_URL, cells: env.MERIDIAN_CELL_ADMINS, shards: env.MERIDIAN_SHARDS, nowMs: Date.now },
		exportDir: `${env.MERIDIAN_STATE_DIR}/exports`,
	},
	log,
);
const health = await startHealthServer({ port: env.MERIDIAN_CONTROL_PORT, service: 'control', checks: { jobs: () => control.state } });
log.info({ port: health.port }, 'ready');

/** A job under way is finished first: cut off it would be done again after ten minutes. */
stopOnSignal(() => control.stop().then(() => health.close()), { log });
