import type { OrderView } from '@meridian/core';
import { parse } from '../json.ts';
import { absent, float64, int32, nothing, smallest, text16, word64 } from './tags.ts';

/** Reads what RecordWriter wrote. @throws RecordMalformed, which names the byte, where that is something else. */
export class RecordReader {
	picture: OrderView | undefined;
	/** One view for all records of a segment, so that none is made for each: places count from its beginning. */
	#memory: ArrayBufferLike = new ArrayBuffer(0);
	#view = new DataView(this.#memory);
	#bytes: Buffer = Buffer.alloc(0);
	#start = 0;
	#end = 0;
	#at = 0;

	open(bytes: Buffer, at: number): void {
		if (bytes.buffer !== this.#memory) {
			this.#memory = bytes.buffer;
			this.#view = new DataView(bytes.buffer);
		}
		this.#bytes = bytes;
		this.#start = bytes.byteOffset;
		this.#end = bytes.byteOffset + bytes.length;
		this.#at = this.#start + at;
		this.picture = undefined;
	}

	/** Where it stands in the bytes that were opened. */
	get at(): number {
		return this.#at - this.#start;
	}

	get left(): number {
		return this.#end - this.#at;
	}

	/** @throws RecordMalformed also where the bytes end too early. */
	whole<Value>(read: (reader: RecordReader) => Value): Value {
		let value: Value;
		try {
			value = read(this);
		} catch (error) {
			throw error instanceof RangeError ? this.malformed('an end too early') : error;
		}
		if (this.#at > this.#end) throw this.malformed('an end too early');
		return value;
	}

	malformed(what: string): RecordMalformed {
		return new RecordMalformed(`${what} at byte ${this.at} of a record`);
	}

	byte(): number {
		return this.#view.getUint8(this.#at++);
	}

	boolean(): boolean {
		return this.byte() === 1;
	}

	booleanOrAbsent(): boolean | undefined {
		const byte = this.byte();
		return byte === absent ? undefined : byte === 1;
	}

	/** The word with the number that stands here. */
	word<Word>(words: readonly Word[]): Word {
		const word = words[this.byte()];
		if (word === undefined) throw this.malformed('an unknown word');
		return word;
	}

	wordOrNull<Word>(words: readonly Word[]): Word | null {
		if (this.#view.getUint8(this.#at) !== nothing) return this.word(words);
		this.#at += 1;
		return null;
	}

	number(): number {
		const tag = this.byte();
		if (tag < smallest) return tag;
		const at = this.#at;
		if (tag === int32) {
			this.#at = at + 4;
			return this.#view.getInt32(at, true);
		}
		if (tag !== float64) throw this.malformed('no number');
		this.#at = at + 8;
		return this.#view.getFloat64(at, true);
	}

	numberOrNull(): number | null {
		if (this.#view.getUint8(this.#at) !== nothing) return this.number();
		this.#at += 1;
		return null;
	}

	numberOrAbsent(): number | undefined {
		if (this.#view.getUint8(this.#at) !== absent) return this.number();
		this.#at += 1;
		return undefined;
	}

	numberOrNullOrAbsent(): number | null | undefined {
		if (this.#view.getUint8(this.#at) !== absent) return this.numberOrNull();
		this.#at += 1;
		return undefined;
	}

	ticket(): bigint {
		const tag = this.byte();
		if (tag === 0) return 0n;
		if (tag === text16) return BigInt(this.text());
		if (tag !== word64) throw this.malformed('no ticket');
		const at = this.#at;
		this.#at = at + 8;
		return this.#view.getBigUint64(at, true);
	}

	ticketOrAbsent(): bigint | undefined {
		if (this.#view.getUint8(this.#at) !== absent) return this.ticket();
		this.#at += 1;
		return undefined;
	}

	text(): string {
		const length = this.byte();
		const at = this.#at;
		if (length < smallest) {
			this.#at = at + length;
			if (this.#at > this.#end) throw this.malformed('a text that does not end');
			return this.#bytes.toString('latin1', at - this.#start, this.at);
		}
		if (length !== text16) throw this.malformed('no text');
		const bytes = 2 * this.#view.getUint32(at, true);
		this.#at = at + 4 + bytes;
		if (this.#at > this.#end) throw this.malformed('a text that does not end');
		return this.#bytes.toString('utf16le', at + 4 - this.#start, this.at);
	}

	/** What was written as this type, which the record's format says. */
	json<Type>(): Type {
		return parse(this.text()) as Type;
	}
}

/** Bytes that no record of this format has, though their checksum is right: another program wrote them. */
export class RecordMalformed extends Error {
	override readonly name = 'RecordMalformed';
}
