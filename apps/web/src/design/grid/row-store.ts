import { type FrameQueue, pageFrames } from '../../lib/frames';
import { KeyedListeners, type Source } from '../../lib/keyed';

/**
 * Rows by id, kept beside React. News are taken at once and told once a frame, however many came: to whoever shows one row, that it
 * changed; to whoever looks at all, that something did. A row that did not change keeps its identity.
 */
export class RowStore<Row> implements Source<Row> {
	readonly #rows = new Map<string, Row>();
	readonly #listeners = new Set<() => void>();
	readonly #byKey: KeyedListeners;
	readonly #frames: FrameQueue;
	readonly #keyOf: (row: Row) => string;
	#version = 0;
	#shape = 0;
	#awaited = false;

	constructor(keyOf: (row: Row) => string, frames: FrameQueue = pageFrames) {
		this.#keyOf = keyOf;
		this.#frames = frames;
		this.#byKey = new KeyedListeners(frames);
	}

	/** No rows yet is not the same as none: until `settle`, whoever shows them says that they come. */
	await(): this {
		this.#awaited = true;
		return this;
	}
	/** All there are have come. */
	settle(): void {
		if (!this.#awaited) return;
		this.#awaited = false;
		this.#shape++;
		this.#frames.ask(this.#tell);
	}
	get isAwaited(): boolean {
		return this.#awaited;
	}

	put(rows: readonly Row[]): void {
		for (const row of rows) {
			const key = this.#keyOf(row);
			if (!this.#rows.has(key)) this.#shape++;
			this.#rows.set(key, row);
			this.#byKey.changed(key);
		}
		if (rows.length > 0) this.#frames.ask(this.#tell);
	}

	remove(keys: readonly string[]): void {
		let gone = false;
		for (const key of keys) gone = this.#rows.delete(key) || gone;
		if (!gone) return;
		this.#shape++;
		this.#frames.ask(this.#tell);
	}

	/** Takes the place of all there was: after a line was cut, what is gone must go. */
	replace(rows: readonly Row[]): void {
		this.#rows.clear();
		this.#shape++;
		this.put(rows);
		this.#frames.ask(this.#tell);
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

	/** Told of this one row alone. */
	readonly on = (key: string, listener: () => void): (() => void) => this.#byKey.on(key, listener);

	readonly subscribe = (listener: () => void): (() => void) => {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	};
	/** Grows with every change that was told. */
	readonly version = (): number => this.#version;
	/** Grows where rows came or went. */
	readonly shape = (): number => this.#shape;

	readonly #tell = (): void => {
		this.#version++;
		for (const listener of this.#listeners) listener();
	};
}
