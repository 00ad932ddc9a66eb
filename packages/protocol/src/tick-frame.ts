import { headerBytes } from './format.ts';
import { terminalProtocol } from './schema/terminal.ts';

const idAt = 4;
const { id } = terminalProtocol.Tick;
/** After the symbol: time, bid, ask, last, flags. */
const figuresBytes = 8 + 3 * 8 + 4;
const twoTo32 = 0x1_0000_0000;

/**
 * A Tick read where it lies, into the same object each time: a terminal sends hundreds of thousands of ticks for each of everything else, and a message and its
 * parts made for every one is most of what such a tick costs. Whatever is no Tick, or not as long as a Tick is, is left to the codec.
 */
export class TickFrame {
	/** Where the symbol lies, in UTF-8. */
	symbolAt = 0;
	symbolEnd = 0;
	/** Exact up to 2^53. */
	timeMs = 0;
	bid = 0;
	ask = 0;
	last = 0;
	flags = 0;
	#view: DataView = new DataView(new ArrayBuffer(0));

	/** @returns false where the frame from `at` to before `end` is none: nothing here is of it then. */
	read(bytes: Uint8Array, at: number, end: number): boolean {
		const symbolAt = at + headerBytes + 2;
		if (bytes[at + idAt] !== id || end - symbolAt < figuresBytes) return false;
		const symbolEnd = symbolAt + ((bytes[symbolAt - 2] ?? 0) | ((bytes[symbolAt - 1] ?? 0) << 8));
		if (symbolEnd + figuresBytes !== end) return false;
		if (this.#view.buffer !== bytes.buffer) this.#view = new DataView(bytes.buffer);
		const view = this.#view;
		const from = bytes.byteOffset + symbolEnd;
		this.symbolAt = symbolAt;
		this.symbolEnd = symbolEnd;
		this.timeMs = view.getUint32(from + 4, true) * twoTo32 + view.getUint32(from, true);
		this.bid = view.getFloat64(from + 8, true);
		this.ask = view.getFloat64(from + 16, true);
		this.last = view.getFloat64(from + 24, true);
		this.flags = view.getUint32(from + 32, true);
		return true;
	}
}
