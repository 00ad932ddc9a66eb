/** An exact positive fraction. Kept reduced, so that chains of prices and scales stay within exact integers. */
export type Ratio = { readonly num: number; readonly den: number };

export const one: Ratio = { num: 1, den: 1 };

/** `ratio * num / den`, reduced. Undefined where a part is no positive exact integer. */
export function scale(ratio: Ratio, by: Ratio): Ratio | undefined {
	if (!isPositive(by.num) || !isPositive(by.den)) return undefined;
	const across = gcd(ratio.num, by.den);
	const back = gcd(by.num, ratio.den);
	const num = (ratio.num / across) * (by.num / back);
	const den = (ratio.den / back) * (by.den / across);
	return Number.isSafeInteger(num) && Number.isSafeInteger(den) ? { num, den } : undefined;
}

/** `ratio` times each of `factors`; undefined where one of them is, or the product is no longer exact. */
export function product(factors: readonly (Ratio | undefined)[]): Ratio | undefined {
	let result: Ratio | undefined = one;
	for (const factor of factors) {
		if (factor === undefined || result === undefined) return undefined;
		result = scale(result, factor);
	}
	return result;
}

function isPositive(value: number): boolean {
	return Number.isSafeInteger(value) && value > 0;
}

function gcd(a: number, b: number): number {
	let x = a;
	let y = b;
	while (y !== 0) [x, y] = [y, x % y];
	return x;
}
