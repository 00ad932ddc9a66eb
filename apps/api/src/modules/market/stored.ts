import { type Bar, BarCollector, memoryTier, parseBarSpec, Registry, redisTier, type Tier, TieredReads } from '@meridian/market-data';
import type { Manifest, SeriesKey, TickStore } from '@meridian/market-data/store';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { ApiContext } from '../../context.ts';
import type { MarketData } from '../../data.ts';
import { countUsage, entitlements, isEntitled } from '../data/entitlements.ts';
import type { InstrumentPlace } from './instrument.ts';
import { lengthMs, type TimeSpec } from './series.ts';

const dayMs = 86_400_000;
/** A page of long bars from ticks reads at most so many days; the next page goes on from there. */
const mostDays = 40;
const memoryBars = 500_000;
const redisTtlMs = 3_600_000;

const whole = z.number();
const storedBar = z.object({
	...{ instrumentId: whole, venueId: whole, startMs: whole, endMs: whole, open: whole, high: whole, low: whole, close: whole },
	...{ volume: whole, ticks: whole, openMs: whole, openNs: whole, closeMs: whole, closeNs: whole, revision: whole },
});
/** One day of one table as bars of a minute, or of the table's own length. The key names what is in it, so that what was imported since is another key. */
const dayKey = z.tuple([z.string(), z.string(), z.string(), z.string(), z.enum(['bid', 'ask', 'mid']), z.number(), z.string()]);
type Price = z.output<typeof dayKey>[4];
export type StoredBars = TieredReads<Bar[]>;

/** Memory of this process, Redis for all, and the store itself. */
export function openStoredBars(input: {
	readonly data: MarketData;
	readonly redis: Redis;
	readonly onTrouble: (tier: string, error: unknown) => void;
}): StoredBars {
	const store: Tier<Bar[]> = {
		name: 'store',
		async get(key) {
			const [owner, venue, instrument, table, price, fromMs] = dayKey.parse(JSON.parse(key));
			const { seriesKey } = await import('@meridian/market-data/store');
			return await readDay(await input.data.store(), seriesKey.parse({ owner, venue, instrument, table }), { price, fromMs });
		},
	};
	return new TieredReads(
		[
			memoryTier<Bar[]>({ mostWeight: memoryBars, weightOf: (bars) => bars.length, ttlMs: redisTtlMs }),
			redisTier(input.redis, { prefix: 'bars:', shape: z.array(storedBar), ttlMs: redisTtlMs }),
			store,
		],
		input.onTrouble,
	);
}

async function readDay(store: TickStore, key: SeriesKey, input: { readonly price: Price; readonly fromMs: number }): Promise<Bar[]> {
	const { readBars, readTicks } = await import('@meridian/market-data/store');
	const range = { fromMs: input.fromMs, toMs: input.fromMs + dayMs };
	if (key.table === 'ticks') {
		const registry = new Registry();
		registry.instrument({ symbol: 'stored', priceDigits: 0 });
		registry.venue({ venue: 'stored' });
		const collector = new BarCollector(parseBarSpec(`1m/${input.price}`), registry);
		for await (const batch of readTicks(store, key, range)) collector.take(batch);
		return collector.end();
	}
	const periodMs = Number(key.table.split('-')[1]) * 1_000;
	const bars: Bar[] = [];
	for await (const { columns, length } of readBars(store, key, range))
		for (let row = 0; row < length; row++) {
			const at = (name: string) => columns[name]?.[row] ?? 0;
			const startMs = at('timeMs');
			const stamps = { startMs, endMs: startMs + periodMs, openMs: startMs, openNs: 0, closeMs: startMs + periodMs - 1, closeNs: 0 };
			const prices = { open: at('open'), high: at('high'), low: at('low'), close: at('close') };
			bars.push({ instrumentId: 0, venueId: 0, ...stamps, ...prices, volume: at('volume'), ticks: at('tickVolume'), revision: 0 });
		}
	return bars;
}

/** What of the store the viewer's tenant may see under this name: its own before shared data that it is entitled to. */
async function findSeries(
	context: ApiContext,
	place: InstrumentPlace,
	input: { readonly data: MarketData; readonly spec: TimeSpec },
): Promise<{ key: SeriesKey; manifest: Manifest } | undefined> {
	const { venue, instrument, tenantId } = place;
	const store = await input.data.store();
	const wanted = { venue, instrument: instrument.symbol };
	const owners = [`tenant-${tenantId}`, ...(isEntitled(await entitlements(context), wanted) ? ['shared'] : [])];
	for (const owner of owners) {
		const keys = (await store.series(owner)).filter((key) => key.venue === venue && key.instrument === instrument.symbol);
		const key = keys.filter((one) => makes(one, input.spec)).toSorted((a, b) => periodMs(b) - periodMs(a))[0];
		const manifest = key === undefined ? undefined : await store.manifest(key);
		if (key !== undefined && manifest !== undefined) return { key, manifest };
	}
	return undefined;
}

