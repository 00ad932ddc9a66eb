/**
 * One line of a text file as its bytes, split into fields. Values are read from the bytes: no string is made for a row that is good,
 * and no price goes through a double.
 */
export class Fields {
	bytes: Uint8Array = new Uint8Array();
	count = 0;
	readonly #starts: number[] = [];
	readonly #ends: number[] = [];

	/** Splits `bytes[start, end)` at every `delimiter`. */
	split(bytes: Uint8Array, delimiter: number, range: { readonly start: number; readonly end: number }): void {
		this.bytes = bytes;
		this.count = 0;
		let from = range.start;
		for (let at = range.start; at < range.end; at++) {
			if (bytes[at] !== delimiter) continue;
			this.#push(from, at);
			from = at + 1;
		}
		this.#push(from, range.end);
	}

	/** An absent field is empty too. */
	isEmpty(field: number): boolean {
		return field >= this.count || this.start(field) === this.end(field);
	}

	text(field: number): string {
		return field >= this.count ? '' : String.fromCharCode(...this.bytes.subarray(this.start(field), this.end(field)));
	}

	start(field: number): number {
		return this.#starts[field] ?? 0;
	}

	end(field: number): number {
		return field < this.count ? (this.#ends[field] ?? 0) : 0;
	}

	/** Spaces around a field are not part of it. */
	#push(start: number, end: number): void {
		let from = start;
		let to = end;
		while (from < to && this.bytes[from] === 0x20) from++;
		while (to > from && this.bytes[to - 1] === 0x20) to--;
		this.#starts[this.count] = from;
		this.#ends[this.count] = to;
		this.count++;
	}
}

/** What `fixed` answers where the field is no such number. Real values are never negative. */
export const notANumber = -1;
/** The field has a digit that is not 0 beyond the instrument's digits. */
export const tooPrecise = -2;

/**
 * A plain decimal as an integer at `digits`: `1.38742` at 5 is 138742. No sign, exponent or thousands mark.
 * @returns notANumber or tooPrecise where it is none
 */
export function fixed(fields: Fields, field: number, digits: number): number {
	const { bytes } = fields;
	const end = fields.end(field);
	let at = fields.start(field);
	if (at >= end) return notANumber;
	let value = 0;
	let whole = 0;
	for (; at < end; at++, whole++) {
		const digit = (bytes[at] ?? 0) - 0x30;
		if (digit < 0 || digit > 9) break;
		value = value * 10 + digit;
	}
	let decimals = 0;
	if (at < end) {
		if (bytes[at] !== 0x2e || at + 1 === end) return notANumber;
		for (at++; at < end; at++) {
			const digit = (bytes[at] ?? 0) - 0x30;
			if (digit < 0 || digit > 9) return notANumber;
			if (decimals < digits) {
				value = value * 10 + digit;
				decimals++;
			} else if (digit !== 0) return restIsDigits(fields, field, at) ? tooPrecise : notANumber;
		}
	}
	if (whole === 0) return notANumber;
	for (; decimals < digits; decimals++) value *= 10;
	return value <= Number.MAX_SAFE_INTEGER ? value : notANumber;
}

function restIsDigits(fields: Fields, field: number, from: number): boolean {
	for (let at = from; at < fields.end(field); at++) {
		const digit = (fields.bytes[at] ?? 0) - 0x30;
		if (digit < 0 || digit > 9) return false;
	}
	return true;
}

/** The whole number in `bytes[at, at + length)`, or notANumber. */
export function wholeAt(bytes: Uint8Array, at: number, length: number): number {
	let value = 0;
	for (let index = at; index < at + length; index++) {
		const digit = (bytes[index] ?? 0) - 0x30;
		if (digit < 0 || digit > 9) return notANumber;
		value = value * 10 + digit;
	}
	return length === 0 ? notANumber : value;
}
