import type { RawRow } from './rows.ts';

/** No format has rows that long; a longer one is a file of another kind, and must not fill the memory. */
const lineBytesMax = 16_384;

/** Hands out rows of a stream that comes in chunks of any size. `tooLong` rows are cut, and said to be so. */
export type Splitter = {
	/** Bytes up to the end of the last row that was handed out. */
	readonly offset: number;
	/** Rows handed out, from 1 on: the number of the row in hand. */
	readonly row: number;
	push(chunk: Uint8Array): void;
	/** The stream has ended: what is left is the last row. */
	end(): void;
};
export type OnRow = (row: RawRow, tooLong: boolean) => void;

/** Lines end with LF or CRLF; a byte order mark at the beginning is left out. */
export class LineSplitter implements Splitter {
	offset: number;
	row: number;
	readonly #each: OnRow;
	readonly #raw: { bytes: Uint8Array; start: number; end: number } = { bytes: new Uint8Array(), start: 0, end: 0 };
	#rest: Uint8Array = new Uint8Array();
	/** Bytes of the present line that were thrown away because it is too long. */
	#dropped = 0;

	constructor(each: OnRow, from: { readonly offset: number; readonly row: number } = { offset: 0, row: 0 }) {
		this.#each = each;
		this.offset = from.offset;
		this.row = from.row;
	}

	push(chunk: Uint8Array): void {
		const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
		let start = 0;
		for (;;) {
			const end = bytes.indexOf(0x0a, start);
			if (end < 0) break;
			this.#emit(bytes, start, end);
			this.offset += end + 1 - start + this.#dropped;
			this.#dropped = 0;
			start = end + 1;
		}
		this.#rest = bytes.subarray(start);
		if (this.#rest.length <= lineBytesMax) return;
		this.#dropped += this.#rest.length - lineBytesMax;
		this.#rest = this.#rest.slice(0, lineBytesMax);
	}

	end(): void {
		if (this.#rest.length === 0) return;
		this.#emit(this.#rest, 0, this.#rest.length);
		this.offset += this.#rest.length + this.#dropped;
		this.#rest = new Uint8Array();
	}

	#emit(bytes: Uint8Array, start: number, end: number): void {
		const raw = this.#raw;
		const hasMark = this.row === 0 && bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf;
		raw.bytes = bytes;
		raw.start = hasMark ? start + 3 : start;
		raw.end = end > raw.start && bytes[end - 1] === 0x0d ? end - 1 : end;
		this.row++;
		this.#each(raw, this.#dropped > 0 || end - start > lineBytesMax);
	}
}

/** Records of one size. A last one that is cut off is handed out as it is. */
export class RecordSplitter implements Splitter {
	offset: number;
	row: number;
	readonly #each: OnRow;
	readonly #recordBytes: number;
	#rest: Uint8Array = new Uint8Array();

	constructor(each: OnRow, input: { readonly recordBytes: number; readonly offset: number; readonly row: number }) {
		this.#each = each;
		this.#recordBytes = input.recordBytes;
		this.offset = input.offset;
		this.row = input.row;
	}

	push(chunk: Uint8Array): void {
		const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
		let start = 0;
		for (; start + this.#recordBytes <= bytes.length; start += this.#recordBytes) this.#emit(bytes, start, start + this.#recordBytes);
		this.#rest = bytes.subarray(start);
	}

	end(): void {
		if (this.#rest.length > 0) this.#emit(this.#rest, 0, this.#rest.length);
		this.#rest = new Uint8Array();
	}

	#emit(bytes: Uint8Array, start: number, end: number): void {
		this.row++;
		this.#each({ bytes, start, end }, false);
		this.offset += end - start;
	}
}
