import { liveKeys, type WireQuality, wireGap, wireMinute, wireQuality } from '@meridian/market-data';
import type { ApiContext } from '../../context.ts';
import { placeOf } from './instrument.ts';
import type { QualityModel } from './types.ts';

const mostMinutes = 1_440;

/** What the rules found in one stream, the minutes before now, and its gaps, newest first. */
export async function qualityOf(
	context: ApiContext,
	args: { readonly instrumentId: string; readonly venue?: string | null | undefined; readonly minutes?: number | null | undefined },
): Promise<QualityModel> {
	const place = await placeOf(context, args);
	const { tenantId, instrument, venue } = place;
	const { redis, nowMs } = context.app;
	const minutes = Math.min(Math.max(args.minutes ?? 240, 1), mostMinutes);
	const [counts, texts, gaps] = await Promise.all([
		redis.hget(liveKeys.quality(tenantId), `${instrument.id}:${venue}`),
		redis.zrangebyscore(liveKeys.minutes(tenantId, instrument.id, venue), nowMs() - minutes * 60_000, '+inf'),
		redis.lrange(liveKeys.gaps(tenantId, instrument.id, venue), 0, -1),
	]);
	const found: WireQuality | null = counts === null ? null : wireQuality.parse(JSON.parse(counts));
	return {
		place,
		counts: found,
		minutes: texts.map((text) => wireMinute.parse(JSON.parse(text))),
		gaps: gaps.map((text) => wireGap.parse(JSON.parse(text))),
	};
}
