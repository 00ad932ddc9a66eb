import { Ring } from './ring.ts';

/** The largest value of a window, in constant time: only those are kept that no later one has reached. */
export class Largest {
	readonly #kept = new Ring(2);

	/** @param number of the row, rising */
	push(number: number, value: number): void {
		while (this.#kept.length > 0 && this.#kept.get(this.#kept.next - 1, 1) <= value) this.#kept.next -= 1;
		const row = this.#kept.push();
		this.#kept.set(row, 0, number);
		this.#kept.set(row, 1, value);
	}

	/** Forgets rows below this number. */
	dropBefore(number: number): void {
		while (this.#kept.length > 0 && this.#kept.get(this.#kept.first, 0) < number) this.#kept.first += 1;
	}

	/** NaN where the window is empty. */
	get value(): number {
		return this.#kept.length === 0 ? Number.NaN : this.#kept.get(this.#kept.first, 1);
	}
}
