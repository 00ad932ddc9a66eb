import type { Report } from './types.ts';

/** Reports between the line and the program that reads them. */
export class ReportQueue {
	readonly #max: number;
	readonly #onRoom: () => void;
	readonly #waiting: Report[] = [];
	#reader: ((result: IteratorResult<Report>) => void) | undefined;
	#isRead = false;
	#isOver = false;
	#isLost = false;

	/** @param onRoom called when a queue that was full has been read down to half */
	constructor(max: number, onRoom: () => void) {
		this.#max = max;
		this.#onRoom = onRoom;
	}

	get isFull(): boolean {
		return this.#waiting.length >= this.#max;
	}

	push(report: Report): void {
		if (this.#isLost || this.#isOver) return;
		if (this.#reader !== undefined) {
			const give = this.#reader;
			this.#reader = undefined;
			give({ value: report, done: false });
			return;
		}
		// Who never asked for reports does not want them, and must not lose the line over it.
		if (this.isFull && !this.#isRead) {
			this.#isLost = true;
			this.#waiting.length = 0;
			return;
		}
		this.#waiting.push(report);
	}

	end(): void {
		this.#isOver = true;
		this.#reader?.({ value: undefined, done: true });
		this.#reader = undefined;
	}

	read(): AsyncIterableIterator<Report> {
		if (this.#isLost)
			throw new Error(`reports() was asked for after ${this.#max} reports had gone by unread: ask for it right after connect()`);
		if (this.#isRead) throw new Error('reports() has one reader');
		this.#isRead = true;
		const iterator: AsyncIterableIterator<Report> = {
			[Symbol.asyncIterator]: () => iterator,
			next: () => this.#next(),
			return: async () => {
				this.#isLost = true;
				this.#waiting.length = 0;
				this.#onRoom();
				return { value: undefined, done: true };
			},
		};
		return iterator;
	}

	#next(): Promise<IteratorResult<Report>> {
		const value = this.#waiting.shift();
		if (value !== undefined) {
			if (this.#waiting.length === Math.floor(this.#max / 2)) this.#onRoom();
			return Promise.resolve({ value, done: false });
		}
		if (this.#isOver || this.#isLost) return Promise.resolve({ value: undefined, done: true });
		return new Promise((resolve) => {
			this.#reader = resolve;
		});
	}
}
