import { headerBytes, maxFrameBytes, terminalProtocol, WireError } from '@meridian/protocol';
import { pow10, type Registry, type TickBatch, tickFlags } from '../tick/index.ts';
import { SymbolTable } from './symbol-table.ts';

/** MT5's TICK_FLAG bits. A terminal sends all prices with every tick; the flags say which changed. */
const mt5 = { bid: 2, ask: 4, last: 8, buy: 32, sell: 64 } as const;
/** Fields of a Tick frame after its symbol: time, bid, ask, last, flags. */
const fieldBytes = 8 + 3 * 8 + 4;
const twoTo32 = 2 ** 32;
const nothing = new Uint8Array(0);

/**
 * Terminals' Tick frames straight into columns, without an object for each. The generic codec decodes the same frames, twenty times slower;
 * a test holds the two together. Frames of other kinds are handed on.
 */
export class TerminalTicks {
	/** Ticks of symbols that are not in the list, and prices that are no whole number of the instrument's units: neither is taken. */
	unknownSymbols = 0;
	unfitPrices = 0;
	onOther: (frame: Uint8Array) => void = () => undefined;
	readonly #venueId: number;
	readonly #symbols = new SymbolTable();
	readonly #scales: number[] = [];
	#offsetMs = 0;
	/** The beginning of a frame whose rest has not come. */
	#rest: Uint8Array = nothing;

	/** @param input symbols by the broker's name: ids of the registry; offsetMs what the broker's clock is ahead of UTC */
	constructor(
		registry: Registry,
		input: { readonly venueId: number; readonly symbols: ReadonlyMap<string, number>; readonly offsetMs: number },
	) {
		this.#venueId = input.venueId;
		this.#offsetMs = input.offsetMs;
		for (const [symbol, instrumentId] of input.symbols) {
			this.#symbols.set(symbol, instrumentId);
			this.#scales[instrumentId] = pow10(registry.instrumentInfo(instrumentId).priceDigits);
		}
	}

	/**
	 * Appends the ticks of all frames that end in this piece of the stream. The piece is not kept.
	 * @param input receivedMs our clock. @throws WireError on a length that no frame has: the stream can't be followed further
	 */
	push(piece: Uint8Array, batch: TickBatch, input: { readonly receivedMs: number }): void {
		const begun = this.#finish(piece, batch, input.receivedMs);
		const taken = begun + this.#frames(begun === 0 ? piece : piece.subarray(begun), batch, input.receivedMs);
		// #finish stops only where the beginning is whole or the piece is used up.
		if (taken < piece.length) this.#rest = copyOf(piece, taken, piece.length);
	}

	/** The frame whose beginning came with an earlier piece. @returns how much of this piece belongs to it */
	#finish(piece: Uint8Array, batch: TickBatch, receivedMs: number): number {
		let used = 0;
		while (this.#rest.length > 0 && used < piece.length) {
			const needed = this.#rest.length < 4 ? 4 : 4 + new DataView(this.#rest.buffer, this.#rest.byteOffset).getUint32(0, true);
			const more = piece.subarray(used, used + needed - this.#rest.length);
			const frame = joined(this.#rest, more);
			used += more.length;
			this.#rest = this.#frames(frame, batch, receivedMs) === frame.length ? nothing : frame;
		}
		return used;
	}

	/** @returns the bytes of the whole frames at the beginning */
	#frames(bytes: Uint8Array, batch: TickBatch, receivedMs: number): number {
		const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		let at = 0;
		while (bytes.length - at >= 4) {
			const length = view.getUint32(at, true);
			if (length < headerBytes - 4) throw new WireError('MALFORMED', `a frame of ${length} bytes`);
			if (length > maxFrameBytes) throw new WireError('OVERSIZED', `a frame of ${length} bytes; ${maxFrameBytes} is the most`);
			const end = at + 4 + length;
			if (end > bytes.length) break;
			if (bytes[at + 4] === terminalProtocol.Tick.id) this.#take(bytes, view, { at: at + headerBytes, end, batch, receivedMs });
			else this.onOther(copyOf(bytes, at, end));
			at = end;
		}
		return at;
	}

	#take(bytes: Uint8Array, view: DataView, input: { at: number; end: number; batch: TickBatch; receivedMs: number }): void {
		const { at, end, batch, receivedMs } = input;
		const fields = at + 2 + (end - at >= 2 ? view.getUint16(at, true) : 0);
		if (fields + fieldBytes !== end) throw new WireError('MALFORMED', 'a Tick frame whose length is not that of its fields');
		const instrumentId = this.#symbols.get(bytes, at + 2, fields);
		if (instrumentId < 0) {
			this.unknownSymbols += 1;
			return;
		}
		const scale = this.#scales[instrumentId] ?? 1;
		const bid = units(view.getFloat64(fields + 8, true), scale);
		const ask = units(view.getFloat64(fields + 16, true), scale);
		const last = units(view.getFloat64(fields + 24, true), scale);
		if (Number.isNaN(bid + ask + last)) {
			this.unfitPrices += 1;
			return;
		}
		const changed = view.getUint32(fields + 32, true);
		const isTrade = (changed & mt5.last) !== 0;
		const row = batch.add();
		const { columns } = batch;
		columns.instrumentId[row] = instrumentId;
		columns.venueId[row] = this.#venueId;
		columns.timeMs[row] = view.getUint32(fields + 4, true) * twoTo32 + view.getUint32(fields, true) - this.#offsetMs;
		columns.receivedMs[row] = receivedMs;
		columns.bid[row] = bid;
		columns.ask[row] = ask;
		columns.last[row] = isTrade ? last : 0;
		columns.flags[row] =
			((changed & (mt5.bid | mt5.ask)) !== 0 || !isTrade ? tickFlags.quote : 0) |
			(isTrade ? tickFlags.trade : 0) |
			((changed & mt5.buy) !== 0 ? tickFlags.buy : 0) |
			((changed & mt5.sell) !== 0 ? tickFlags.sell : 0);
	}
}

/** As `unitsOfDouble`: NaN for what is no whole number of units, so that three prices are tested at once. */
function units(value: number, scale: number): number {
	const scaled = value * scale;
	const rounded = Math.floor(scaled + 0.5);
	return Math.abs(scaled - rounded) <= 1e-3 && rounded <= Number.MAX_SAFE_INTEGER && rounded >= -Number.MAX_SAFE_INTEGER
		? rounded
		: Number.NaN;
}

/** A Buffer's own slice would share its memory. */
const copyOf = (bytes: Uint8Array, from: number, to: number): Uint8Array => new Uint8Array(bytes.subarray(from, to));

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
	const both = new Uint8Array(a.length + b.length);
	both.set(a);
	both.set(b, a.length);
	return both;
}
