/**
 * Where indicators keep what they remember: numbers only, so that one copy is a snapshot of all of them, and the same definition restores it. Reserved while they
 * are made, never while they run.
 */
export class State {
	readonly #parts: Float64Array[] = [];

	/** `count` numbers, all `initial`. */
	reserve(count: number, initial = 0): Float64Array {
		const part = new Float64Array(count).fill(initial);
		this.#parts.push(part);
		return part;
	}

	snapshot(): Float64Array {
		const whole = new Float64Array(this.#parts.reduce((sum, { length }) => sum + length, 0));
		let at = 0;
		for (const part of this.#parts) {
			whole.set(part, at);
			at += part.length;
		}
		return whole;
	}

	/** @throws RangeError where the snapshot is of another definition. */
	restore(snapshot: Float64Array): void {
		const size = this.#parts.reduce((sum, { length }) => sum + length, 0);
		if (snapshot.length !== size) throw new RangeError(`the snapshot holds ${snapshot.length} numbers, this definition ${size}`);
		let at = 0;
		for (const part of this.#parts) {
			part.set(snapshot.subarray(at, at + part.length));
			at += part.length;
		}
	}
}
