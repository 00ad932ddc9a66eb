import { seeded } from '../simulator/market.ts';

/** A stream of seeded chance. Each part of the simulation has one of its own, so that a draw more in one moves nothing in another. */
export type Chance = {
	hits(probability: number): boolean;
	/** A whole number, both ends included. */
	between(min: number, max: number): number;
	pick<Item>(items: readonly Item[]): Item | undefined;
	bytes(count: number): Uint8Array;
	fork(): Chance;
};

export function chanceOf(seed: number): Chance {
	const next = seeded(seed);
	const between = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
	return {
		hits: (probability) => next() < probability,
		between,
		pick: (items) => items[Math.floor(next() * items.length)],
		bytes: (count) => Uint8Array.from({ length: count }, () => between(0, 255)),
		fork: () => chanceOf(between(0, 0xffff_ffff)),
	};
}
