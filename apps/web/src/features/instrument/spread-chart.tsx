'use client';

import { useEffect, useMemo, useRef, useState } from 'react';
import { Chart } from '../../design/chart/charts';
import { useLook } from '../../design/look-context';
import { Loading } from '../../design/state';
import type { Api } from '../../lib/api';
import { clockMark } from '../../lib/chart-axis';
import { documents } from '../../lib/documents';
import type { Bar, BarPage, Instrument, Quality } from '../../lib/types';
import { spreadLines } from './spread';

type Sides = { readonly bids: readonly Bar[]; readonly asks: readonly Bar[] };
const nothing: Sides = { bids: [], asks: [] };
/** Legend and readout around the drawing itself. */
const aroundPx = 52;
const leastPx = 110;
const faultsPx = 64;

/** By the minute: mean and largest spread in points, as the watchlist shows it; before that what stored bars know; and ticks that had something wrong. */
export function SpreadChart({ api, instrument, quality }: { api: Api; instrument: Instrument; quality: Quality }) {
	const { t, look, format } = useLook();
	const box = useRef<HTMLDivElement>(null);
	const [heightPx, setHeightPx] = useState(leastPx);
	const [past, setPast] = useState<Sides | null>(null);
	const { venue, minutes } = quality;
	useEffect(() => {
		let gone = false;
		setPast(null);
		const of = (price: 'BID' | 'ASK') =>
			api.request<{ bars: BarPage }>(documents.bars, { instrumentId: instrument.id, venue, every: '1m', price, before: null });
		Promise.all([of('BID'), of('ASK')]).then(
			([bid, ask]) => gone || setPast({ bids: bid.bars.bars, asks: ask.bars.bars }),
			() => gone || setPast(nothing), // The chart of bars beside it tells why there are none.
		);
		return () => {
			gone = true;
		};
	}, [api, instrument.id, venue]);
	useEffect(() => {
		if (box.current === null) return;
		const seen = new ResizeObserver(([entry]) => entry && setHeightPx(Math.max(leastPx, Math.floor(entry.contentRect.height) - aroundPx)));
		seen.observe(box.current);
		return () => seen.disconnect();
	}, []);
	const { mean, largest, atEnd, faults } = useMemo(
		() => spreadLines({ minutes, ...(past ?? nothing), digits: instrument.priceDigits }),
		[minutes, past, instrument.priceDigits],
	);
	const series = [
		{ name: t('instrument.mean'), tone: 'accent', points: mean },
		{ name: t('instrument.largest'), tone: 'warn', points: largest },
		{ name: t('instrument.atEnd'), tone: 'muted', points: atEnd },
	] as const;
	const xText = clockMark(look);
	return (
		<div className="i-spread" ref={box} data-testid="spread-chart" data-minutes={mean.length + atEnd.length}>
			{past === null && <Loading rows={3} />}
			<Chart
				label={t('instrument.spread')}
				height={faults.length > 0 ? Math.max(leastPx, heightPx - faultsPx - aroundPx) : heightPx}
				series={series.filter(({ points }) => points.length > 0)}
				xText={xText}
				yText={(y) => format.number(Number(y.toFixed(1)))}
			/>
			{faults.length > 0 && (
				<Chart
					label={t('instrument.faults')}
					kind="bars"
					height={faultsPx}
					series={[{ name: t('instrument.faults'), tone: 'down', points: faults }]}
					xText={xText}
				/>
			)}
		</div>
	);
}
