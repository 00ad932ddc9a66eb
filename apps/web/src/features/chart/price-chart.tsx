'use client';

import { CandlestickSeries, createChart, type IPriceLine, type ISeriesApi, type UTCTimestamp } from 'lightweight-charts';
import Link from 'next/link';
import { useEffect, useRef, useState } from 'react';
import { addPrice, type Candle, candlesOf } from '../../lib/candles';
import { color } from '../../lib/color';
import { documents } from '../../lib/documents';
import type { QuoteStore } from '../../lib/quotes';
import type { Instrument, Position, Tick } from '../../lib/types';
import type { Request } from '../desk/use-desk';

const frames = [5, 15, 60] as const;
const chartCandle = (candle: Candle) => ({ ...candle, time: candle.time as UTCTimestamp });

export function PriceChart({
	instrument,
	quotes,
	request,
	positions,
}: {
	instrument: Instrument;
	quotes: QuoteStore;
	request: Request;
	positions: Position[];
}) {
	const canvas = useRef<HTMLDivElement>(null);
	const series = useRef<ISeriesApi<'Candlestick'>>(null);
	const [frameSec, setFrameSec] = useState<(typeof frames)[number]>(5);

	useEffect(() => {
		if (canvas.current === null) return;
		const chart = createChart(canvas.current, {
			autoSize: true,
			layout: { background: { color: color('--panel') }, textColor: color('--muted'), attributionLogo: true },
			grid: { vertLines: { color: color('--line') }, horzLines: { color: color('--line') } },
			timeScale: { timeVisible: true, secondsVisible: true, borderColor: color('--line'), barSpacing: 9, rightOffset: 4 },
			rightPriceScale: { borderColor: color('--line') },
		});
		const candles = chart.addSeries(CandlestickSeries, {
			upColor: color('--up'),
			downColor: color('--down'),
			wickUpColor: color('--up'),
			wickDownColor: color('--down'),
			borderVisible: false,
			priceFormat: { type: 'price', precision: instrument.priceDigits, minMove: 10 ** -instrument.priceDigits },
		});
		series.current = candles;
		let last: Candle | undefined;
		let gone = false;
		const stop = quotes.watch((quote) => {
			if (quote.instrument.id !== instrument.id || last === undefined) return;
			last = addPrice(last, { atMs: Date.parse(quote.at), price: (Number(quote.bid) + Number(quote.ask)) / 2, frameSec });
			candles.update(chartCandle(last));
		});
		request<{ recentTicks: Tick[] }>(documents.ticks, { instrumentId: instrument.id }).then(
			({ recentTicks }) => {
				if (gone) return;
				const history = candlesOf(recentTicks, frameSec);
				candles.setData(history.map(chartCandle));
				last = history.at(-1) ?? { time: 0, open: 0, high: 0, low: 0, close: 0 };
				chart.timeScale().scrollToRealTime();
			},
			() => undefined, // the desk's own banner tells when the API is away
		);
		return () => {
			gone = true;
			series.current = null;
			stop();
			chart.remove();
		};
	}, [instrument.id, instrument.priceDigits, frameSec, quotes, request]);

	const levels = JSON.stringify(positions.map((p) => [p.side, p.quantity, p.averagePrice]));
	// biome-ignore lint/correctness/useExhaustiveDependencies: a new chart (instrument or timeframe) needs its lines again
	useEffect(() => {
		const lines: IPriceLine[] = [];
		for (const [side, quantity, price] of JSON.parse(levels) as [string, string, string][]) {
			const line = series.current?.createPriceLine({
				price: Number(price),
				color: color(side === 'BUY' ? '--up' : '--down'),
				lineWidth: 1,
				title: `${side} ${quantity}`,
			});
			if (line) lines.push(line);
		}
		return () => {
			for (const line of lines) series.current?.removePriceLine(line);
		};
	}, [levels, instrument.id, frameSec]);

	return (
		<section className="panel chart" aria-label={`${instrument.symbol} chart`}>
			<h2>
				<Link href={`/instruments/${encodeURIComponent(instrument.symbol)}`} data-testid="instrument-link">
					{instrument.symbol}
				</Link>{' '}
				<span className="muted">{instrument.description}</span>
				<span style={{ flex: 1 }} />
				{frames.map((frame) => (
					<button key={frame} type="button" className={`small ${frame === frameSec ? 'primary' : ''}`} onClick={() => setFrameSec(frame)}>
						{frame < 60 ? `${frame}s` : '1m'}
					</button>
				))}
			</h2>
			<div className="chart-canvas" ref={canvas} />
		</section>
	);
}
