import type { Scorer } from './scorer.ts';

export type Served = { readonly version: number; readonly scorer: Scorer };
/** What was asked of a version, and what it said. */
export type Seen = { readonly version: number; readonly isShadow: boolean; readonly rows: Float32Array; readonly answers: Float32Array };

/**
 * What strategies ask. The version behind it is swapped in one step between two predictions; the old one is closed then. A shadow is asked with the same rows and its answers go to
 * whoever watches, never to who asked; one that throws is put out.
 */
export class ServedModel {
	#live: Served;
	#shadow: Served | undefined;
	#previous: Served | undefined;
	readonly #watch: (seen: Seen) => void;

	constructor(live: Served, watch: (seen: Seen) => void = () => {}) {
		this.#live = live;
		this.#watch = watch;
	}

	get version(): number {
		return this.#live.version;
	}

	get outputs(): number {
		return this.#live.scorer.outputs;
	}

	get shadowVersion(): number | undefined {
		return this.#shadow?.version;
	}

	predict(rows: Float32Array): Float32Array {
		const { scorer, version } = this.#live;
		const answers = scorer.predict(rows);
		this.#watch({ version, isShadow: false, rows, answers });
		const shadow = this.#shadow;
		if (shadow !== undefined)
			try {
				this.#watch({ version: shadow.version, isShadow: true, rows, answers: shadow.scorer.predict(rows) });
			} catch {
				this.shadow(undefined);
			}
		return answers;
	}

	/** @throws RangeError where it takes or answers something else than the live one: strategies would read it wrongly. */
	shadow(next: Served | undefined): void {
		if (next !== undefined) this.#check(next.scorer);
		this.#shadow?.scorer.close();
		this.#shadow = next;
	}

	/** Makes another version the live one. The one before is kept, warm, to fall back to. @throws RangeError as `shadow`. */
	swap(next: Served): void {
		this.#check(next.scorer);
		this.#previous?.scorer.close();
		this.#previous = this.#live;
		this.#live = next;
	}

	/** Back to the version before. @returns its number, undefined where there is none. */
	fallBack(): number | undefined {
		if (this.#previous === undefined) return undefined;
		const failed = this.#live;
		this.#live = this.#previous;
		this.#previous = undefined;
		failed.scorer.close();
		return this.#live.version;
	}

	close(): void {
		for (const served of [this.#live, this.#shadow, this.#previous]) served?.scorer.close();
		[this.#shadow, this.#previous] = [undefined, undefined];
	}

	#check({ width, outputs }: Scorer): void {
		const { scorer } = this.#live;
		if (width !== scorer.width || outputs !== scorer.outputs)
			throw new RangeError(`the model takes ${width} and answers ${outputs} numbers, the live one ${scorer.width} and ${scorer.outputs}`);
	}
}
