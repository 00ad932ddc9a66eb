import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type FormatName, formatNames, formats, type ImportSettings, importSettings } from '../import/index.ts';
import { allTime, type Range, type SeriesKey, seriesKey } from '../store/index.ts';

export const usage = `npm run data -- COMMAND [options]
  import FILE...     reads files into the store; one that was stopped goes on where it stood, one that is in it already changes nothing
  preview FILE       shows the first rows as they would be read, and stores nothing
  list               what the store has, series by series
  gaps               times without a row, of at least --min seconds (default 60)
  export FILE        one series as .csv or .parquet
  replay             plays ticks: every series named by --venue and --instrument, merged by time
  verify             reads every file: checksums, rows, order
  compact            makes one file of each day that has several, and deletes what no series has any more
  retain             drops whole days that ended before --before

  --store DIR        where the store is (default .state/7400/market-data, or MERIDIAN_STORE_DIR; MERIDIAN_STORE_S3_URL names a bucket)
  --owner OWNER      shared (default) or tenant-N
  --venue V --instrument I --table T    the series; replay takes several, with commas. T is ticks (default) or bars-SECONDS-SIDE
  --from T --to T    2014-05-06 or 2014-05-06T13:30:00Z, in UTC

  import, preview:
  --format F         ${formatNames.slice(0, 5).join(', ')},
                     ${formatNames.slice(5).join(', ')}; known from the name of most files
  --zone Z           of the times in the file, where it can't say: Europe/Athens, +02:00. Needed for ${zoneless()}
  --digits N --qty-digits N   decimals of prices and sizes; default: as the store has them, or as the first 2,000 rows need
  --base T           day or hour from which the times count, where the name does not have it: 2024-01-31, 2024-01-31T13
  --period S --side S   of bars: seconds; bid (default), ask, mid, last
  --mapping FILE     of a CSV, JSON: {"columns": {"time": "ts", "bid": "bid", "ask": "ask"}, "timeFormat": "ms"}
  --overlap O        where the store has rows of the same time: refuse (default), replace, add

  replay:
  --speed N|max      times real speed (default 1)
  --out FILE         writes what the emulated terminals play: npm start -- --ticks FILE
  --hash             prints one hash over all ticks: two replays with the same hash were the same`;

function zoneless(): string {
	const names: FormatName[] = formatNames.filter((name) => formats[name].zone === undefined);
	return names.join(', ');
}

const time = z
	.string()
	.transform((text) => Date.parse(text.length === 10 ? `${text}T00:00:00Z` : text))
	.refine((ms) => !Number.isNaN(ms), 'is no time such as 2014-05-06 or 2014-05-06T13:30:00Z');
const count = z.coerce.number().int().min(0);

const shape = z.strictObject({
	command: z.enum(['import', 'preview', 'list', 'gaps', 'export', 'replay', 'verify', 'compact', 'retain'], {
		error: 'COMMAND is import, preview, list, gaps, export, replay, verify, compact or retain',
	}),
	files: z.array(z.string()),
	store: z.string().optional(),
	owner: z.string().default('shared'),
	venue: z.string().optional(),
	instrument: z.string().optional(),
	table: z.string().default('ticks'),
	from: time.default(allTime.fromMs),
	to: time.default(allTime.toMs),
	before: time.optional(),
	min: z.coerce.number().positive().default(60),
	format: z.string().optional(),
	zone: z.string().optional(),
	digits: count.optional(),
	'qty-digits': count.optional(),
	base: z.string().optional(),
	period: count.optional(),
	side: z.string().optional(),
	mapping: z.string().optional(),
	overlap: z.string().optional(),
	speed: z.union([z.literal('max'), z.coerce.number().positive()]).default(1),
	out: z.string().optional(),
	hash: z.boolean().default(false),
});
export type Arguments = z.infer<typeof shape>;

/** @returns undefined where help was asked for. @throws Error that says what is wrong */
export function parseArguments(args: readonly string[]): Arguments | undefined {
	const text = { type: 'string' } as const;
	const names = Object.keys(shape.shape).filter((name) => !['command', 'files', 'hash'].includes(name));
	const options = {
		...Object.fromEntries(names.map((name) => [name, text])),
		hash: { type: 'boolean' },
		help: { type: 'boolean', short: 'h' },
	} as const;
	const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
	const { help, ...given } = values;
	if (help === true) return undefined;
	const [command, ...files] = positionals;
	const parsed = shape.safeParse({ command, files, ...given });
	if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
	return parsed.data;
}

export const rangeOf = ({ from, to }: Arguments): Range => ({ fromMs: from, toMs: to });

/** The series that the arguments name; of replay, all combinations. @throws Error where one is no series */
export function seriesOf(args: Arguments): readonly SeriesKey[] {
	const { owner, venue, instrument, table } = args;
	if (venue === undefined || instrument === undefined) throw new Error(`${args.command} needs --venue and --instrument`);
	return venue.split(',').flatMap((one) =>
		instrument.split(',').map((name) => {
			const key = seriesKey.safeParse({ owner, venue: one, instrument: name, table });
			if (!key.success) throw new Error(z.prettifyError(key.error));
			return key.data;
		}),
	);
}

/** @throws Error where they are wrong, or the mapping can't be read */
export function settingsOf(args: Arguments): ImportSettings {
	const { format, venue, instrument, zone, digits, base, period, side, overlap } = args;
	if (venue === undefined) throw new Error(`${args.command} needs --venue: whose quotes they are, for example OANDA`);
	const given = {
		format,
		venue,
		instrument,
		zone,
		priceDigits: digits,
		qtyDigits: args['qty-digits'],
		base,
		periodS: period,
		side,
		overlap,
	};
	const mapping = args.mapping === undefined ? undefined : JSON.parse(readFileSync(args.mapping, 'utf8'));
	const settings = importSettings.safeParse(
		Object.fromEntries(Object.entries({ ...given, mapping }).filter(([, value]) => value !== undefined)),
	);
	if (!settings.success) throw new Error(z.prettifyError(settings.error));
	return settings.data;
}
