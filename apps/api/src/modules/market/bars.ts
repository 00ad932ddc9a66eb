import { type Bar, barsOfBars, keptBars, liveKeys, Registry, type WireBar, wireBar } from '@meridian/market-data';
import type { App } from '../../app.ts';
import type { ApiContext } from '../../context.ts';
import { type InstrumentPlace, placeOf } from './instrument.ts';
import { barPrice, baseOf, lengthMs, type TimeSpec, timeSpec } from './series.ts';
import { nothing, storedPage } from './stored.ts';
import type { BarModel, BarPageModel } from './types.ts';

export const mostBars = 1_000;
export type BarArgs = {
	readonly instrumentId: string;
	readonly venue?: string | null | undefined;
	readonly every: string;
	readonly price: string;
	readonly before?: Date | null | undefined;
	readonly limit?: number | null | undefined;
};

/** Bars of one venue of one instrument, oldest first: the newest `limit` that begin before a moment, so that a chart can go on panning. */
export async function barPage(context: ApiContext, args: BarArgs): Promise<BarPageModel> {
	const spec = timeSpec(args.every, args.price);
	const place = await placeOf(context, args);
	const limit = Math.min(Math.max(args.limit ?? 500, 1), mostBars);
	const beforeMs = args.before?.getTime() ?? Number.POSITIVE_INFINITY;
	const live = await liveBars(context.app, place, { spec, beforeMs, limit });
	const stored = live.hasOlder
		? nothing
		: await storedPage(context, place, { spec, beforeMs: live.base[0]?.startMs ?? beforeMs, wanted: limit + 1 });
	const base = [...stored.bars, ...live.base];
	const bars = larger(spec, base);
	const hasOlder = live.hasOlder || stored.hasOlder;
	// The oldest may lack its beginning, where there is more than was read.
	const whole = hasOlder && bars.length > 1 && base[0]?.startMs !== bars[0]?.startMs ? bars.slice(1) : bars;
	const nowMs = context.app.nowMs();
	const isClosed = (bar: Bar) => bar.endMs <= nowMs && bar.endMs <= live.closedMs;
	return {
		bars: whole.slice(-limit).map((bar) => barModel(place, spec, { bar, closed: isClosed(bar) })),
		hasOlder: hasOlder || whole.length > limit,
	};
}

type Wanted = { readonly spec: TimeSpec; readonly beforeMs: number; readonly limit: number };
export type ShownBar = { readonly bar: Bar; readonly closed: boolean };
type Live = {
	readonly base: readonly WireBar[];
	readonly hasOlder: boolean /** Before this every bar is closed. */;
	readonly closedMs: number;
};

/** Small bars of what the gateway keeps in Redis. The one in progress is the last. */
async function liveBars(app: App, place: InstrumentPlace, { spec, beforeMs, limit }: Wanted): Promise<Live> {
	const series = baseOf(spec);
	const key = liveKeys.bars(place.tenantId, place.instrument.id, { venue: place.venue, series });
	const perBar = Math.ceil(lengthMs(spec) / (spec.rule.unit === 's' ? 1_000 : 60_000));
	const most = Math.min((limit + 1) * perBar, keptBars['1m']);
	const max = Number.isFinite(beforeMs) ? `(${beforeMs}` : '+inf';
	const [texts, forming] = await Promise.all([
		app.redis.zrevrangebyscore(key, max, '-inf', 'LIMIT', 0, most),
		Number.isFinite(beforeMs) ? null : app.redis.hget(liveKeys.forming(place.tenantId), `${place.instrument.id}:${place.venue}:${series}`),
	]);
	const closed = texts.toReversed().flatMap((text) => readBar(app, text) ?? []);
	const oldestMs = closed[0]?.startMs;
	const hasOlder = oldestMs !== undefined && texts.length === most && (await app.redis.zcount(key, '-inf', `(${oldestMs}`)) > 0;
	const current = forming === null ? null : readBar(app, forming);
	// The gateway puts a bar among the closed ones before it shows the next in progress.
	const isNew = current !== null && current.startMs > (closed.at(-1)?.startMs ?? Number.NEGATIVE_INFINITY);
	return { base: isNew ? [...closed, current] : closed, hasOlder, closedMs: isNew ? current.startMs : Number.POSITIVE_INFINITY };
}

function readBar(app: App, text: string): WireBar | null {
	const parsed = wireBar.safeParse(JSON.parse(text));
	if (parsed.success) return parsed.data;
	app.log.error({ issues: parsed.error.issues.length }, 'a kept bar could not be read');
	return null;
}

/** Larger bars of these, on the clock of UTC: what a broker's own day is, its terminal does not say. */
export function larger(spec: TimeSpec, base: readonly (Bar | WireBar)[]): Bar[] {
	const registry = new Registry();
	const venueId = registry.venue({ venue: 'live' });
	const instrumentId = registry.instrument({ symbol: 'live', priceDigits: 0 });
	return barsOfBars(spec, { registry, bars: base.map((bar) => ({ ...bar, venueId, instrumentId })) });
}

export function barModel(place: InstrumentPlace, spec: TimeSpec, { bar, closed }: ShownBar): BarModel {
	const price = barPrice(place.instrument, spec);
	return {
		start: new Date(bar.startMs),
		end: new Date(bar.endMs),
		open: price(bar.open),
		high: price(bar.high),
		low: price(bar.low),
		close: price(bar.close),
		ticks: bar.ticks,
		closed,
	};
}
