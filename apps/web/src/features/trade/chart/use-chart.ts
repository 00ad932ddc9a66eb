import { CandlestickSeries, createChart, type IChartApi, type ISeriesApi, type UTCTimestamp } from 'lightweight-charts';
import { type RefObject, useEffect, useState } from 'react';
import { formatter } from '../../../design/format';
import type { Look } from '../../../design/look';
import type { Api } from '../../../lib/api';
import { BarList } from '../../../lib/bar-list';
import type { Candle } from '../../../lib/candles';
import { labelTimes } from '../../../lib/chart-axis';
import { color } from '../../../lib/color';
import { documents } from '../../../lib/documents';
import type { QuoteStore } from '../../../lib/quotes';
import type { Bar, BarPage, Instrument } from '../../../lib/types';
import { addStudies, type Study } from './studies';

export const frames = ['1s', '5s', '15s', '1m', '5m', '15m', '1h', '4h', '1d', '1w'] as const;
export type Frame = (typeof frames)[number];
type Input = {
	readonly api: Api;
	readonly connection: number;
	readonly quotes: QuoteStore;
	readonly instrument: Instrument;
	readonly every: Frame;
	readonly chosen: readonly Study[];
	readonly look: Look;
};
export type DrawnChart = {
	readonly chart: IChartApi;
	readonly series: ISeriesApi<'Candlestick'>;
	readonly candles: () => readonly Candle[];
};
const reserve = 50;
const studiesEveryMs = 1_000;
const drawable = (candle: Candle) => ({ ...candle, time: candle.time as UTCTimestamp });

/** Candles of stored bars, older ones as one pans to them, the newest moved by every tick; after a cut line all is read anew. */
export function useChart(canvas: RefObject<HTMLDivElement | null>, input: Input) {
	const { api, connection, quotes, instrument, every, chosen, look } = input;
	const [drawn, setDrawn] = useState<DrawnChart | null>(null);
	const [state, setState] = useState({ bars: 0, loaded: false, failure: '' });
	const studyKey = chosen.join();

	// biome-ignore lint/correctness/useExhaustiveDependencies: look changes the colours, a new connection the data.
	useEffect(() => {
		if (canvas.current === null) return;
		const digits = instrument.priceDigits;
		const format = formatter(look);
		const chart = createChart(canvas.current, {
			autoSize: true,
			layout: {
				...{ background: { color: color('--panel') }, textColor: color('--muted'), attributionLogo: true, fontSize: 11 },
				fontFamily: getComputedStyle(document.body).fontFamily,
				panes: { separatorColor: color('--line'), separatorHoverColor: color('--edge') },
			},
			grid: { vertLines: { color: color('--line') }, horzLines: { color: color('--line') } },
			timeScale: { timeVisible: true, secondsVisible: every.endsWith('s'), borderColor: color('--line'), barSpacing: 8, rightOffset: 12 },
			rightPriceScale: { borderColor: color('--line'), entireTextOnly: true },
			localization: {
				locale: format.tag,
				timeFormatter: (time: number) => format.dateTime(time * 1_000),
				priceFormatter: (price: number) => price.toFixed(digits),
			},
		});
		const series = chart.addSeries(CandlestickSeries, {
			...{ upColor: color('--up'), downColor: color('--down'), wickUpColor: color('--up'), wickDownColor: color('--down') },
			borderVisible: false,
			priceFormat: { type: 'price', precision: digits, minMove: 10 ** -digits },
		});
		const stopLabels = labelTimes(chart, look);
		const list = new BarList();
		const extra = addStudies(chart, { chosen, digits });
		const wanted = { instrumentId: instrument.id, venue: null, every, price: 'BID' };
		let [gone, loading, loaded, hasOlder, studiesStale] = [false, true, false, false, false];
		const told = (failure = '') =>
			setState((now) =>
				now.loaded === loaded && now.bars === list.candles.length && now.failure === failure
					? now
					: { bars: list.candles.length, loaded, failure },
			);
		const drawAll = () => {
			series.setData(list.candles.map(drawable));
			extra.draw(list.candles);
		};
		const ask = async (before: string | null) => {
			loading = true;
			try {
				const { bars } = await api.request<{ bars: BarPage }>(documents.bars, { ...wanted, before });
				if (gone) return;
				hasOlder = bars.hasOlder;
				loaded = true;
				list.prepend(bars.bars);
				drawAll();
				told();
			} catch (error) {
				if (!gone) told(error instanceof Error ? error.message : String(error));
			} finally {
				loading = false;
			}
		};
		const older = (range: { from: number } | null) => {
			if (range === null || range.from > reserve || loading || !hasOlder || list.oldest === undefined) return;
			void ask(new Date(list.oldest * 1_000).toISOString());
		};
		chart.timeScale().subscribeVisibleLogicalRangeChange(older);
		void ask(null).then(() => !gone && chart.timeScale().scrollToRealTime());
		const stopBars = api.subscribe<{ bars: Bar[] }>(
			documents.barsLive,
			({ bars }) => {
				if (gone || bars.length === 0) return;
				const last = list.candles.at(-1)?.time ?? 0;
				if (list.add(bars)) drawAll();
				else for (const candle of list.candles.filter(({ time }) => time >= last)) series.update(drawable(candle));
				studiesStale = true;
				told();
			},
			wanted,
		);
		// The newest tick of a frame; the bar itself follows from the store of bars, which has the last word.
		const stopTicks = quotes.on(instrument.id, () => {
			const [last, quote] = [list.candles.at(-1), quotes.get(instrument.id)];
			if (last === undefined || quote === undefined) return;
			const price = Number(quote.bid);
			series.update(drawable({ ...last, close: price, high: Math.max(last.high, price), low: Math.min(last.low, price) }));
		});
		const timer = setInterval(() => {
			if (studiesStale) extra.draw(list.candles);
			studiesStale = false;
		}, studiesEveryMs);
		setDrawn({ chart, series, candles: () => list.candles });
		return () => {
			gone = true;
			clearInterval(timer);
			stopLabels();
			stopBars();
			stopTicks();
			setDrawn(null);
			chart.remove();
		};
	}, [
		api,
		connection,
		quotes,
		instrument.id,
		instrument.priceDigits,
		every,
		studyKey,
		look.theme,
		look.updown,
		look.locale,
		look.timeZone,
	]);
	return { drawn, ...state };
}
