import { WireError } from './bytes.ts';
import { headerBytes } from './codec.ts';

export const maxFrameBytes = 1024 * 1024;

/** Cuts a byte stream into frames. Bytes of a frame that is not yet whole are kept for the next push. */
export class FrameReader {
	#pending: Uint8Array = new Uint8Array(0);

	/** @returns whole frames in order. @throws WireError on a length no frame has: the stream cannot be followed further, close it. */
	push(chunk: Uint8Array): Uint8Array[] {
		let bytes = chunk;
		if (this.#pending.length > 0) {
			bytes = new Uint8Array(this.#pending.length + chunk.length);
			bytes.set(this.#pending);
			bytes.set(chunk, this.#pending.length);
		}
		const frames: Uint8Array[] = [];
		let at = 0;
		while (bytes.length - at >= 4) {
			const length = new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0, true);
			if (length < headerBytes - 4 || length > maxFrameBytes) throw new WireError(`a frame of ${length} bytes`);
			if (bytes.length - at < 4 + length) break;
			frames.push(bytes.slice(at, at + 4 + length));
			at += 4 + length;
		}
		this.#pending = bytes.slice(at);
		return frames;
	}

	/** Bytes waiting for the rest of their frame. */
	get pendingBytes(): number {
		return this.#pending.length;
	}
}
