import type { InstrumentConfig } from '@meridian/core';
import { columnsOver, TickBatch, tickBytes, tickFlags, unitsOfDouble } from '@meridian/market-data';
import type { AccountPlace } from '../venue/symbols.ts';

/** What one terminal said, before anything is judged. Doubles as it sent them; times in UTC. */
export type RawTick = {
	readonly instrument: InstrumentConfig;
	readonly bid: number;
	readonly ask: number;
	readonly last: number;
	/** MT5's TICK_FLAG bits. */
	readonly flags: number;
	readonly venueAtMs: number;
};

/** A tenant's instrument at one broker's server. */
export type StreamNews = {
	readonly stream: number;
	readonly tenantId: number;
	readonly server: string;
	readonly instrumentId: number;
	readonly symbol: string;
	readonly priceDigits: number;
	readonly qtyDigits: number;
};
/** Ticks of all tenants in columns; the stream stands in the place of the instrument. The memory goes with the message. */
export type TickMessage = {
	readonly streams: readonly StreamNews[];
	readonly rows: number;
	readonly memory: ArrayBuffer;
	/** What the outbox did not take, since it was made. */
	readonly unfit: number;
	readonly overflowed: number;
};

type Stream = { readonly number: number; accountId: number; spokeAtMs: number };

/** Of several terminals of a tenant at one server, the first to speak counts until it has been silent for so long. */
const silentMs = 10_000;
/** Beyond this the main thread does not keep up, and ticks are counted and left: the order path comes first. */
const mostRows = 200_000;
const mt5Last = 8;

/**
 * Every tick of the terminals, on its way from the engine thread to the room where it is judged and made into bars. Here it costs a row of a
 * table: nothing is decided, nothing waits, and the engine and its journal know nothing of it.
 */
export class TickOutbox {
	/** Ticks whose prices are no whole number of the instrument's units, and ticks for which there was no room. */
	unfit = 0;
	overflowed = 0;
	readonly #batch = new TickBatch(1_024);
	readonly #streams = new Map<string, Stream>();
	/** The same by place, without making a key for every tick. */
	readonly #byPlace = new WeakMap<AccountPlace, Map<number, Stream>>();
	#news: StreamNews[] = [];
	/** The last one again: ticks come many of one symbol after the other. */
	#last: { readonly place: AccountPlace; readonly instrument: InstrumentConfig; readonly stream: Stream } | undefined;

	add(place: AccountPlace, tick: RawTick, nowMs: number): void {
		const { instrument } = tick;
		if (this.#last?.place !== place || this.#last.instrument !== instrument) {
			const stream = this.#byPlace.get(place)?.get(instrument.instrumentId) ?? this.#open(place, instrument);
			this.#last = { place, instrument, stream };
		}
		const { stream } = this.#last;
		const { accountId } = place.account;
		if (stream.accountId !== accountId && nowMs - stream.spokeAtMs < silentMs) return;
		stream.accountId = accountId;
		stream.spokeAtMs = nowMs;
		const isTrade = (tick.flags & mt5Last) !== 0;
		const bid = unitsOfDouble(tick.bid, instrument.priceDigits);
		const ask = unitsOfDouble(tick.ask, instrument.priceDigits);
		const last = isTrade ? unitsOfDouble(tick.last, instrument.priceDigits) : 0;
		if (bid === undefined || ask === undefined || last === undefined) {
			this.unfit += 1;
			return;
		}
		if (this.#batch.length >= mostRows) {
			this.overflowed += 1;
			return;
		}
		const row = this.#batch.add();
		const { columns } = this.#batch;
		columns.instrumentId[row] = stream.number;
		columns.timeMs[row] = tick.venueAtMs;
		columns.receivedMs[row] = nowMs;
		columns.bid[row] = bid;
		columns.ask[row] = ask;
		columns.last[row] = last;
		columns.flags[row] = tickFlags.quote | (isTrade ? tickFlags.trade : 0);
	}

	/** What has come since the last time; undefined where nothing has. */
	flush(): TickMessage | undefined {
		const rows = this.#batch.length;
		if (rows === 0) return undefined;
		const memory = new ArrayBuffer(rows * tickBytes);
		const copy = new TickBatch(columnsOver(memory, { offset: 0, capacity: rows }));
		copy.appendRows(this.#batch);
		this.#batch.clear();
		const streams = this.#news;
		this.#news = [];
		return { streams, rows, memory, unfit: this.unfit, overflowed: this.overflowed };
	}

	#open(place: AccountPlace, instrument: InstrumentConfig): Stream {
		const { tenantId, account } = place;
		const { instrumentId, symbol, priceDigits, qtyDigits } = instrument;
		const key = `${tenantId}:${account.server}:${instrumentId}:${priceDigits}:${qtyDigits}`;
		let stream = this.#streams.get(key);
		if (stream === undefined) {
			stream = { number: this.#streams.size, accountId: account.accountId, spokeAtMs: 0 };
			this.#streams.set(key, stream);
			this.#news.push({ stream: stream.number, tenantId, server: account.server, instrumentId, symbol, priceDigits, qtyDigits });
		}
		const byInstrument = this.#byPlace.get(place) ?? new Map<number, Stream>();
		byInstrument.set(instrumentId, stream);
		this.#byPlace.set(place, byInstrument);
		return stream;
	}
}
