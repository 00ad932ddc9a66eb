import { resolve } from 'node:path';
import { FeedFile, replay, TickDigest } from '../replay/index.ts';
import { compact, exportRange, gaps, openStore, retain, sweep, type TickStore, verify } from '../store/index.ts';
import { Registry } from '../tick/index.ts';
import { type Arguments, parseArguments, rangeOf, seriesOf, usage } from './arguments.ts';
import { importFiles, showPreview } from './import.ts';

const stop = new AbortController();

/** @returns the exit code: 0 where all is well, 1 where something is wrong with a file or the store */
async function run(input: readonly string[]): Promise<number> {
	const args = input.length === 0 ? undefined : parseArguments(input);
	if (args === undefined) {
		print(usage);
		return input.length === 0 ? 2 : 0;
	}
	if (args.command === 'preview') {
		await showPreview(args, print);
		return 0;
	}
	const dir = resolve(args.store ?? process.env.MERIDIAN_STORE_DIR ?? '.state/7400/market-data');
	const store = await openStore({ ...process.env, MERIDIAN_STORE_DIR: dir });
	try {
		return (await command(store, args)) ? 0 : 1;
	} finally {
		store.close();
	}
}

async function command(store: TickStore, args: Arguments): Promise<boolean> {
	switch (args.command) {
		case 'import':
			return importFiles(store, { args, print, signal: stop.signal });
		case 'list':
			return list(store, args);
		case 'gaps':
			for (const key of seriesOf(args))
				for (const gap of await gaps(store, key, { ...rangeOf(args), minMs: args.min * 1000 }))
					print(
						`${key.venue} ${key.instrument}  ${iso(gap.fromMs)}  ${iso(gap.toMs)}  ${Math.round((gap.toMs - gap.fromMs) / 1000)} s${gap.isWeekend ? '  weekend' : ''}`,
					);
			return true;
		case 'export':
			return exportOne(store, args);
		case 'replay':
			return play(store, args);
		case 'verify':
			return check(store);
		case 'compact':
			for (const key of await store.series()) {
				const days = await compact(store, key);
				print(`${nameOf(key)}: ${days.length} compacted, ${await sweep(store, key)} files deleted`);
			}
			return true;
		case 'retain': {
			if (args.before === undefined) throw new Error('retain needs --before');
			for (const key of seriesOf(args)) print(`${nameOf(key)}: dropped ${(await retain(store, key, args.before)).join(', ') || 'nothing'}`);
			return true;
		}
		default:
			throw new Error(usage);
	}
}

async function list(store: TickStore, args: Arguments): Promise<boolean> {
	const all = await store.series();
	if (all.length === 0) print(`the store in ${store.objects.label} is empty: npm run data -- import FILE --venue V`);
	for (const key of all) {
		const manifest = await store.manifest(key);
		if (manifest === undefined || (args.venue !== undefined && args.venue !== key.venue)) continue;
		const rows = manifest.parts.reduce((sum, part) => sum + part.rows, 0);
		const bytes = manifest.parts.reduce((sum, part) => sum + part.bytes, 0);
		const days = new Set(manifest.parts.map(({ partition }) => partition)).size;
		const first = manifest.parts.reduce((min, part) => Math.min(min, part.first[0]), Number.POSITIVE_INFINITY);
		const last = manifest.parts.reduce((max, part) => Math.max(max, part.last[0]), 0);
		const span = rows === 0 ? 'empty' : `${iso(first)} to ${iso(last)}`;
		print(
			`${nameOf(key)}: ${rows} rows, ${days} partitions, ${(bytes / Math.max(1, rows)).toFixed(2)} bytes a row, ${span}, ${Object.keys(manifest.sources).length} sources`,
		);
	}
	return true;
}

async function exportOne(store: TickStore, args: Arguments): Promise<boolean> {
	const [file] = args.files;
	const format = file === undefined ? undefined : /\.(csv|parquet)$/.exec(file)?.[1];
	const [key, ...more] = seriesOf(args);
	if (file === undefined || (format !== 'csv' && format !== 'parquet'))
		throw new Error('export needs a FILE that ends with .csv or .parquet');
	if (key === undefined || more.length > 0) throw new Error('export takes one venue and one instrument');
	print(`${await exportRange(store, key, { ...rangeOf(args), file: resolve(file), format })} rows in ${file}`);
	return true;
}

async function play(store: TickStore, args: Arguments): Promise<boolean> {
	const registry = new Registry();
	const digest = new TickDigest(registry);
	const feed = args.out === undefined ? undefined : new FeedFile(args.out, registry);
	const startedAt = performance.now();
	const ticks = await replay(store, {
		...rangeOf(args),
		series: seriesOf(args),
		registry,
		speed: args.out === undefined ? args.speed : 'max',
		signal: stop.signal,
		async sink(batch) {
			if (args.hash) digest.add(batch);
			if (feed !== undefined) await feed.add(batch);
			else if (!args.hash)
				for (const tick of batch)
					print(
						`${iso(tick.timeMs)} ${registry.venueInfo(tick.venueId).venue} ${registry.instrumentInfo(tick.instrumentId).symbol} ${tick.bid} ${tick.ask}`,
					);
		},
	});
	await feed?.close();
	if (feed !== undefined) print(`${feed.quotes} quotes in ${args.out}; play them: npm start -- --ticks ${args.out}`);
	if (args.hash) print(`${digest.hex()}  ${ticks} ticks in ${Math.round(performance.now() - startedAt)} ms`);
	return true;
}

async function check(store: TickStore): Promise<boolean> {
	let damaged = 0;
	for (const key of await store.series()) {
		const { files, rows, damage } = await verify(store, key);
		damaged += damage.length;
		print(`${nameOf(key)}: ${files} files, ${rows} rows ${damage.length === 0 ? 'sound' : `and ${damage.length} DAMAGED`}`);
		for (const { file, what } of damage) print(`  ${file} ${what}`);
	}
	return damaged === 0;
}

const nameOf = (key: { owner: string; venue: string; instrument: string; table: string }): string =>
	`${key.owner} ${key.venue} ${key.instrument} ${key.table}`;
const iso = (ms: number): string => new Date(ms).toISOString();

function print(text: string): void {
	process.stdout.write(`${text}\n`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
process.on('disconnect', () => process.exit(1));
// A reader that has seen enough (head, less) is no fault.
process.stdout.on('error', () => process.exit(0));
run(process.argv.slice(2)).then(
	(code) => {
		process.exitCode = code;
	},
	(error: unknown) => {
		process.stderr.write(`data: ${error instanceof Error ? error.message : String(error)}\n`);
		process.exitCode = 1;
	},
);
