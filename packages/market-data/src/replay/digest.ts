import { createHash } from 'node:crypto';
import type { Registry, TickBatch } from '../tick/index.ts';

/** One hash over ticks by name, time, prices, sizes and flags: two streams with the same hash were the same, however they were cut. */
export class TickDigest {
	readonly #hash = createHash('sha256');
	readonly #registry: Registry;
	ticks = 0;

	constructor(registry: Registry) {
		this.#registry = registry;
	}

	add(batch: TickBatch): void {
		const lines: string[] = [];
		for (const tick of batch) {
			const { symbol } = this.#registry.instrumentInfo(tick.instrumentId);
			const { venue } = this.#registry.venueInfo(tick.venueId);
			const { timeMs, timeNs, receivedMs, receivedNs, bid, ask, last, bidSize, askSize, lastSize, flags } = tick;
			lines.push(
				`${venue},${symbol},${timeMs},${timeNs},${receivedMs},${receivedNs},${bid},${ask},${last},${bidSize},${askSize},${lastSize},${flags}\n`,
			);
		}
		this.#hash.update(lines.join(''));
		this.ticks += batch.length;
	}

	hex(): string {
		return this.#hash.copy().digest('hex');
	}
}
