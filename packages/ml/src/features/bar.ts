/** One bar as indicators take it, prices in units of the quote currency. */
export type Bar = {
	readonly open: number;
	readonly high: number;
	readonly low: number;
	readonly close: number;
	readonly volume: number;
};

/** Takes a bar an update and writes its outputs, NaN until it has seen enough. */
export type Indicator = {
	readonly outputs: readonly string[];
	update(bar: Bar, into: Float64Array): void;
};

/** One output. */
export const single = (name: string, update: (bar: Bar) => number): Indicator => ({
	outputs: [name],
	update(bar, into) {
		into[0] = update(bar);
	},
});
