import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseEnv } from '@meridian/telemetry';
import { z } from 'zod';
import { defaultStateDir } from './paths.ts';
import { defaultPortBase } from './ports.ts';

export type ProcessName = 'gateway' | 'line' | 'terminals' | 'api' | 'control' | 'worker' | 'web';
export type Ticks = { readonly file: string /** 1 = as recorded, 10 = ten times as fast. */; readonly speed: number | 'max' };

export type StackOptions = {
	/** Ports are base to base+11. Default 7400. */
	readonly portBase?: number;
	/** Default `.state/<portBase>`. */
	readonly stateDir?: string;
	/** Deletes this copy's state first. */
	readonly fresh?: boolean;
	/** Its database is one that this very code has migrated and seeded. */
	readonly isPrepared?: boolean;
	/** mt5: emulated terminals (falls back to the simulator where there is no compiler); none: the caller brings its own. */
	readonly venue?: 'mt5' | 'simulator' | 'none';
	/** Engine threads of the gateway (default 1); new tenants are spread over them. */
	readonly shards?: number;
	/** A second gateway that follows the first, and takes over from it. */
	readonly standby?: boolean;
	/** False leaves the portal out. */
	readonly web?: boolean;
	/** Leave out for all. */
	readonly processes?: readonly ProcessName[];
	/** What sessions of the portal may ask for: its own documents, as in production, or (default) whatever a test writes. */
	readonly portalDocuments?: 'persisted' | 'any';
	/** Extra environment by process name, for every start of it. */
	readonly env?: Readonly<Record<string, Readonly<Record<string, string>>>>;
	readonly ticks?: Ticks;
	/** Imports a past for the generated market's charts, behind the back of whoever starts. */
	readonly history?: boolean;
	/** Nothing on the screen but what is thrown; logs still go to `<stateDir>/logs`. */
	readonly quiet?: boolean;
	/** Told of every step and every restart. */
	readonly onNote?: (text: string) => void;
};

/** What `npm start` takes from the environment. */
const envShape = z.object({
	MERIDIAN_PORT: z.coerce.number().int().optional(),
	MERIDIAN_STATE_DIR: z.string().optional(),
	DATABASE_ADMIN_URL: z
		.string()
		.regex(/^postgres(ql)?:\/\//, 'must begin with postgresql://')
		.optional(),
	DATABASE_URL: z
		.string()
		.regex(/^postgres(ql)?:\/\//, 'must begin with postgresql://')
		.optional(),
	REDIS_URL: z
		.string()
		.regex(/^rediss?:\/\//, 'must begin with redis://')
		.optional(),
});
export type LauncherEnv = z.infer<typeof envShape>;
export const launcherEnv = (): LauncherEnv => parseEnv(envShape);

export const usage = `npm start -- [options]
  --port N           first of 12 ports (default ${defaultPortBase}; or MERIDIAN_PORT)
  --state DIR        where this copy keeps its data and secrets (default .state/<port>)
  --fresh            begin anew: deletes this copy's data
  --ticks FILE       replay recorded quotes (a LEAN zip or CSV) instead of the generated market
  --speed X          speed of the replay: 1 as recorded, 10 ten times as fast, or max
  --venue simulator  the TypeScript venue instead of the emulated MetaTrader 5 terminals
  --shards N         engine threads of the gateway (default 1; it may grow from start to start): docs/shards.md
  --standby          a second gateway that has every record, and takes over (5 more ports: N+12 to N+16): docs/standby.md
  --no-web           without the portal
  --quiet            without the processes' logs (they are in <state>/logs)`;

/** @throws with a sentence for the user where an option is wrong. */
export function parseStartArguments(args: readonly string[], env: LauncherEnv = launcherEnv()): StackOptions & { readonly help: boolean } {
	const { values } = parseArgs({
		args: [...args],
		options: {
			port: { type: 'string' },
			state: { type: 'string' },
			fresh: { type: 'boolean', default: false },
			ticks: { type: 'string' },
			speed: { type: 'string' },
			venue: { type: 'string', default: 'mt5' },
			shards: { type: 'string', default: '1' },
			standby: { type: 'boolean', default: false },
			'no-web': { type: 'boolean', default: false },
			quiet: { type: 'boolean', default: false },
			help: { type: 'boolean', short: 'h', default: false },
		},
	});
	const portBase = values.port === undefined ? (env.MERIDIAN_PORT ?? defaultPortBase) : Number(values.port);
	const venue = z.enum(['mt5', 'simulator'], { error: `--venue is mt5 or simulator, not ${values.venue}` }).safeParse(values.venue);
	if (!venue.success) throw new Error(venue.error.issues[0]?.message);
	const shards = z.coerce.number({ error: 'not a number' }).int().min(1).max(64).safeParse(values.shards);
	if (!shards.success) throw new Error(`--shards is a whole number from 1 to 64, not ${values.shards}`);
	if (values.speed !== undefined && values.ticks === undefined) throw new Error('--speed goes with --ticks FILE');
	return {
		portBase,
		stateDir: resolve(values.state ?? env.MERIDIAN_STATE_DIR ?? defaultStateDir(portBase)),
		fresh: values.fresh,
		venue: venue.data,
		shards: shards.data,
		standby: values.standby,
		web: !values['no-web'],
		// Without the portal's build nobody knows its documents.
		portalDocuments: values['no-web'] ? 'any' : 'persisted',
		quiet: values.quiet,
		help: values.help,
		...(values.ticks === undefined ? {} : { ticks: { file: resolve(values.ticks), speed: parseSpeed(values.speed ?? '1') } }),
	};
}

function parseSpeed(text: string): number | 'max' {
	if (text === 'max') return 'max';
	const speed = Number(text);
	if (!(speed > 0 && speed <= 1e6)) throw new Error(`--speed is a number above 0 (1 = as recorded) or max, not ${text}`);
	return speed;
}
