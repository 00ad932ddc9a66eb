'use client';

import { createChart, HistogramSeries, LineSeries, type UTCTimestamp } from 'lightweight-charts';
import { useEffect, useRef } from 'react';
import { color } from '../../lib/color';
import type { QualityMinute } from '../../lib/types';

/** By the minute: mean and largest spread in points, as the watchlist shows it, and beneath how many ticks had something wrong. */
export function SpreadChart({ minutes, digits }: { minutes: readonly QualityMinute[]; digits: number }) {
	const canvas = useRef<HTMLDivElement>(null);
	useEffect(() => {
		if (canvas.current === null) return;
		const chart = createChart(canvas.current, {
			autoSize: true,
			layout: { background: { color: color('--panel') }, textColor: color('--muted'), attributionLogo: false },
			grid: { vertLines: { color: color('--line') }, horzLines: { color: color('--line') } },
			timeScale: { timeVisible: true, borderColor: color('--line') },
			rightPriceScale: { borderColor: color('--line') },
		});
		const at = (minute: QualityMinute) => (Date.parse(minute.start) / 1000) as UTCTimestamp;
		const priceFormat = { type: 'price', precision: 1, minMove: 0.1 } as const;
		// Labels of the newest values would lie on each other, and on the scale: the legend has the words.
		const plain = { lastValueVisible: false, priceLineVisible: false } as const;
		const line = (name: '--up' | '--warn', of: (minute: QualityMinute) => string | null) =>
			chart
				.addSeries(LineSeries, { color: color(name), lineWidth: 2, priceFormat, ...plain })
				.setData(
					minutes.filter((minute) => of(minute) !== null).map((minute) => ({ time: at(minute), value: Number(of(minute)) * 10 ** digits })),
				);
		line('--warn', ({ spreadMax }) => spreadMax);
		line('--up', ({ spreadMean }) => spreadMean);
		const wrong = chart.addSeries(HistogramSeries, {
			color: color('--down'),
			priceFormat: { type: 'volume' },
			priceScaleId: 'wrong',
			...plain,
		});
		chart.priceScale('wrong').applyOptions({ scaleMargins: { top: 0.8, bottom: 0 } });
		wrong.setData(minutes.map((minute) => ({ time: at(minute), value: wrongIn(minute) })));
		return () => chart.remove();
	}, [minutes, digits]);
	return <div className="chart-canvas" ref={canvas} data-testid="spread-chart" data-minutes={minutes.length} />;
}

/** Repeated stamps are no fault: many venues send several ticks in a millisecond. */
const wrongIn = ({ counts }: QualityMinute): number =>
	counts.crossed + counts.nonPositive + counts.stale + counts.spike + counts.outOfOrder + counts.gap + counts.session;
