import { z } from 'zod';

const name = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'a cell is named by a-z 0-9 -');

/** MERIDIAN_CELLS: databases beside the main one that hold tenants, `{"cell":"postgresql://..."}`, each URL naming its database. */
export const cellsShape = z
	.string()
	.default('{}')
	.transform((text, context) => {
		try {
			return JSON.parse(text) as unknown;
		} catch {
			context.addIssue('must be JSON like {"eu2":"postgresql://..."}');
			return z.NEVER;
		}
	})
	.pipe(z.record(name, z.url()));
