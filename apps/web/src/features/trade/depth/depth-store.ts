export type Level = { readonly price: string; readonly quantity: string };
/** The best first on each side. */
export type Depth = { readonly bids: readonly Level[]; readonly asks: readonly Level[] };

/** The newest book, beside React: however many come within a frame, who draws it is told once. */
export class DepthStore {
	#depth: Depth | undefined;
	#isDue = false;
	readonly #listeners = new Set<() => void>();
	readonly #later: (tell: () => void) => void;

	constructor(later: (tell: () => void) => void = (tell) => void requestAnimationFrame(tell)) {
		this.#later = later;
	}

	get(): Depth | undefined {
		return this.#depth;
	}

	push(depth: Depth): void {
		this.#depth = depth;
		if (this.#isDue) return;
		this.#isDue = true;
		this.#later(() => {
			this.#isDue = false;
			for (const listener of this.#listeners) listener();
		});
	}

	readonly on = (listener: () => void): (() => void) => {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	};

	/** Whether there is a book; undefined while nobody has said. It seldom changes: the room may be drawn anew for it. */
	readonly isShown = (): boolean | undefined => this.#depth && this.#depth.bids.length + this.#depth.asks.length > 0;
}
