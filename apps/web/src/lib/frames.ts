type Write = () => void;

/**
 * What is to be written to the page in the next frame. However often a write is asked for until then, it is done once; and a frame takes
 * only as many as fit its budget: the rest comes in the next, before whatever was asked for later.
 */
export class FrameQueue {
	readonly #due = new Set<Write>();
	readonly #next: (run: () => void) => void;
	readonly #nowMs: () => number;
	readonly #budgetMs: number;
	#asked = false;

	constructor(input: { readonly next?: (run: () => void) => void; readonly nowMs?: () => number; readonly budgetMs?: number } = {}) {
		this.#next = input.next ?? nextFrame;
		this.#nowMs = input.nowMs ?? (() => performance.now());
		this.#budgetMs = input.budgetMs ?? 3;
	}

	/** A write is known by its identity. */
	ask(write: Write): void {
		this.#due.add(write);
		this.#schedule();
	}

	/** Never mind: what it would have written to is gone. */
	forget(write: Write): void {
		this.#due.delete(write);
	}

	#schedule(): void {
		if (this.#asked || this.#due.size === 0) return;
		this.#asked = true;
		this.#next(() => this.#drain());
	}

	/** What is asked for by a write belongs to the next frame, else two that ask for each other would never end. */
	#drain(): void {
		this.#asked = false;
		const endsMs = this.#nowMs() + this.#budgetMs;
		try {
			for (const write of [...this.#due]) {
				// One that was forgotten by another before its turn.
				if (!this.#due.delete(write)) continue;
				write();
				if (this.#nowMs() >= endsMs) break;
			}
		} finally {
			this.#schedule();
		}
	}
}

/** One queue for all of a page: its frames have one budget. */
export const pageFrames = new FrameQueue();

/** The next frame; a page in the background has none, and is told four times a second. */
function nextFrame(run: () => void): void {
	if (typeof requestAnimationFrame === 'undefined') return run(); // the server draws once
	let done = false;
	const once = () => {
		if (done) return;
		done = true;
		cancelAnimationFrame(frame);
		clearTimeout(timer);
		run();
	};
	const frame = requestAnimationFrame(once);
	const timer = setTimeout(once, 250);
}
