export type Random = {
	/** A whole number from 0 to below n. */
	below(n: number): number;
	/** True in so many of a hundred. */
	chance(percent: number): boolean;
	/** One of a list; undefined where it is empty. */
	pick<Item>(list: readonly Item[]): Item | undefined;
};

/** The same choices for the same parts: a 32-bit mixer over their hash. */
export function seeded(...parts: readonly number[]): Random {
	let state = parts.reduce((hash, part) => mix(hash ^ Math.trunc(part)), 0x2545f491);
	const below = (n: number): number => {
		state = (state + 0x9e3779b9) | 0;
		return (mix(state) >>> 0) % n;
	};
	return { below, chance: (percent) => below(100) < percent, pick: (list) => list[below(Math.max(1, list.length))] };
}

function mix(value: number): number {
	let x = value | 0;
	x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
	x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
	return x ^ (x >>> 16);
}
