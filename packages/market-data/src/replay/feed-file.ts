import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { type Registry, type TickBatch, textOfUnits, tickFlags } from '../tick/index.ts';

/** Writes quotes as the emulated terminals play them (`SYMBOL,timeMs,bid,ask`): the way of a recording into a gateway. */
export class FeedFile {
	readonly #file: string;
	readonly #registry: Registry;
	readonly #stream;
	quotes = 0;

	constructor(file: string, registry: Registry) {
		this.#file = file;
		this.#registry = registry;
		this.#stream = createWriteStream(`${file}.new`);
	}

	async add(batch: TickBatch): Promise<void> {
		let text = '';
		for (const { instrumentId, timeMs, bid, ask, flags } of batch) {
			if ((flags & tickFlags.quote) === 0) continue;
			const { symbol, priceDigits } = this.#registry.instrumentInfo(instrumentId);
			text += `${symbol},${timeMs},${textOfUnits(bid, priceDigits)},${textOfUnits(ask, priceDigits)}\n`;
			this.quotes++;
		}
		if (!this.#stream.write(text)) await once(this.#stream, 'drain');
	}

	/** The file appears whole. */
	async close(): Promise<void> {
		this.#stream.end();
		await finished(this.#stream);
		await rename(`${this.#file}.new`, this.#file);
	}
}
