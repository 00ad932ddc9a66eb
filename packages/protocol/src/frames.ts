import { WireError } from './bytes.ts';
import { headerBytes, maxFrameBytes } from './format.ts';

const smallestLength = headerBytes - 4;
const nothing = new Uint8Array(0);

/** Cuts a byte stream into frames. A frame that comes in many pieces is gathered in a buffer of its own size, each piece copied once. */
export class FrameReader {
	#pending: Uint8Array = nothing;
	#used = 0;

	/** @returns whole frames in order. @throws WireError on a length no frame has: the stream cannot be followed further, close it. */
	push(chunk: Uint8Array): Uint8Array[] {
		const frames: Uint8Array[] = [];
		let at = 0;
		while (at < chunk.length) {
			if (this.#used === 0 && chunk.length - at >= 4) {
				const size = frameBytes(chunk, at);
				if (chunk.length - at >= size) {
					frames.push(chunk.slice(at, at + size));
					at += size;
					continue;
				}
			}
			at = this.#gather(chunk, at);
			if (this.#used < 4 || this.#used < this.#pending.length) continue;
			frames.push(this.#pending);
			this.#pending = nothing;
			this.#used = 0;
		}
		return frames;
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
	const length = new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0, true);
	if (length < smallestLength) throw new WireError('MALFORMED', `a frame of ${length} bytes`);
	if (length > maxFrameBytes) throw new WireError('OVERSIZED', `a frame of ${length} bytes; ${maxFrameBytes} is the most`);
	return 4 + length;
}
