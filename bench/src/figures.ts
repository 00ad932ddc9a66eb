import type { Result } from './types.ts';

/** @param sorted ascending. */
export const quantile = (sorted: ArrayLike<number>, q: number): number =>
	sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;

export const round = (value: number): number => Math.round(value * 1000) / 1000;

/** Rows of these quantiles of the samples. */
export function quantileRows(
	name: string,
	input: { readonly samples: ArrayLike<number>; readonly unit: string; readonly quantiles: readonly number[] },
): Result[] {
	const sorted = Float64Array.from(input.samples).sort();
	return input.quantiles.map((q) => ({ case: name, metric: `p${q * 100}`, unit: input.unit, value: round(quantile(sorted, q)) }));
}

export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Each row is the median over the rounds: one pause of the machine then spoils a round, not the figure. All rounds have the same rows. */
export const medianRows = (rounds: readonly (readonly Result[])[]): Result[] =>
	(rounds[0] ?? []).map((row, i) => ({ ...row, value: median(rounds.map((round) => round[i]?.value ?? Number.NaN)) }));
