/** A seeded source of numbers (splitmix32): the same seed gives the same model. Not for secrets. */
export class Random {
	#state: number;

	constructor(seed: number) {
		this.#state = seed | 0;
	}

	u32(): number {
		this.#state = (this.#state + 0x9e3779b9) | 0;
		let z = this.#state;
		z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
		z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
		return (z ^ (z >>> 15)) >>> 0;
	}

	/** In [0, 1). */
	uniform(): number {
		return this.u32() / 2 ** 32;
	}

	/** In [0, n). */
	below(n: number): number {
		return Math.floor(this.uniform() * n);
	}

	/** Standard normal (Box-Muller). */
	normal(): number {
		return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
	}

	/** `count` different numbers below `n`, ascending. */
	sample(n: number, count: number): Uint32Array {
		const taken = new Uint32Array(Math.min(count, n));
		for (let i = 0, at = 0; i < n && at < taken.length; i++) if (this.uniform() * (n - i) < taken.length - at) taken[at++] = i;
		return taken;
	}

	shuffle<T>(items: T[]): T[] {
		for (let i = items.length - 1; i > 0; i--) {
			const j = this.below(i + 1);
			[items[i], items[j]] = [items[j] as T, items[i] as T];
		}
		return items;
	}
}
