import { WireError } from './bytes.ts';
import { headerBytes, maxFrameBytes } from './format.ts';

const smallestLength = headerBytes - 4;
const nothing = new Uint8Array(0);

/** Cuts a byte stream into frames. A frame that comes in many pieces is gathered in a buffer of its own size, each piece copied once. */
export class FrameReader {
	#pending: Uint8Array = nothing;
	#used = 0;

	/** @returns whole frames in order: copies, but of a Buffer views. @throws as each() does */
	push(chunk: Uint8Array): Uint8Array[] {
		const frames: Uint8Array[] = [];
		this.each(chunk, (bytes, at, end) => {
			frames.push(bytes === chunk ? bytes.slice(at, end) : bytes);
		});
		return frames;
	}

	/**
	 * Tells each whole frame in order where it lies, from `at` to before `end`: nothing is made for it, and the bytes are valid during the call only.
	 * @throws WireError on a length no frame has, after the frames before it: the stream cannot be followed further, close it. And whatever `visit` throws.
	 */
	each(chunk: Uint8Array, visit: (bytes: Uint8Array, at: number, end: number) => void): void {
		let at = 0;
		while (at < chunk.length) {
			if (this.#used === 0 && chunk.length - at >= 4) {
				const end = at + frameBytes(chunk, at);
				if (end <= chunk.length) {
					const from = at;
					at = end;
					visit(chunk, from, end);
					continue;
				}
			}
			at = this.#gather(chunk, at);
			if (this.#used < 4 || this.#used < this.#pending.length) continue;
			const frame = this.#pending;
			this.#pending = nothing;
			this.#used = 0;
			visit(frame, 0, frame.length);
		}
	}

	/** Bytes waiting for the rest of their frame. */
	get pendingBytes(): number {
		return this.#used;
	}

	/** First the four bytes of the length, then the rest. */
	#gather(chunk: Uint8Array, at: number): number {
		if (this.#used < 4) this.#reserve(4);
		else this.#reserve(frameBytes(this.#pending, 0));
		const taken = Math.min(this.#pending.length - this.#used, chunk.length - at);
		this.#pending.set(chunk.subarray(at, at + taken), this.#used);
		this.#used += taken;
		if (this.#used === 4) this.#reserve(frameBytes(this.#pending, 0));
		return at + taken;
	}

	#reserve(size: number): void {
		if (this.#pending.length === size) return;
		const grown = new Uint8Array(size);
		grown.set(this.#pending.subarray(0, this.#used));
		this.#pending = grown;
	}
}

function frameBytes(bytes: Uint8Array, at: number): number {
	const length = ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0;
	if (length < smallestLength) throw new WireError('MALFORMED', `a frame of ${length} bytes`);
	if (length > maxFrameBytes) throw new WireError('OVERSIZED', `a frame of ${length} bytes; ${maxFrameBytes} is the most`);
	return 4 + length;
}
