/** Rows of doubles in order of time, taken off at the old end: a ring that grows. */
export class Ring {
	readonly #width: number;
	#values: Float64Array;
	#capacity: number;
	/** Numbers of the oldest row and of the next one; they only rise. */
	first = 0;
	next = 0;

	constructor(width: number, capacity = 64) {
		this.#width = width;
		this.#capacity = capacity;
		this.#values = new Float64Array(width * capacity);
	}

	get length(): number {
		return this.next - this.first;
	}

	/** @param row a number from `first` to below `next` */
	get(row: number, field: number): number {
		return this.#values[(row % this.#capacity) * this.#width + field] ?? 0;
	}

	set(row: number, field: number, value: number): void {
		this.#values[(row % this.#capacity) * this.#width + field] = value;
	}

	/** A new row whose fields hold anything. @returns its number */
	push(): number {
		if (this.length === this.#capacity) this.#grow();
		return this.next++;
	}

	#grow(): void {
		const grown = new Ring(this.#width, this.#capacity * 2);
		for (let row = this.first; row < this.next; row++)
			for (let field = 0; field < this.#width; field++) grown.#values[(row % grown.#capacity) * this.#width + field] = this.get(row, field);
		this.#values = grown.#values;
		this.#capacity = grown.#capacity;
	}
}
