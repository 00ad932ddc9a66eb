import {
	type Bar,
	columnsOver,
	type Gap,
	keptBars,
	keptGaps,
	liveKeys,
	liveSeries,
	Pipeline,
	parseBarSpec,
	type QualityCounts,
	TickBatch,
	type WireBar,
	type WireQuality,
	wireBar,
} from '@meridian/market-data';
import type { Logger } from '@meridian/telemetry';
import type { ChainableCommander, Redis } from 'ioredis';
import { Minutes } from './minutes.ts';
import type { TickMessage } from './outbox.ts';
import { Recording } from './recording.ts';
import { type LiveStream, LiveStreams } from './streams.ts';

/** A late tick changes bars that ended up to so long ago. */
const lateMs = 5_000;
/** A bar that no tick has closed is closed so long after its end. */
const graceMs = 1_000;

export type RoomOptions = {
	readonly redis: Redis;
	readonly log: Logger;
	readonly nowMs: () => number;
	/** Clean ticks, before their bars: for alerts. */
	readonly onTicks?: (batch: TickBatch, streams: Uint32Array) => void;
	readonly onStream?: (stream: LiveStream) => void;
};

/**
 * Live market data of the gateway, on the main thread: judges every tick of the terminals, makes bars, counts what was wrong, and puts all of it
 * into Redis under the tenant's own names. What is lost here is a chart, never an order.
 */
export class MarketRoom {
	readonly streams = new LiveStreams();
	readonly pipeline: Pipeline;
	readonly #options: RoomOptions;
	readonly #minutes: Minutes;
	readonly #recording = new Recording();
	readonly #sinceMs: number;
	/** The room's streams by their number in the normaliser. */
	readonly #byNumber = new Map<number, LiveStream>();
	/** Since the last flush: closed bars in order, streams that ticked, gaps. */
	#closed: { readonly stream: LiveStream; readonly bar: WireBar }[] = [];
	readonly #ticked = new Set<number>();
	#gaps: { readonly stream: LiveStream; readonly gap: Gap }[] = [];
	#work: Promise<void> = Promise.resolve();

	constructor(options: RoomOptions) {
		this.#options = options;
		this.#sinceMs = options.nowMs();
		this.#minutes = new Minutes(this.#sinceMs);
		this.pipeline = new Pipeline({
			registry: this.streams.registry,
			// As the order path does: no mark is made of a quote that is crossed or not positive.
			quality: { otherwise: { crossed: 'drop', nonPositive: 'drop' } },
			specs: liveSeries.map(parseBarSpec),
			lateMs,
			onBar: (bar, series, number) => {
				const stream = this.#byNumber.get(number);
				if (stream !== undefined) this.#closed.push({ stream, bar: wireOf(stream, bar, { series, closed: true }) });
			},
			onTicks: (batch, rows) => {
				for (let row = 0; row < batch.length; row++) this.#ticked.add(rows[row] ?? 0);
				this.#minutes.update(batch, rows);
				this.#recording.add(batch, rows);
				options.onTicks?.(batch, rows);
			},
		});
		this.pipeline.normaliser.onGap = (gap) => {
			const stream = this.streams.ofMarket(gap.venueId, gap.instrumentId);
			if (stream !== undefined) this.#gaps.push({ stream, gap });
		};
	}

