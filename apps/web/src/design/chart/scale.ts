export type Point = { readonly x: number; readonly y: number };
export type Series = {
	readonly name: string;
	readonly tone: 'accent' | 'up' | 'down' | 'warn' | 'muted';
	readonly points: readonly Point[];
};

/** Round values that cover a range, about `count` of them. */
export function niceTicks(low: number, high: number, count = 4): number[] {
	if (!(high > low)) return [low];
	const rough = (high - low) / count;
	const power = 10 ** Math.floor(Math.log10(rough));
	const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
	const ticks: number[] = [];
	for (let tick = Math.ceil(low / step) * step; tick <= high + step * 1e-9; tick += step) ticks.push(Number(tick.toPrecision(12)));
	return ticks;
}

/** The least and the greatest of all series, with a little air; null where there is nothing. */
export function extent(series: readonly Series[], input: { readonly fromZero?: boolean } = {}) {
	const points = series.flatMap((one) => one.points);
	const [first] = points;
	if (first === undefined) return null;
	let [x0, x1, y0, y1] = [first.x, first.x, input.fromZero ? Math.min(0, first.y) : first.y, first.y];
	for (const { x, y } of points) {
		if (x < x0) x0 = x;
		if (x > x1) x1 = x;
		if (y < y0) y0 = y;
		if (y > y1) y1 = y;
	}
	if (input.fromZero && y1 < 0) y1 = 0;
	const air = y1 > y0 ? (y1 - y0) * 0.06 : Math.abs(y1) * 0.01 || 1;
	return { x0, x1: x1 > x0 ? x1 : x0 + 1, y0: input.fromZero && y0 === 0 ? 0 : y0 - air, y1: y1 + air };
}
export type Extent = NonNullable<ReturnType<typeof extent>>;

export const path = (points: readonly Point[], at: (point: Point) => readonly [number, number]): string =>
	points
		.map((point, index) => {
			const [x, y] = at(point);
			return `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
		})
		.join('');