const periodMs = ({ table }: SeriesKey): number => (table === 'ticks' ? 0 : Number(table.split('-')[1]) * 1_000);
const makes = (key: SeriesKey, spec: TimeSpec): boolean =>
	key.table === 'ticks' ||
	(key.table.endsWith(`-${spec.price}`) && periodMs(key) <= lengthMs(spec) && lengthMs(spec) % periodMs(key) === 0);

/** Days that have rows, newest first. */
function daysOf(manifest: Manifest, beforeMs: number): number[] {
	const days = new Set<number>();
	for (const { first, last } of manifest.parts)
		for (let day = Math.floor(first[0] / dayMs) * dayMs; day <= last[0]; day += dayMs) if (day < beforeMs) days.add(day);
	return [...days].toSorted((a, b) => b - a);
}

/** Whatever changes the rows of a day changes this. */
const fingerprint = (manifest: Manifest, day: number): string =>
	manifest.parts
		.filter(({ first, last }) => first[0] < day + dayMs && last[0] >= day)
		.map(({ sha256 }) => sha256.slice(0, 12))
		.join('.');

export type StoredPage = { readonly bars: readonly Bar[]; readonly hasOlder: boolean };
export const nothing: StoredPage = { bars: [], hasOlder: false };

/**
 * Small bars of the store that begin before a moment, oldest first, of as many days as make `wanted` bars of this length. Prices are at the
 * instrument's digits. Seconds are not made of stored ticks: a day has too many.
 */
export async function storedPage(
	context: ApiContext,
	place: InstrumentPlace,
	input: { readonly spec: TimeSpec; readonly beforeMs: number; readonly wanted: number },
): Promise<StoredPage> {
	const { data, storedBars } = context.app;
	const { spec } = input;
	if (data === null || storedBars === null || spec.rule.unit === 's' || spec.price === 'last') return nothing;
	const found = await findSeries(context, place, { data, spec });
	if (found === undefined) return nothing;
	const { key, manifest } = found;
	const days = daysOf(manifest, input.beforeMs);
	const most = key.table === 'ticks' ? mostDays : days.length;
	const scale = 10 ** (place.instrument.priceDigits - manifest.priceDigits);
	let bars: Bar[] = [];
	let used = 0;
	while (used < Math.min(most, days.length) && spanMs(bars) < input.wanted * lengthMs(spec)) {
		const day = days[used++] ?? 0;
		const dayOf = [key.owner, key.venue, key.instrument, key.table, spec.price, day, fingerprint(manifest, day)];
		const read = (await storedBars.get(JSON.stringify(dayOf))) ?? [];
		bars = [...read.filter(({ startMs }) => startMs < input.beforeMs), ...bars];
	}
	if (key.owner === 'shared' && bars.length > 0)
		await countUsage(context, { venue: key.venue, instrument: key.instrument, rows: bars.length });
	return { bars: scale === 1 ? bars : bars.map((bar) => scaled(bar, scale)), hasOlder: used < days.length };
}

const spanMs = (bars: readonly Bar[]): number => (bars.at(-1)?.endMs ?? 0) - (bars[0]?.startMs ?? 0);
/** A store with fewer digits than the instrument: exact. With more: to the nearest that the instrument has. */
function scaled(bar: Bar, scale: number): Bar {
	const price = (value: number) => Math.round(value * scale);
	return { ...bar, open: price(bar.open), high: price(bar.high), low: price(bar.low), close: price(bar.close) };
}

/** Venues of the store that have this instrument, for the viewer's tenant. */
export async function storedVenues(context: ApiContext, input: { readonly tenantId: number; readonly symbol: string }): Promise<string[]> {
	const { data } = context.app;
	if (data === null) return [];
	const store = await data.store();
	const granted = await entitlements(context);
	const own = await store.series(`tenant-${input.tenantId}`);
	const shared = granted.length === 0 ? [] : (await store.series('shared')).filter((key) => isEntitled(granted, key));
	return [...new Set([...own, ...shared].filter(({ instrument }) => instrument === input.symbol).map(({ venue }) => venue))];
}
