import { recordEntry, recordKey, recordMost, TickBatch } from '@meridian/market-data';
import type { ChainableCommander } from 'ioredis';
import type { LiveStream } from './streams.ts';

/** Gathers clean ticks by stream, and hands them on for the store with each flush. */
export class Recording {
	readonly #batches = new Map<number, TickBatch>();

	/** @param streams the number of each row's stream in the normaliser */
	add(batch: TickBatch, streams: Uint32Array): void {
		for (let row = 0; row < batch.length; row++) {
			const number = streams[row] ?? 0;
			const own = this.#batches.get(number) ?? new TickBatch(16);
			this.#batches.set(number, own);
			own.appendRows(batch, row, row + 1);
		}
	}

	flush(redis: ChainableCommander, streams: ReadonlyMap<number, LiveStream>): void {
		for (const [number, batch] of this.#batches) {
			const stream = streams.get(number);
			if (stream === undefined || batch.length === 0) continue;
			const { tenantId, server, symbol, priceDigits, qtyDigits } = stream;
			const entry = recordEntry({ tenantId, venue: server, instrument: symbol, priceDigits, qtyDigits }, batch);
			redis.xadd(recordKey, 'MAXLEN', '~', recordMost, '*', ...entry);
			batch.clear();
		}
	}
}
