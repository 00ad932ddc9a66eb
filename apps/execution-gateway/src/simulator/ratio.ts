/** An exact fraction, reduced; the denominator is positive. */
export type Ratio = { readonly num: bigint; readonly den: bigint };

function gcd(a: bigint, b: bigint): bigint {
	let [x, y] = [a < 0n ? -a : a, b];
	while (y !== 0n) [x, y] = [y, x % y];
	return x;
}

export function ratio(num: bigint, den = 1n): Ratio {
	const [n, d] = den < 0n ? [-num, -den] : [num, den];
	const common = gcd(n, d) || 1n;
	return { num: n / common, den: d / common };
}
export const times = (a: Ratio, b: Ratio): Ratio => ratio(a.num * b.num, a.den * b.den);
export const plus = (a: Ratio, b: Ratio): Ratio => ratio(a.num * b.den + b.num * a.den, a.den * b.den);
export const minus = (a: Ratio, b: Ratio): Ratio => plus(a, ratio(-b.num, b.den));

/** Half away from zero. */
export function round({ num, den }: Ratio): number {
	const size = num < 0n ? -num : num;
	const rounded = (size * 2n + den) / (den * 2n);
	return Number(num < 0n ? -rounded : rounded);
}
export const toNumber = ({ num, den }: Ratio): number => Number(num) / Number(den);
