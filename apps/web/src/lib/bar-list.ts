import type { Candle } from './candles';
import type { Bar } from './types';

export const candleOf = (bar: Bar): Candle => ({
	time: Date.parse(bar.start) / 1000,
	open: Number(bar.open),
	high: Number(bar.high),
	low: Number(bar.low),
	close: Number(bar.close),
});

/** The candles of one series, in order of time: pages come at the old end, live bars at the new one, and a bar may come again with a later state. */
export class BarList {
	readonly #candles: Candle[] = [];

	get candles(): readonly Candle[] {
		return this.#candles;
	}

	get oldest(): number | undefined {
		return this.#candles[0]?.time;
	}

	/** @returns whether all must be drawn anew: something else than the newest candle changed */
	add(bars: readonly Bar[]): boolean {
		let redraw = false;
		for (const bar of bars) {
			const candle = candleOf(bar);
			const place = this.#candles.findLastIndex(({ time }) => time <= candle.time);
			const isSame = this.#candles[place]?.time === candle.time;
			const isNewest = place === this.#candles.length - 1;
			this.#candles.splice(isSame ? place : place + 1, isSame ? 1 : 0, candle);
			redraw ||= !isNewest;
		}
		return redraw;
	}

	/** A page of older bars; what is there already stays as it is. */
	prepend(bars: readonly Bar[]): void {
		const before = this.oldest ?? Number.POSITIVE_INFINITY;
		this.#candles.unshift(...bars.map(candleOf).filter(({ time }) => time < before));
	}
}
