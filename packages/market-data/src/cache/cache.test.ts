import { once } from 'node:events';
import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CacheMemory, createCacheMemory, Streams, TickBatch, TickCacheReader, TickCacheWriter } from '../index.ts';
import { someTicks, testRegistry } from '../testing/arbitrary.ts';

describe('the cache in shared memory', () => {
	test.each([true, false])('has the last ticks of each stream (plain words: %s)', (plain) => {
		fc.assert(
			fc.property(someTicks({ trades: true }), fc.constantFrom(2, 8, 64), (ticks, window) => {
				const memory = createCacheMemory({ streams: 6, window });
				const streams = new Streams();
				const writer = new TickCacheWriter(memory, { registry: testRegistry(), streams, plain });
				const reader = new TickCacheReader(memory, { plain });
				writer.write(
					TickBatch.of(ticks),
					Uint32Array.from(ticks, ({ venueId, instrumentId }) => streams.of(venueId, instrumentId)),
				);
				for (const { stream, venue, symbol } of reader.streams()) {
					expect([['ALPHA', 'BETA'][streams.venueId(stream)], ['EURUSD', 'XAUUSD', 'USDJPY'][streams.instrumentId(stream)]]).toEqual([
						venue,
						symbol,
					]);
					const own = ticks
						.filter((tick) => streams.of(tick.venueId, tick.instrumentId) === stream)
						.map(({ venueId: _venue, instrumentId: _instrument, ...tick }) => tick);
					expect(reader.last(stream)).toEqual(own.at(-1));
					expect(reader.recent(stream, 1_000)).toEqual(own.slice(-(window - 1)));
					expect(reader.recent(stream, 1)).toEqual(own.slice(-1));
					expect(reader.find(venue, symbol)?.stream).toBe(stream);
				}
			}),
			{ numRuns: 50 },
		);
	});

	test.each([true, false])('another thread never sees half a tick, nor an older one after a newer (plain words: %s)', async (plain) => {
		// The smallest window: the writer comes round at every second tick.
		const memory = createCacheMemory({ streams: 2, window: 2 });
		const stop = new Int32Array(new SharedArrayBuffer(4));
		const worker = new Worker(resolve(import.meta.dirname, '../testing/cache-writer.ts'), {
			workerData: { memory: memory satisfies CacheMemory, plain, stop },
		});
		try {
			const reader = new TickCacheReader(memory, { plain });
			let [reads, changes, newest] = [0, 0, 0];
			const until = performance.now() + 3_000;
			while (changes < 10_000 && performance.now() < until) {
				if (reads++ % 10_000 === 0) await new Promise(setImmediate);
				const tick = reader.last(1);
				if (tick === undefined) continue;
				const values = Object.values(tick);
				if (!values.every((value) => value === tick.timeMs)) expect.fail(`a torn tick: ${values}`);
				if (tick.timeMs < newest) expect.fail(`${tick.timeMs} after ${newest}`);
				if (tick.timeMs > newest) changes += 1;
				newest = tick.timeMs;
			}
			expect(changes).toBeGreaterThan(100);
			expect(reader.find('BETA', 'USDJPY')).toMatchObject({ stream: 1, priceDigits: 5 });
		} finally {
			Atomics.store(stop, 0, 1);
			await once(worker, 'message');
			await worker.terminate();
		}
	});

	test('more streams than it was made for are refused with a word on what to do', () => {
		const streams = new Streams();
		const writer = new TickCacheWriter(createCacheMemory({ streams: 1, window: 2 }), { registry: testRegistry(), streams });
		streams.of(0, 0);
		streams.of(0, 1);
		expect(() => writer.write(new TickBatch(), new Uint32Array(0))).toThrow(/room for 1 streams.*make it larger/);
		expect(() => createCacheMemory({ streams: 1, window: 3 })).toThrow(/power of two/);
	});
});
