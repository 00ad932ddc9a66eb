import {
	keptMinutes,
	liveKeys,
	type QualityCounts,
	qualityRules,
	type TickBatch,
	tickFlags,
	Window,
	type WireMinute,
} from '@meridian/market-data';
import type { ChainableCommander } from 'ioredis';
import type { LiveStream } from './streams.ts';

const minuteMs = 60_000;
const nothing: QualityCounts = {
	seen: 0,
	dropped: 0,
	crossed: 0,
	nonPositive: 0,
	stale: 0,
	spike: 0,
	duplicate: 0,
	outOfOrder: 0,
	gap: 0,
	session: 0,
};
const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** What each minute of each stream was like: spread, volatility, what the rules found. Minutes are those of our clock. */
export class Minutes {
	readonly #windows: (Window | undefined)[] = [];
	readonly #before: (QualityCounts | undefined)[] = [];
	#minute: number;

	constructor(nowMs: number) {
		this.#minute = Math.floor(nowMs / minuteMs);
	}

	/** @param streams the number of each row's stream in the normaliser */
	update({ columns, length }: TickBatch, streams: Uint32Array): void {
		for (let row = 0; row < length; row++) {
			const number = streams[row] ?? 0;
			const window = this.#windows[number] ?? new Window(minuteMs);
			this.#windows[number] = window;
			const flags = columns.flags[row] ?? 0;
			window.add({
				timeMs: columns.timeMs[row] ?? 0,
				bid: columns.bid[row] ?? 0,
				ask: columns.ask[row] ?? 0,
				bidSize: columns.bidSize[row] ?? 0,
				askSize: columns.askSize[row] ?? 0,
				last: columns.last[row] ?? 0,
				lastSize: columns.lastSize[row] ?? 0,
				isQuote: (flags & tickFlags.quote) !== 0,
				isTrade: (flags & tickFlags.trade) !== 0,
			});
		}
	}

	/** At the end of a minute, once: what it was like, by stream. */
	turn(
		nowMs: number,
		input: {
			readonly redis: ChainableCommander;
			readonly streams: ReadonlyMap<number, LiveStream>;
			readonly counts: (number: number) => QualityCounts;
		},
	): void {
		const minute = Math.floor(nowMs / minuteMs);
		if (minute === this.#minute) return;
		const startMs = this.#minute * minuteMs;
		this.#minute = minute;
		for (const [number, stream] of input.streams) {
			const counts = input.counts(number);
			const before = this.#before[number] ?? nothing;
			this.#before[number] = counts;
			const window = this.#windows[number];
			if (counts.seen === before.seen || window === undefined) continue;
			const found = Object.fromEntries(qualityRules.map((rule) => [rule, counts[rule] - before[rule]])) as Pick<
				WireMinute,
				(typeof qualityRules)[number]
			>;
			const entry: WireMinute = {
				...found,
				startMs,
				ticks: counts.seen - before.seen,
				dropped: counts.dropped - before.dropped,
				spreadMean: orNull(window.spreadMean),
				spreadMax: orNull(window.spreadMax),
				volatilityPpm: orNull(window.volatilityPpm),
			};
			const key = liveKeys.minutes(stream.tenantId, stream.instrumentId, stream.server);
			input.redis.zremrangebyscore(key, startMs, startMs);
			input.redis.zadd(key, startMs, JSON.stringify(entry));
			input.redis.zremrangebyrank(key, 0, -keptMinutes - 1);
		}
	}
}
