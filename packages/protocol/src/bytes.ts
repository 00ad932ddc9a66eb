/** TRUNCATED: the frame ends inside a field. OVERSIZED: longer than a frame may be. MALFORMED: anything else that the schema does not know. UNENCODABLE: a value that does not fit its wire type. */
export type WireFault = 'TRUNCATED' | 'OVERSIZED' | 'MALFORMED' | 'UNENCODABLE';

/** Bytes that do not fit the schema, or a value that does not fit the wire. */
export class WireError extends Error {
	override readonly name = 'WireError';
	readonly fault: WireFault;
	constructor(fault: WireFault, message: string) {
		super(message);
		this.fault = fault;
	}
}

const twoTo32 = 0x1_0000_0000;
/** Most texts are short and ASCII: for those the way through TextEncoder costs more than the copying. */
const shortText = 40;
const ascii = Array.from({ length: 0x80 }, (_, code) => String.fromCharCode(code));
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

function decodeText(bytes: Uint8Array): string {
	try {
		return decoder.decode(bytes);
	} catch {
		throw new WireError('MALFORMED', 'text that is not UTF-8');
	}
}

/** Grows as it is written. Little-endian. */
export class ByteWriter {
	#bytes = new Uint8Array(256);
	#view = new DataView(this.#bytes.buffer);
	#used = 0;

	uint(value: number, size: 1 | 2 | 4): void {
		const largest = size === 1 ? 0xff : size === 2 ? 0xffff : 0xffff_ffff;
		if (!Number.isInteger(value) || value < 0 || value > largest) throw new WireError('UNENCODABLE', `${value} does not fit u${8 * size}`);
		const at = this.#take(size);
		if (size === 1) this.#view.setUint8(at, value);
		else if (size === 2) this.#view.setUint16(at, value, true);
		else this.#view.setUint32(at, value, true);
	}

	u64(value: bigint): void {
		if (BigInt.asUintN(64, value) !== value) throw new WireError('UNENCODABLE', `${value} does not fit u64`);
		const at = this.#take(8);
		this.#view.setBigUint64(at, value, true);
	}

	int(value: number): void {
		if (!Number.isSafeInteger(value)) throw new WireError('UNENCODABLE', `${value} is not a safe integer`);
		const at = this.#take(8);
		const high = Math.floor(value / twoTo32);
		this.#view.setUint32(at, value - high * twoTo32, true);
		this.#view.setInt32(at + 4, high, true);
	}

	f64(value: number): void {
		const at = this.#take(8);
		this.#view.setFloat64(at, value, true);
	}

	bytes(value: Uint8Array): void {
		if (value.length > 0xffff) throw new WireError('UNENCODABLE', `${value.length} bytes do not fit`);
		this.uint(value.length, 2);
		const at = this.#take(value.length); // may grow the buffer, so it comes first
		this.#bytes.set(value, at);
	}

	str(value: string): void {
		const length = value.length;
		if (length > shortText) return this.bytes(encoder.encode(value));
		const start = this.#used;
		this.uint(length, 2);
		const at = this.#take(length);
		for (let i = 0; i < length; i++) {
			const code = value.charCodeAt(i);
			if (code > 0x7f) {
				this.#used = start;
				return this.bytes(encoder.encode(value));
			}
			this.#bytes[at + i] = code;
		}
	}

	text(value: string): void {
		const bytes = encoder.encode(value);
		this.uint(bytes.length, 4);
		const at = this.#take(bytes.length);
		this.#bytes.set(bytes, at);
	}

	/** Begins anew, in the memory it has. */
	reset(): void {
		this.#used = 0;
	}

	/** What was written, with its length (of all but itself) in the first four bytes. */
	frame(): Uint8Array {
		this.#view.setUint32(0, this.#used - 4, true);
		return this.#bytes.slice(0, this.#used);
	}

	#take(size: number): number {
		const at = this.#used;
		this.#used += size;
		if (this.#used > this.#bytes.length) {
			const grown = new Uint8Array(Math.max(this.#used, this.#bytes.length * 2));
			grown.set(this.#bytes.subarray(0, at));
			this.#bytes = grown;
			this.#view = new DataView(grown.buffer);
		}
		return at;
	}
}

/** Reads within its bytes and never beyond. */
export class ByteReader {
	readonly #bytes: Uint8Array;
	readonly #view: DataView;
	#at = 0;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
		this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	}

	get left(): number {
		return this.#bytes.length - this.#at;
	}

	uint(size: 1 | 2 | 4): number {
		const at = this.#take(size);
		return size === 1 ? this.#view.getUint8(at) : size === 2 ? this.#view.getUint16(at, true) : this.#view.getUint32(at, true);
	}

	u64(): bigint {
		return this.#view.getBigUint64(this.#take(8), true);
	}

	int(): number {
		const at = this.#take(8);
		const value = this.#view.getInt32(at + 4, true) * twoTo32 + this.#view.getUint32(at, true);
		if (!Number.isSafeInteger(value)) throw new WireError('MALFORMED', 'an integer beyond 2^53');
		return value;
	}

	f64(): number {
		return this.#view.getFloat64(this.#take(8), true);
	}

	bool(): boolean {
		const value = this.uint(1);
		if (value > 1) throw new WireError('MALFORMED', `${value} is no boolean`);
		return value === 1;
	}

	bytes(): Uint8Array {
		const length = this.uint(2);
		const at = this.#take(length);
		return this.#bytes.slice(at, at + length);
	}

	str(): string {
		const length = this.uint(2);
		const start = this.#take(length);
		if (length <= shortText && this.#isAscii(start, start + length)) {
			let text = '';
			for (let i = start; i < start + length; i++) text += ascii[this.#bytes[i] ?? 0];
			return text;
		}
		return decodeText(this.#bytes.subarray(start, start + length));
	}

	text(): string {
		const length = this.uint(4);
		const start = this.#take(length);
		return decodeText(this.#bytes.subarray(start, start + length));
	}

	#isAscii(from: number, to: number): boolean {
		let all = 0;
		for (let i = from; i < to; i++) all |= this.#bytes[i] ?? 0;
		return all < 0x80;
	}

	#take(size: number): number {
		const at = this.#at;
		if (at + size > this.#bytes.length)
			throw new WireError('TRUNCATED', `truncated: ${size} bytes wanted at ${at} of ${this.#bytes.length}`);
		this.#at = at + size;
		return at;
	}
}
