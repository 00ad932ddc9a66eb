'use client';

import { CandlestickSeries, createChart, type UTCTimestamp } from 'lightweight-charts';
import { useEffect, useRef, useState } from 'react';
import { useLook } from '../../design/look-context';
import { Loading } from '../../design/state';
import type { Api } from '../../lib/api';
import { BarList } from '../../lib/bar-list';
import type { Candle } from '../../lib/candles';
import { labelTimes } from '../../lib/chart-axis';
import { color } from '../../lib/color';
import { documents } from '../../lib/documents';
import type { Bar, BarPage, Instrument } from '../../lib/types';

export type Shown = { readonly venue: string; readonly every: string; readonly price: 'BID' | 'ASK' | 'MID' };
/** Older bars are asked for when fewer than this are left of what is seen. */
const reserve = 50;
const chartCandle = (candle: Candle) => ({ ...candle, time: candle.time as UTCTimestamp });

/** Candles of one series: stored and live, and older ones as one pans to them. */
export function BarChart({ instrument, api, shown }: { instrument: Instrument; api: Api; shown: Shown }) {
	const { look, format } = useLook();
	const canvas = useRef<HTMLDivElement>(null);
	const [state, setState] = useState({ bars: 0, loaded: false, hasOlder: false, failure: '' });
	const { venue, every, price } = shown;

	useEffect(() => {
		if (canvas.current === null) return;
		const chart = createChart(canvas.current, {
			autoSize: true,
			layout: {
				...{ background: { color: color('--panel') }, textColor: color('--muted'), attributionLogo: true, fontSize: 11 },
				fontFamily: getComputedStyle(document.body).fontFamily,
			},
			grid: { vertLines: { color: color('--line') }, horzLines: { color: color('--line') } },
			timeScale: { timeVisible: true, secondsVisible: every.endsWith('s'), borderColor: color('--line'), barSpacing: 8, rightOffset: 4 },
			rightPriceScale: { borderColor: color('--line'), entireTextOnly: true },
			localization: { locale: format.tag, timeFormatter: (time: number) => format.dateTime(time * 1_000) },
		});
		const precision = price === 'MID' ? instrument.priceDigits + 1 : instrument.priceDigits;
		const series = chart.addSeries(CandlestickSeries, {
			...{ upColor: color('--up'), downColor: color('--down'), wickUpColor: color('--up'), wickDownColor: color('--down') },
			borderVisible: false,
			priceFormat: { type: 'price', precision, minMove: 10 ** -precision },
		});
		const stopLabels = labelTimes(chart, look);
		const list = new BarList();
		const wanted = { instrumentId: instrument.id, venue, every, price };
		let gone = false;
		let loading = true;
		let loaded = false;
		let hasOlder = false;
		const told = (failure = '') => setState({ bars: list.candles.length, loaded, hasOlder, failure });
		const draw = () => series.setData(list.candles.map(chartCandle));
		const take = ({ bars: page }: { bars: BarPage }) => {
			if (gone) return;
			hasOlder = page.hasOlder;
			loaded = true;
			list.prepend(page.bars);
			draw();
			told();
		};
		const ask = async (before?: string) => {
			loading = true;
			try {
				take(await api.request<{ bars: BarPage }>(documents.bars, { ...wanted, before: before ?? null }));
			} catch (error) {
				if (!gone) told(error instanceof Error ? error.message : String(error));
			} finally {
				loading = false;
			}
		};
		const older = (range: { from: number } | null) => {
			if (range === null || range.from > reserve || loading || !hasOlder || list.oldest === undefined) return;
			void ask(new Date(list.oldest * 1000).toISOString());
		};
		chart.timeScale().subscribeVisibleLogicalRangeChange(older);
		void ask().then(() => !gone && chart.timeScale().scrollToRealTime());
		const stop = api.subscribe<{ bars: Bar[] }>(
			documents.barsLive,
			({ bars }) => {
				if (gone || bars.length === 0) return;
				const last = list.candles.at(-1)?.time ?? 0;
				if (list.add(bars)) draw();
				else for (const candle of list.candles.filter(({ time }) => time >= last)) series.update(chartCandle(candle));
				told();
			},
			wanted,
		);
		return () => {
			gone = true;
			stopLabels();
			stop();
			chart.remove();
		};
	}, [api, instrument.id, instrument.priceDigits, venue, every, price, look, format]);

	return (
		<>
			<div className="chart-canvas" ref={canvas} data-testid="bar-chart" data-bars={state.bars} data-has-older={state.hasOlder} />
			{!state.loaded && state.failure === '' && (
				<div className="m-wait">
					<Loading rows={6} />
				</div>
			)}
			{state.failure !== '' && <p className="error-text">{state.failure}</p>}
		</>
	);
}
