const powers = [
	1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000, 100_000_000_000, 1_000_000_000_000,
	10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000,
];

/** 10 to the `digits`, 0 to 15; NaN beyond, which every exact operation refuses. No Math.pow: it differs between engines. */
export function pow10(digits: number): number {
	return powers[digits] ?? Number.NaN;
}
