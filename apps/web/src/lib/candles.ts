/** Candles of the middle price, from ticks, for one timeframe. Times in seconds since 1970, as the chart wants them. */
export type Candle = { time: number; open: number; high: number; low: number; close: number };

/** @returns the candle that this price belongs to: the last one updated, or a new one. A late price joins the last candle. */
export function addPrice(last: Candle | undefined, input: { atMs: number; price: number; frameSec: number }): Candle {
	const { price, frameSec } = input;
	const time = Math.floor(input.atMs / 1000 / frameSec) * frameSec;
	if (last === undefined || time > last.time) return { time, open: price, high: price, low: price, close: price };
	return { ...last, high: Math.max(last.high, price), low: Math.min(last.low, price), close: price };
}

export function candlesOf(ticks: readonly { at: string; bid: string; ask: string }[], frameSec: number): Candle[] {
	const candles: Candle[] = [];
	for (const tick of ticks) {
		const candle = addPrice(candles.at(-1), { atMs: Date.parse(tick.at), price: (Number(tick.bid) + Number(tick.ask)) / 2, frameSec });
		if (candle.time === candles.at(-1)?.time) candles[candles.length - 1] = candle;
		else candles.push(candle);
	}
	return candles;
}
