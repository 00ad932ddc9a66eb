/**
 * Rows by id, kept beside React. News are taken at once and told once a frame, however many came; a row that did not change keeps its
 * identity, so that only cells of changed rows are drawn anew.
 */
export class RowStore<Row> {
	readonly #rows = new Map<string, Row>();
	readonly #listeners = new Set<() => void>();
	readonly #keyOf: (row: Row) => string;
	readonly #later: (tell: () => void) => void;
	#version = 0;
	#shape = 0;
	#told = true;

	/** later: when listeners are told; the next frame where it is absent. */
	constructor(keyOf: (row: Row) => string, later: (tell: () => void) => void = nextFrame) {
		this.#keyOf = keyOf;
		this.#later = later;
	}

	put(rows: readonly Row[]): void {
		for (const row of rows) {
			const key = this.#keyOf(row);
			if (!this.#rows.has(key)) this.#shape++;
			this.#rows.set(key, row);
		}
		if (rows.length > 0) this.#changed();
	}

	remove(keys: readonly string[]): void {
		let gone = false;
		for (const key of keys) gone = this.#rows.delete(key) || gone;
		if (!gone) return;
		this.#shape++;
		this.#changed();
	}

	/** Takes the place of all there was: after a line was cut, what is gone must go. */
	replace(rows: readonly Row[]): void {
		this.#rows.clear();
		for (const row of rows) this.#rows.set(this.#keyOf(row), row);
		this.#shape++;
		this.#changed();
	}

	get(key: string): Row | undefined {
		return this.#rows.get(key);
	}
	all(): readonly Row[] {
		return [...this.#rows.values()];
	}
	get size(): number {
		return this.#rows.size;
	}

	readonly subscribe = (listener: () => void): (() => void) => {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	};
	/** Grows with every change that was told. */
	readonly version = (): number => this.#version;
	/** Grows where rows came or went. */
	readonly shape = (): number => this.#shape;

	#changed(): void {
		if (!this.#told) return;
		this.#told = false;
		this.#later(() => {
			this.#told = true;
			this.#version++;
			for (const listener of this.#listeners) listener();
		});
	}
}

/** The next frame; a page in the background has none, and is told four times a second. */
function nextFrame(tell: () => void): void {
	if (typeof requestAnimationFrame === 'undefined') return tell(); // the server draws once
	let done = false;
	const once = () => {
		if (done) return;
		done = true;
		cancelAnimationFrame(frame);
		clearTimeout(timer);
		tell();
	};
	const frame = requestAnimationFrame(once);
	const timer = setTimeout(once, 250);
}
