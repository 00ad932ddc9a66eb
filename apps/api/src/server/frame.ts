/** A text message of the server as RFC 6455 frames it: whole, not masked. */
export function textFrame(parts: readonly Buffer[]): Buffer {
	const length = parts.reduce((sum, part) => sum + part.length, 0);
	const headLength = length < 126 ? 2 : length < 65_536 ? 4 : 10;
	const frame = Buffer.allocUnsafe(headLength + length);
	frame[0] = 0x81;
	if (headLength === 2) frame[1] = length;
	else if (headLength === 4) {
		frame[1] = 126;
		frame.writeUInt16BE(length, 2);
	} else {
		frame[1] = 127;
		frame.writeBigUInt64BE(BigInt(length), 2);
	}
	let at = headLength;
	for (const part of parts) at += part.copy(frame, at);
	return frame;
}

/**
 * What stands before an operation's results, for the socket that gave it that id. A string, since ten thousand are kept: a small buffer would keep the
 * large one that it is a part of.
 */
export const nextHead = (id: string): string => `{"id":${JSON.stringify(id)},"type":"next","payload":`;
const tail = Buffer.from('}');

/** A result as text, made once for all who get it; of each only the id differs, and many have the same. */
export class ResultText {
	readonly #body: Buffer;
	#last: { readonly head: string; readonly frame: Buffer } | null = null;

	/** @param json the result */
	constructor(json: string) {
		this.#body = Buffer.from(json);
	}

	/** @param head of nextHead */
	frame(head: string): Buffer {
		if (this.#last?.head !== head) this.#last = { head, frame: textFrame([Buffer.from(head), this.#body, tail]) };
		return this.#last.frame;
	}
}