	/** Takes what the engine thread sent, after what it sent before. Resolves when it is in the bars. */
	take(message: TickMessage, shard: number): Promise<void> {
		const taken = this.#work.then(async () => {
			for (const news of message.streams) await this.#open(this.streams.add(news, shard));
			const batch = new TickBatch(columnsOver(message.memory, { offset: 0, capacity: message.rows }));
			batch.length = message.rows;
			const { instrumentId, venueId } = batch.columns;
			for (let row = 0; row < message.rows; row++) {
				const stream = this.streams.get(shard, instrumentId[row] ?? 0);
				instrumentId[row] = stream?.marketInstrumentId ?? 0;
				venueId[row] = stream?.marketVenueId ?? 0;
			}
			this.pipeline.take(batch);
		});
		// One message that can't be taken must not hold up all that follow.
		this.#work = taken.catch(() => undefined);
		return taken;
	}

	/** Puts what has changed into Redis and tells subscribers. */
	async flush(): Promise<void> {
		await this.#work;
		const { redis, nowMs } = this.#options;
		this.pipeline.bars.closeUntil(nowMs() - graceMs);
		const pipeline = redis.pipeline();
		this.#recording.flush(pipeline, this.#byNumber);
		const news = this.#closed;
		this.#closed = [];
		for (const { stream, bar } of news) keep(pipeline, stream, bar);
		for (const number of this.#ticked) news.push(...this.#show(pipeline, number));
		this.#ticked.clear();
		for (const { stream, gap } of this.#gaps) {
			const key = liveKeys.gaps(stream.tenantId, stream.instrumentId, stream.server);
			pipeline.lpush(key, JSON.stringify({ fromMs: gap.fromMs, toMs: gap.toMs }));
			pipeline.ltrim(key, 0, keptGaps - 1);
		}
		this.#gaps = [];
		this.#minutes.turn(nowMs(), { redis: pipeline, streams: this.#byNumber, counts: (number) => this.counts(number) });
		for (const [tenantId, of] of Map.groupBy(news, ({ stream }) => stream.tenantId))
			pipeline.publish(liveKeys.barsChannel(tenantId), JSON.stringify(of.map(({ bar }) => bar)));
		if (pipeline.length > 0) await pipeline.exec();
	}

	counts(number: number): QualityCounts {
		return this.pipeline.normaliser.counters.of(number);
	}

	/** The bars in progress and the counts of a stream that ticked. */
	#show(redis: ChainableCommander, number: number): { stream: LiveStream; bar: WireBar }[] {
		const stream = this.#byNumber.get(number);
		if (stream === undefined) return [];
		const { tenantId, instrumentId, server } = stream;
		const quality: WireQuality = { ...this.counts(number), sinceMs: this.#sinceMs };
		redis.hset(liveKeys.quality(tenantId), `${instrumentId}:${server}`, JSON.stringify(quality));
		return liveSeries.flatMap((name, series) => {
			const current = this.pipeline.bars.current(series, number);
			if (current === undefined) return [];
			const bar = wireOf(stream, current, { series, closed: false });
			redis.hset(liveKeys.forming(tenantId), `${instrumentId}:${server}:${name}`, JSON.stringify(bar));
			return [{ stream, bar }];
		});
	}

	/** Goes on with the bars that the gateway before this one had in progress. */
	async #open(stream: LiveStream): Promise<void> {
		const number = this.pipeline.normaliser.streams.of(stream.marketVenueId, stream.marketInstrumentId);
		this.#byNumber.set(number, stream);
		this.#options.onStream?.(stream);
		const fields = liveSeries.map((name) => `${stream.instrumentId}:${stream.server}:${name}`);
		try {
			const texts = await this.#options.redis.hmget(liveKeys.forming(stream.tenantId), ...fields);
			for (const [series, text] of texts.entries()) {
				if (text === null) continue;
				const { closed: _closed, series: _series, venue: _venue, ...bar } = wireBar.parse(JSON.parse(text));
				this.pipeline.bars.addBar(series, number, { ...bar, instrumentId: stream.marketInstrumentId, venueId: stream.marketVenueId });
			}
		} catch (error) {
			this.#options.log.warn({ err: error, tenantId: stream.tenantId }, 'bars in progress could not be read; they begin anew');
		}
	}
}

function wireOf(stream: LiveStream, bar: Bar, input: { readonly series: number; readonly closed: boolean }): WireBar {
	const { instrumentId: _instrument, venueId: _venue, ...rest } = bar;
	const { instrumentId, server } = stream;
	return { ...rest, instrumentId, venue: server, series: liveSeries[input.series] ?? '', closed: input.closed };
}

/** A revision takes the place of the bar that it revises. */
function keep(redis: ChainableCommander, { tenantId, instrumentId }: LiveStream, bar: WireBar): void {
	const key = liveKeys.bars(tenantId, instrumentId, bar);
	redis.zremrangebyscore(key, bar.startMs, bar.startMs);
	redis.zadd(key, bar.startMs, JSON.stringify(bar));
	redis.zremrangebyrank(key, 0, -(bar.series.startsWith('1s') ? keptBars['1s'] : keptBars['1m']) - 1);
}
