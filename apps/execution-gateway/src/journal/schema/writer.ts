import type { OrderView } from '@meridian/core';
import { stringify } from '../json.ts';
import { absent, float64, int32, nothing, smallest, text16, word64 } from './tags.ts';

/** More than structs within structs take without their texts and lists, which make sure of their own room. */
const structsBytes = 4096;

/** Writes the values of a record into memory that is used again. Little-endian. */
export class RecordWriter {
	bytes = Buffer.allocUnsafe(64 * 1024);
	at = 0;
	/** The picture of an order that the record holds already. */
	picture: OrderView | undefined;
	#view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length);

	/** Makes sure of room for so many bytes and for the numbers of a few structs besides. */
	reserve(length: number): void {
		if (this.at + length + structsBytes <= this.bytes.length) return;
		const grown = Buffer.allocUnsafe(Math.max(this.at + length + structsBytes, this.bytes.length * 2));
		this.bytes.copy(grown, 0, 0, this.at);
		this.bytes = grown;
		this.#view = new DataView(grown.buffer, grown.byteOffset, grown.length);
	}

	/** Whether what stands from `from` to here is what these bytes, which end at the same place, have there. */
	endsLike(bytes: Buffer, from: number): boolean {
		for (let i = from; i < this.at; i++) if (this.bytes[i] !== bytes[i]) return false;
		return true;
	}

	byte(value: number): void {
		this.#view.setUint8(this.at++, value);
	}

	boolean(value: boolean | undefined): void {
		this.#view.setUint8(this.at++, value === undefined ? absent : value ? 1 : 0);
	}

	/** Any number: one byte where it is small and whole, five where it has 32 bits, else nine. */
	number(value: number | null | undefined): void {
		const at = this.at;
		if (value === null || value === undefined) {
			this.#view.setUint8(at, value === null ? nothing : absent);
			this.at = at + 1;
		} else if ((value | 0) === value) {
			if (value >= 0 && value < smallest) {
				this.#view.setUint8(at, value);
				this.at = at + 1;
			} else {
				this.#view.setUint8(at, int32);
				this.#view.setInt32(at + 1, value, true);
				this.at = at + 5;
			}
		} else {
			this.#view.setUint8(at, float64);
			this.#view.setFloat64(at + 1, value, true);
			this.at = at + 9;
		}
	}

	ticket(value: bigint | undefined): void {
		const at = this.at;
		if (value === undefined) {
			this.#view.setUint8(at, absent);
			this.at = at + 1;
		} else if (value === 0n) {
			this.#view.setUint8(at, 0);
			this.at = at + 1;
		} else if (BigInt.asUintN(64, value) === value) {
			this.#view.setUint8(at, word64);
			this.#view.setBigUint64(at + 1, value, true);
			this.at = at + 9;
		} else {
			this.#view.setUint8(at, text16);
			this.at = at + 1;
			this.text(value.toString());
		}
	}

	/** Short ASCII as bytes, anything else as UTF-16, so that no text is changed. */
	text(value: string): void {
		const { length } = value;
		this.reserve(6 + 2 * length);
		const start = this.at;
		if (length < smallest) {
			let or = 0;
			for (let i = 0; i < length; i++) {
				const code = value.charCodeAt(i);
				or |= code;
				this.bytes[start + 1 + i] = code;
			}
			if (or < 0x80) {
				this.#view.setUint8(start, length);
				this.at = start + 1 + length;
				return;
			}
		}
		this.#view.setUint8(start, text16);
		this.#view.setUint32(start + 1, length, true);
		this.at = start + 5 + this.bytes.write(value, start + 5, 'utf16le');
	}

	json(value: unknown): void {
		this.text(stringify(value));
	}
}
