type Entry = { readonly atMs: number; readonly order: number; readonly act: () => void };

/** Simulated time: what is due runs one after another, and time is whatever the next of it says. What is due together runs in the order in which it was asked for. */
export class Schedule {
	nowMs = 0;
	#order = 0;
	/** A binary heap, the earliest first. */
	readonly #heap: Entry[] = [];

	in(delayMs: number, act: () => void): void {
		this.#order += 1;
		const entry = { atMs: this.nowMs + delayMs, order: this.#order, act };
		const heap = this.#heap;
		let at = heap.length;
		heap.push(entry);
		while (at > 0) {
			const parent = (at - 1) >> 1;
			const above = heap[parent];
			if (above === undefined || !isBefore(entry, above)) break;
			heap[at] = above;
			at = parent;
		}
		heap[at] = entry;
	}

	/** Runs what is next, if it is due by then. */
	step(untilMs: number): boolean {
		const first = this.#heap[0];
		if (first === undefined || first.atMs > untilMs) {
			this.nowMs = untilMs;
			return false;
		}
		const last = this.#heap.pop();
		if (last !== undefined && last !== first) this.#sink(last);
		this.nowMs = first.atMs;
		first.act();
		return true;
	}

	#sink(entry: Entry): void {
		const heap = this.#heap;
		let at = 0;
		for (;;) {
			const left = heap[2 * at + 1];
			const right = heap[2 * at + 2];
			const isRight = left !== undefined && right !== undefined && isBefore(right, left);
			const child = isRight ? right : left;
			if (child === undefined || !isBefore(child, entry)) break;
			heap[at] = child;
			at = 2 * at + (isRight ? 2 : 1);
		}
		heap[at] = entry;
	}
}

const isBefore = (a: Entry, b: Entry): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
