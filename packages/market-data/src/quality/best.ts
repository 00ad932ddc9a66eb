import { qualityMask, type TickBatch, tickFlags } from '../tick/index.ts';

/** The best bid and offer of one instrument over its venues. They may come from different venues, and cross. */
export type BestQuote = {
	bid: number;
	ask: number;
	bidSize: number;
	askSize: number;
	bidVenueId: number;
	askVenueId: number;
	timeMs: number;
	timeNs: number;
};

type Quoted = { readonly venueId: number; bid: number; ask: number; bidSize: number; askSize: number; timeMs: number };

/**
 * Keeps the best bid and offer across venues. A quote that a rule flagged is taken off the book until its venue quotes again, and a venue
 * that has been silent for `maxAgeMs` by the instrument's own stamps does not count.
 */
export class BestQuotes {
	readonly #byInstrument: { best: BestQuote; venues: Quoted[] }[] = [];
	readonly #maxAgeMs: number;
	readonly #venueId: number;
	/** How many times a best bid stood above a best ask. */
	crossedCount = 0;

	/** @param input venueId the id under which the composite's ticks are written */
	constructor(input: { readonly venueId: number; readonly maxAgeMs: number }) {
		this.#maxAgeMs = input.maxAgeMs;
		this.#venueId = input.venueId;
	}

	of(instrumentId: number): Readonly<BestQuote> | undefined {
		return this.#byInstrument[instrumentId]?.best;
	}

	/** Appends a tick to `out` for each change of the best. */
	update(batch: TickBatch, out?: TickBatch): void {
		const { columns, length } = batch;
		for (let row = 0; row < length; row++) {
			const flags = columns.flags[row] ?? 0;
			if ((flags & tickFlags.quote) === 0) continue;
			const instrumentId = columns.instrumentId[row] ?? 0;
			const venueId = columns.venueId[row] ?? 0;
			let entry = this.#byInstrument[instrumentId];
			if (entry === undefined) {
				entry = { best: { bid: 0, ask: 0, bidSize: 0, askSize: 0, bidVenueId: 0, askVenueId: 0, timeMs: 0, timeNs: 0 }, venues: [] };
				this.#byInstrument[instrumentId] = entry;
			}
			let quoted = entry.venues.find((other) => other.venueId === venueId);
			if (quoted === undefined) {
				quoted = { venueId, bid: 0, ask: 0, bidSize: 0, askSize: 0, timeMs: 0 };
				entry.venues.push(quoted);
			}
			const usable = (flags & qualityMask & ~(tickFlags.gap | tickFlags.duplicate)) === 0;
			quoted.bid = usable ? (columns.bid[row] ?? 0) : 0;
			quoted.ask = usable ? (columns.ask[row] ?? 0) : 0;
			quoted.bidSize = columns.bidSize[row] ?? 0;
			quoted.askSize = columns.askSize[row] ?? 0;
			quoted.timeMs = columns.timeMs[row] ?? 0;
			if (!this.#choose(entry.best, entry.venues, quoted.timeMs)) continue;
			const { best } = entry;
			best.timeMs = quoted.timeMs;
			best.timeNs = columns.timeNs[row] ?? 0;
			if (best.bid > best.ask && best.ask > 0) this.crossedCount += 1;
			if (out !== undefined && best.bid > 0 && best.ask > 0) this.#write(out, instrumentId, best);
		}
	}

	/** @returns whether the best changed */
	#choose(best: BestQuote, venues: readonly Quoted[], nowMs: number): boolean {
		let bid: Quoted | undefined;
		let ask: Quoted | undefined;
		for (const quoted of venues) {
			if (nowMs - quoted.timeMs > this.#maxAgeMs) continue;
			if (quoted.bid > 0 && (bid === undefined || quoted.bid > bid.bid)) bid = quoted;
			if (quoted.ask > 0 && (ask === undefined || quoted.ask < ask.ask)) ask = quoted;
		}
		const [bidPrice, askPrice] = [bid?.bid ?? 0, ask?.ask ?? 0];
		const [bidSize, askSize] = [bid?.bidSize ?? 0, ask?.askSize ?? 0];
		const same = best.bid === bidPrice && best.ask === askPrice && best.bidSize === bidSize && best.askSize === askSize;
		if (same && best.bidVenueId === (bid?.venueId ?? 0) && best.askVenueId === (ask?.venueId ?? 0)) return false;
		Object.assign(best, { bid: bidPrice, ask: askPrice, bidSize, askSize, bidVenueId: bid?.venueId ?? 0, askVenueId: ask?.venueId ?? 0 });
		return true;
	}

	#write(out: TickBatch, instrumentId: number, best: BestQuote): void {
		const row = out.add();
		out.columns.instrumentId[row] = instrumentId;
		out.columns.venueId[row] = this.#venueId;
		out.columns.timeMs[row] = best.timeMs;
		out.columns.timeNs[row] = best.timeNs;
		out.columns.bid[row] = best.bid;
		out.columns.ask[row] = best.ask;
		out.columns.bidSize[row] = best.bidSize;
		out.columns.askSize[row] = best.askSize;
		out.columns.flags[row] = tickFlags.quote;
	}
}
