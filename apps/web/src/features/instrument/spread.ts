import type { Point } from '../../design/chart/scale.ts';
import type { Bar, QualityMinute } from '../../lib/types.ts';

type Input = {
	/** As the gateway counted them. */
	readonly minutes: readonly QualityMinute[];
	/** Stored bars of one minute, of either side. */
	readonly bids: readonly Bar[];
	readonly asks: readonly Bar[];
	/** Of the instrument's price. */
	readonly digits: number;
};
export type SpreadLines = {
	/** Spreads in points. */
	readonly mean: readonly Point[];
	readonly largest: readonly Point[];
	readonly atEnd: readonly Point[];
	/** Ticks by the minute that had something wrong. */
	readonly faults: readonly Point[];
};

/** More would be a carpet and no curve. */
const shownMs = 180 * 60_000;

/**
 * Spread by the minute, x in ms since 1970. The gateway's minutes tell the mean and the largest; before the first of them the past is filled from
 * stored bars, which know the spread at the end of a minute alone, where both sides have one. The newest three hours.
 */
export function spreadLines({ minutes: counted, bids, asks: stored, digits }: Input): SpreadLines {
	const at = ({ start }: { readonly start: string }) => Date.parse(start);
	const lastMs = Math.max(0, ...[counted.at(-1), stored.at(-1)].map((one) => (one === undefined ? 0 : at(one))));
	const isShown = (one: { readonly start: string }) => at(one) > lastMs - shownMs;
	const [minutes, asks] = [counted.filter(isShown), stored.filter(isShown)];
	const points = (price: string) => Number((Number(price) * 10 ** digits).toFixed(2));
	const line = (of: (minute: QualityMinute) => string | null): Point[] =>
		minutes.flatMap((minute) => {
			const value = of(minute);
			return value === null ? [] : [{ x: at(minute), y: points(value) }];
		});
	const mean = line(({ spreadMean }) => spreadMean);
	const firstMs = mean[0]?.x ?? Number.POSITIVE_INFINITY;
	const bidAt = new Map(bids.map((bar) => [bar.start, bar.close]));
	const atEnd = asks.flatMap((ask): Point[] => {
		const bid = bidAt.get(ask.start);
		return bid === undefined || at(ask) > firstMs ? [] : [{ x: at(ask), y: points(String(Number(ask.close) - Number(bid))) }];
	});
	return {
		...{ mean, atEnd, largest: line(({ spreadMax }) => spreadMax) },
		faults: minutes.map((minute) => ({ x: at(minute), y: wrongIn(minute) })).filter(({ y }) => y > 0),
	};
}

/** Repeated stamps are no fault: many venues send several ticks in a millisecond. */
const wrongIn = ({ counts }: QualityMinute): number =>
	counts.crossed + counts.nonPositive + counts.stale + counts.spike + counts.outOfOrder + counts.gap + counts.session;
