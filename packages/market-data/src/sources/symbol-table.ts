/** Finds the number of a name by its bytes, without making a string of them. */
export class SymbolTable {
	readonly #names: Uint8Array[] = [];
	readonly #values: number[] = [];
	/** Open addressing: place of the name plus one; 0 is free. */
	#slots = new Int32Array(16);

	constructor(names: Iterable<readonly [name: string, value: number]> = []) {
		for (const [name, value] of names) this.set(name, value);
	}

	set(name: string, value: number): void {
		const bytes = new TextEncoder().encode(name);
		const slot = this.#slot(bytes, 0, bytes.length);
		const place = this.#slots[slot] ?? 0;
		if (place > 0) {
			this.#values[place - 1] = value;
			return;
		}
		this.#slots[slot] = this.#names.push(bytes);
		this.#values.push(value);
		if (this.#names.length * 2 > this.#slots.length) this.#grow();
	}

	/** @returns -1 where the name is not known */
	get(bytes: Uint8Array, from: number, to: number): number {
		const place = this.#slots[this.#slot(bytes, from, to)] ?? 0;
		return place === 0 ? -1 : (this.#values[place - 1] ?? -1);
	}

	/** The slot that has the name, or would. */
	#slot(bytes: Uint8Array, from: number, to: number): number {
		let hash = 0x811c9dc5;
		for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
		const mask = this.#slots.length - 1;
		for (let slot = (hash ^ (hash >>> 15)) & mask; ; slot = (slot + 1) & mask) {
			const place = this.#slots[slot] ?? 0;
			if (place === 0 || isSame(this.#names[place - 1], bytes, from, to)) return slot;
		}
	}

	#grow(): void {
		this.#slots = new Int32Array(this.#slots.length * 2);
		for (const [n, name] of this.#names.entries()) this.#slots[this.#slot(name, 0, name.length)] = n + 1;
	}
}

function isSame(name: Uint8Array | undefined, bytes: Uint8Array, from: number, to: number): boolean {
	if (name === undefined || name.length !== to - from) return false;
	for (let at = from; at < to; at++) if (name[at - from] !== bytes[at]) return false;
	return true;
}
