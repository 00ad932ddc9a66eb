import { parseArgs } from 'node:util';
import { z } from 'zod';

/** `npm run bench -- live --sockets 1000 --seconds 10 --tenants 4`; or MERIDIAN_BENCH_SOCKETS and MERIDIAN_BENCH_SECONDS. */
export function readOptions(args: readonly string[], env: Readonly<Record<string, string | undefined>>) {
	const { values } = parseArgs({
		args: [...args],
		strict: false,
		options: { sockets: { type: 'string' }, seconds: { type: 'string' }, tenants: { type: 'string' } },
	});
	const options = z
		.object({
			sockets: z.coerce.number().int().min(100).max(15_000).default(10_000),
			seconds: z.coerce.number().int().min(5).max(150).default(60),
			tenants: z.coerce.number().int().min(1).max(100).default(4),
		})
		.safeParse({
			sockets: values.sockets ?? env.MERIDIAN_BENCH_SOCKETS,
			seconds: values.seconds ?? env.MERIDIAN_BENCH_SECONDS,
			tenants: values.tenants,
		});
	if (!options.success) throw new Error(`--sockets, --seconds and --tenants are whole numbers:\n${z.prettifyError(options.error)}`);
	return options.data;
}
