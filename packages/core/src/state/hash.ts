const offsetA = 0x811c9dc5;
const offsetB = 0x9747b28c;

/** Two 32-bit lanes of FNV-1a with different offsets, over a canonical encoding: the same state gives the same 16 hex digits on any machine. */
export class Hasher {
	a = offsetA;
	b = offsetB;

	reset(): void {
		this.a = offsetA;
		this.b = offsetB;
	}

	word(value: number): void {
		this.a = Math.imul(this.a ^ value, 0x01000193);
		this.b = Math.imul(this.b ^ ((value << 13) | (value >>> 19)), 0x85ebca6b);
		this.b ^= this.b >>> 15;
	}

	/** Any number the state may hold; -0 counts as 0. */
	number(value: number): void {
		if (Number.isSafeInteger(value)) {
			this.word(value | 0);
			this.word(Math.floor(value / 4_294_967_296) | 0);
		} else this.text(String(value));
	}

	text(value: string): void {
		this.word(value.length);
		for (let i = 0; i < value.length; i++) this.word(value.charCodeAt(i));
	}

	digest(): string {
		return hex(this.a) + hex(this.b);
	}

	/** The digest without eleven of its bits, as an exact number. */
	number53(): number {
		return (this.a >>> 0) * 2_097_152 + (this.b >>> 11);
	}
}

/** Hash of plain data: objects, arrays, maps and sets (these in their own order, which equal histories share), typed arrays, numbers, strings, bigints, booleans, null. */
export function hashState(value: unknown): string {
	const hasher = new Hasher();
	visit(hasher, value);
	return hasher.digest();
}

function visit(hasher: Hasher, value: unknown): void {
	if (typeof value === 'number') {
		hasher.word(1);
		hasher.number(value);
	} else if (typeof value === 'string') {
		hasher.word(2);
		hasher.text(value);
	} else if (typeof value === 'bigint') {
		hasher.word(3);
		hasher.text(value.toString(16));
	} else if (typeof value === 'boolean') hasher.word(value ? 4 : 5);
	else if (value === null || value === undefined) hasher.word(6);
	else if (Array.isArray(value)) visitAll(hasher, { tag: 7, size: value.length, items: value });
	else if (value instanceof Map) {
		hasher.word(8);
		hasher.number(value.size);
		for (const [key, item] of value) {
			visit(hasher, key);
			visit(hasher, item);
		}
	} else if (value instanceof Set) visitAll(hasher, { tag: 9, size: value.size, items: value });
	else if (value instanceof Float64Array || value instanceof Int32Array || value instanceof Uint8Array) visitBytes(hasher, value);
	else visitRecord(hasher, value);
}

/** Rows of numbers by their bits: every machine that this runs on has the same. */
function visitBytes(hasher: Hasher, value: Float64Array | Int32Array | Uint8Array): void {
	hasher.word(11);
	hasher.number(value.length);
	const whole = value.byteLength >> 2;
	const words =
		value.byteOffset % 4 === 0 ? new Int32Array(value.buffer, value.byteOffset, whole) : new Int32Array(value.slice().buffer, 0, whole);
	for (const word of words) hasher.word(word);
}

/**
 * Fields count whatever their order, and absent ones like those that are undefined: how an input was put together is no history. Each is
 * hashed by itself, and their sum goes in.
 */
function visitRecord(hasher: Hasher, record: object): void {
	const { a, b } = hasher;
	let sumA = 0;
	let sumB = 0;
	for (const [key, item] of Object.entries(record)) {
		if (item === undefined) continue;
		hasher.a = offsetA;
		hasher.b = offsetB;
		hasher.text(key);
		visit(hasher, item);
		sumA = (sumA + hasher.a) | 0;
		sumB = (sumB + hasher.b) | 0;
	}
	hasher.a = a;
	hasher.b = b;
	hasher.word(10);
	hasher.word(sumA);
	hasher.word(sumB);
}

function visitAll(hasher: Hasher, list: { readonly tag: number; readonly size: number; readonly items: Iterable<unknown> }): void {
	hasher.word(list.tag);
	hasher.number(list.size);
	for (const item of list.items) visit(hasher, item);
}

function hex(word: number): string {
	return (word >>> 0).toString(16).padStart(8, '0');
}
