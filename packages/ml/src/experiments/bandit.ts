import { Random } from '../random/random.ts';

export type BanditState = {
	readonly seed: number;
	readonly draws: number;
	readonly arms: readonly (readonly [wins: number, losses: number])[];
};

/** Thompson sampling over arms that win or lose: each is chosen as often as it is likely to be the best. Deterministic by seed. */
export class Bandit {
	readonly #seed: number;
	readonly #arms: [wins: number, losses: number][];
	#draws: number;

	constructor({ seed, arms, draws = 0 }: { readonly seed: number; readonly arms: number | BanditState['arms']; readonly draws?: number }) {
		this.#seed = seed;
		this.#draws = draws;
		this.#arms = typeof arms === 'number' ? Array.from({ length: arms }, () => [0, 0]) : arms.map(([wins, losses]) => [wins, losses]);
		if (this.#arms.length < 2) throw new RangeError('a bandit needs at least two arms');
	}

	choose(): number {
		this.#draws += 1;
		const random = new Random(Math.imul(this.#seed, 0x01000193) ^ this.#draws);
		const drawn = this.#arms.map(([wins, losses]) => beta(wins + 1, losses + 1, random));
		return drawn.indexOf(Math.max(...drawn));
	}

	learn(arm: number, isWin: boolean): void {
		const counts = this.#arms[arm];
		if (counts === undefined) throw new RangeError(`there is no arm ${arm}`);
		counts[isWin ? 0 : 1] += 1;
	}

	state(): BanditState {
		return { seed: this.#seed, draws: this.#draws, arms: this.#arms.map(([wins, losses]) => [wins, losses] as const) };
	}
}

function beta(a: number, b: number, random: Random): number {
	const x = gamma(a, random);
	return x / (x + gamma(b, random));
}

/** Marsaglia and Tsang 2000, for shapes from 1 on. */
function gamma(shape: number, random: Random): number {
	const d = shape - 1 / 3;
	for (;;) {
		const z = random.normal();
		const v = (1 + z / Math.sqrt(9 * d)) ** 3;
		if (v > 0 && Math.log(1 - random.uniform()) < 0.5 * z * z + d - d * v + d * Math.log(v)) return d * v;
	}
}
