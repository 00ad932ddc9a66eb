/** So long is what stands before a message of so many bytes. */
const startBytes = (length: number): number => (length < 126 ? 2 : length < 65_536 ? 4 : 10);

/** @returns where the message begins */
function writeStart(frame: Buffer, at: number, length: number): number {
	frame[at] = 0x81;
	if (length < 126) frame[at + 1] = length;
	else if (length < 65_536) {
		frame[at + 1] = 126;
		frame.writeUInt16BE(length, at + 2);
	} else {
		frame[at + 1] = 127;
		frame.writeBigUInt64BE(BigInt(length), at + 2);
	}
	return at + startBytes(length);
}

/** A text message of the server as RFC 6455 frames it: whole, not masked. */
export function textFrame(parts: readonly Buffer[]): Buffer {
	const length = parts.reduce((sum, part) => sum + part.length, 0);
	const frame = Buffer.allocUnsafe(startBytes(length) + length);
	let at = writeStart(frame, 0, length);
	for (const part of parts) at += part.copy(frame, at);
	return frame;
}

/**
 * What stands before an operation's results, for the socket that gave it that id. A string, since ten thousand are kept: a small buffer would keep the
 * large one that it is a part of.
 */
export const nextHead = (id: string): string => `{"id":${JSON.stringify(id)},"type":"next","payload":`;
/** Before a result there is room for so long a head and its frame's own; whose id is longer gets frames of its own. */
const roomBytes = 160;

/**
 * A result as text, made once for all who get it: of each only the id differs. It is written before the text, in the same memory for one after another,
 * since the system takes what it is given at once, nearly always.
 */
export class ResultText {
	/** Room, the result, and what ends the message. */
	#memory: Buffer;
	#last: { readonly head: string; readonly frame: Buffer } | null = null;

	/** @param json the result */
	constructor(json: string) {
		const length = Buffer.byteLength(json);
		this.#memory = Buffer.allocUnsafe(roomBytes + length + 1);
		this.#memory.write(json, roomBytes);
		this.#memory[roomBytes + length] = 0x7d;
	}

	/**
	 * A frame that holds until the next one is asked for: who has not written it whole by then says so with `keep`.
	 * @param head of nextHead
	 */
	frame(head: string): Buffer {
		if (this.#last?.head === head) return this.#last.frame;
		const headBytes = Buffer.byteLength(head);
		const length = headBytes + this.#memory.length - roomBytes;
		const from = roomBytes - headBytes - startBytes(length);
		if (from < 0) return this.ownFrame(head);
		writeStart(this.#memory, from, length);
		this.#memory.write(head, roomBytes - headBytes);
		const frame = this.#memory.subarray(from);
		this.#last = { head, frame };
		return frame;
	}

	/** The last frame is not written whole yet: its memory stays as it is. */
	keep(): void {
		this.#last = null;
		this.#memory = Buffer.from(this.#memory);
	}

	/** A frame in memory of its own. */
	ownFrame(head: string): Buffer {
		return textFrame([Buffer.from(head), this.#memory.subarray(roomBytes)]);
	}
}
