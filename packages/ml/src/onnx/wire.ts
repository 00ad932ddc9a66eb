/** The part of the protobuf wire format that ONNX needs. */

const utf8 = new TextEncoder();
const text = new TextDecoder('utf-8', { fatal: true });

/** A message as it is written: fields in the order of the calls. */
export class Writer {
	#bytes = new Uint8Array(1024);
	#length = 0;

	int(field: number, value: number | bigint): this {
		this.#varint(BigInt(field) << 3n);
		return this.#varint(BigInt.asUintN(64, BigInt(value)));
	}

	float(field: number, value: number): this {
		this.#varint((BigInt(field) << 3n) | 5n);
		this.#reserve(4);
		new DataView(this.#bytes.buffer).setFloat32(this.#length, value, true);
		this.#length += 4;
		return this;
	}

	bytes(field: number, value: Uint8Array): this {
		this.#varint((BigInt(field) << 3n) | 2n);
		this.#varint(BigInt(value.length));
		this.#reserve(value.length);
		this.#bytes.set(value, this.#length);
		this.#length += value.length;
		return this;
	}

	string = (field: number, value: string): this => this.bytes(field, utf8.encode(value));
	message = (field: number, write: (inner: Writer) => void): this => {
		const inner = new Writer();
		write(inner);
		return this.bytes(field, inner.finish());
	};

	/** Packed. */
	ints(field: number, values: Iterable<number | bigint>): this {
		const inner = new Writer();
		for (const value of values) inner.#varint(BigInt.asUintN(64, BigInt(value)));
		return this.bytes(field, inner.finish());
	}

	/** Packed. */
	floats(field: number, values: ArrayLike<number>): this {
		const copy = Float32Array.from(values);
		return this.bytes(field, new Uint8Array(copy.buffer));
	}

	finish(): Uint8Array {
		return this.#bytes.slice(0, this.#length);
	}

	#varint(value: bigint): this {
		this.#reserve(10);
		let rest = value;
		for (; rest > 0x7fn; rest >>= 7n) this.#bytes[this.#length++] = Number(rest & 0x7fn) | 0x80;
		this.#bytes[this.#length++] = Number(rest);
		return this;
	}

	#reserve(bytes: number): void {
		if (this.#length + bytes <= this.#bytes.length) return;
		const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + bytes));
		grown.set(this.#bytes);
		this.#bytes = grown;
	}
}

/** One field as it stands in a message: a number (varint), or bytes (a string, a message, packed values, 4 or 8 fixed bytes). */
export type Field = { readonly number: number; readonly value: bigint | Uint8Array };

/** @throws RangeError where the bytes are not a protobuf message. */
export function* fields(bytes: Uint8Array): Generator<Field> {
	let at = 0;
	const varint = (): bigint => {
		let value = 0n;
		for (let shift = 0n; shift < 70n; shift += 7n) {
			const byte = bytes[at++];
			if (byte === undefined) break;
			value |= BigInt(byte & 0x7f) << shift;
			if (byte < 0x80) return BigInt.asUintN(64, value);
		}
		throw new RangeError('a number in the file is cut off or too long');
	};
	const take = (length: number): Uint8Array => {
		if (at + length > bytes.length) throw new RangeError(`a field claims ${length} bytes, ${bytes.length - at} are left`);
		at += length;
		return bytes.subarray(at - length, at);
	};
	while (at < bytes.length) {
		const key = varint();
		const number = Number(key >> 3n);
		if (number === 0) throw new RangeError('a field has number 0');
		const kind = Number(key & 7n);
		if (kind === 0) yield { number, value: varint() };
		else if (kind === 1) yield { number, value: take(8) };
		else if (kind === 2) yield { number, value: take(Number(varint())) };
		else if (kind === 5) yield { number, value: take(4) };
		else throw new RangeError(`a field has kind ${kind}, which protobuf does not use here`);
	}
}

/** @throws RangeError where a field has another kind than ONNX says. */
export const asBytes = ({ number, value }: Field): Uint8Array => {
	if (typeof value === 'bigint') throw new RangeError(`field ${number} is a number where ONNX has bytes`);
	return value;
};
export const asInt = ({ number, value }: Field): number => {
	if (typeof value !== 'bigint') throw new RangeError(`field ${number} is bytes where ONNX has a number`);
	return Number(BigInt.asIntN(64, value));
};
export const asText = (field: Field): string => {
	try {
		return text.decode(asBytes(field));
	} catch (error) {
		if (error instanceof RangeError) throw error;
		throw new RangeError(`field ${field.number} is not text`);
	}
};
