/** The largest distance of two samples' distribution functions, and how likely one as large is where both come from the same (asymptotic). */
export function kolmogorovSmirnov(a: ArrayLike<number>, b: ArrayLike<number>): { readonly distance: number; readonly pValue: number } {
	const [x, y] = [Float64Array.from(a).sort(), Float64Array.from(b).sort()];
	if (x.length === 0 || y.length === 0) throw new RangeError('both samples need at least one value');
	let distance = 0;
	let [i, j] = [0, 0];
	while (i < x.length && j < y.length) {
		const value = Math.min(x[i] ?? 0, y[j] ?? 0);
		while (i < x.length && x[i] === value) i++;
		while (j < y.length && y[j] === value) j++;
		distance = Math.max(distance, Math.abs(i / x.length - j / y.length));
	}
	const size = Math.sqrt((x.length * y.length) / (x.length + y.length));
	const lambda = (size + 0.12 + 0.11 / size) * distance;
	let pValue = 0;
	for (let k = 1; k <= 100; k++) pValue += 2 * (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * k * k * lambda * lambda);
	return { distance, pValue: lambda < 0.2 ? 1 : Math.min(1, Math.max(0, pValue)) };
}
