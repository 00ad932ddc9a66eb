import type { PositionModel, PositionNews } from './types.ts';

/** What the books say of a position, and what a quote makes of it. */
const bookFace = ({ seq, qty, sl, tp, swapMinor, realisedMinor }: PositionModel): string =>
	[seq, qty, sl, tp, swapMinor, realisedMinor].join();
const markFace = ({ currentPrice, unrealisedMinor }: PositionModel): string => `${currentPrice} ${unrealisedMinor}`;

/** What one subscriber has been told of each position, by its key. */
export class ToldPositions {
	readonly #told = new Map<string, { readonly book: string; readonly mark: string }>();

	/** @returns what is new of it, which counts as told; null: nothing */
	news(key: string, model: PositionModel): PositionNews | null {
		const before = this.#told.get(key);
		const face = { book: bookFace(model), mark: markFace(model) };
		const booked = before?.book !== face.book;
		if (!booked && before?.mark === face.mark) return null;
		this.#told.set(key, face);
		return { model, booked };
	}

	forget(key: string): void {
		this.#told.delete(key);
	}
}
