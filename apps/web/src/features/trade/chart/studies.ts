import { HistogramSeries, type IChartApi, type ISeriesApi, LineSeries, type UTCTimestamp } from 'lightweight-charts';
import type { Candle } from '../../../lib/candles';
import { color } from '../../../lib/color';
import { atr, bollinger, ema, macd, rsi, sma, type Values } from '../../../lib/indicators';

export const studies = ['SMA 20', 'SMA 50', 'EMA 20', 'Bollinger 20, 2', 'RSI 14', 'MACD', 'ATR 14'] as const;
export type Study = (typeof studies)[number];

type Plot = {
	readonly tone: string;
	readonly kind?: 'histogram';
	/** 0: over the candles; else a pane of its own. */
	readonly pane: boolean;
	readonly of: (candles: readonly Candle[]) => Values;
};
const closes = (candles: readonly Candle[]): number[] => candles.map(({ close }) => close);
const plots: Readonly<Record<Study, readonly Plot[]>> = {
	'SMA 20': [{ tone: '--accent', pane: false, of: (c) => sma(closes(c), 20) }],
	'SMA 50': [{ tone: '--warn', pane: false, of: (c) => sma(closes(c), 50) }],
	'EMA 20': [{ tone: '--unknown', pane: false, of: (c) => ema(closes(c), 20) }],
	'Bollinger 20, 2': [
		{ tone: '--muted', pane: false, of: (c) => bollinger(closes(c), 20, 2).upper },
		{ tone: '--edge', pane: false, of: (c) => bollinger(closes(c), 20, 2).middle },
		{ tone: '--muted', pane: false, of: (c) => bollinger(closes(c), 20, 2).lower },
	],
	'RSI 14': [{ tone: '--accent', pane: true, of: (c) => rsi(closes(c), 14) }],
	MACD: [
		{ tone: '--edge', kind: 'histogram', pane: true, of: (c) => macd(closes(c)).histogram },
		{ tone: '--accent', pane: true, of: (c) => macd(closes(c)).line },
		{ tone: '--warn', pane: true, of: (c) => macd(closes(c)).signal },
	],
	'ATR 14': [{ tone: '--warn', pane: true, of: (c) => atr(c, 14) }],
};

/** Draws the chosen studies. `draw` gives them the candles as they now are. */
export function addStudies(chart: IChartApi, input: { readonly chosen: readonly Study[]; readonly digits: number }) {
	let pane = 0;
	const drawn: { readonly series: ISeriesApi<'Line' | 'Histogram'>; readonly plot: Plot }[] = [];
	for (const study of input.chosen) {
		if (plots[study].some((plot) => plot.pane)) pane++;
		for (const [index, plot] of plots[study].entries()) {
			const options = {
				...{ color: color(plot.tone), priceLineVisible: false, lastValueVisible: plot.pane, title: index === 0 ? study : '' },
				priceFormat: {
					type: 'price',
					precision: plot.pane && study === 'RSI 14' ? 1 : input.digits + 1,
					minMove: 10 ** -(input.digits + 1),
				},
			} as const;
			const at = plot.pane ? pane : 0;
			const series =
				plot.kind === 'histogram'
					? chart.addSeries(HistogramSeries, options, at)
					: chart.addSeries(LineSeries, { ...options, lineWidth: 1 }, at);
			drawn.push({ series, plot });
		}
	}
	for (let index = 1; index <= pane; index++) chart.panes()[index]?.setStretchFactor(0.28);
	return {
		draw(candles: readonly Candle[]): void {
			for (const { series, plot } of drawn)
				series.setData(
					plot.of(candles).flatMap((value, index) => {
						const time = candles[index]?.time;
						return value === null || time === undefined ? [] : [{ time: time as UTCTimestamp, value }];
					}),
				);
		},
		remove(): void {
			for (const { series } of drawn) chart.removeSeries(series);
		},
	};
}
