'use client';

import { useCallback, useId, useState } from 'react';
import { useLook } from '../look-context';
import { Empty } from '../state';
import './charts.css';
import { type Extent, extent, niceTicks, type Point, path, type Series } from './scale';

type Props = {
	label: string;
	series: readonly Series[];
	kind?: 'line' | 'area' | 'bars';
	height?: number;
	/** How x is written; a time in ms where it is absent. */
	xText?: (x: number) => string;
	yText?: (y: number) => string;
	testId?: string;
};
const pad = { left: 8, right: 62, top: 8, bottom: 22 };

/** A chart over time or any other x. Its numbers can be read as a table, and every point on hover or by arrow keys. */
export function Chart({ label, series, kind = 'line', height = 180, xText, yText, testId }: Props) {
	const { format } = useLook();
	const [width, setWidth] = useState(600);
	const [at, setAt] = useState<number | null>(null);
	const id = useId();
	// Of the element, not of the component: where there is nothing to draw yet, it comes later.
	const box = useCallback((node: HTMLDivElement) => {
		const seen = new ResizeObserver(([entry]) => entry && setWidth(Math.max(160, entry.contentRect.width)));
		seen.observe(node);
		return () => seen.disconnect();
	}, []);
	const range = extent(series, { fromZero: kind !== 'line' });
	const writeX = xText ?? ((x: number) => format.time(x));
	const writeY = yText ?? ((y: number) => format.number(Number(y.toPrecision(8))));
	const longest = series.reduce<readonly Point[]>((most, one) => (one.points.length > most.length ? one.points : most), []);
	if (range === null) return <Empty icon="usage" />;
	const toX = (x: number) => pad.left + ((x - range.x0) / (range.x1 - range.x0)) * (width - pad.left - pad.right);
	const toY = (y: number) => pad.top + (1 - (y - range.y0) / (range.y1 - range.y0)) * (height - pad.top - pad.bottom);
	const seen = at === null ? undefined : longest[at];
	const nearest = (clientX: number, left: number) => {
		const x = range.x0 + ((clientX - left - pad.left) / (width - pad.left - pad.right)) * (range.x1 - range.x0);
		let best = 0;
		for (const [index, point] of longest.entries()) if (Math.abs(point.x - x) < Math.abs((longest[best]?.x ?? 0) - x)) best = index;
		setAt(best);
	};
	return (
		<div className="m-chart" ref={box} data-testid={testId} data-points={longest.length}>
			<div className="m-legend">
				{series.map(({ name, tone }, nth) => (
					<span key={name} data-tone={tone} data-nth={nth}>
						<i /> {name}
					</span>
				))}
			</div>
			<svg
				width={width}
				height={height}
				role="img"
				aria-label={label}
				onPointerMove={(event) => nearest(event.clientX, event.currentTarget.getBoundingClientRect().left)}
				onPointerLeave={() => setAt(null)}
			>
				<Axes {...{ range, width, height, toX, toY, writeX, writeY }} />
				{series.map((one, nth) => (
					<g key={one.name} data-tone={one.tone} data-nth={nth}>
						{kind === 'bars' ? (
							one.points.map((point) => {
								const wide = Math.max(2, ((width - pad.left - pad.right) / Math.max(1, longest.length)) * 0.7);
								const [top, foot] = [Math.min(toY(point.y), toY(0)), Math.max(toY(point.y), toY(0))];
								return <rect key={point.x} x={toX(point.x) - wide / 2} y={top} width={wide} height={Math.max(1, foot - top)} />;
							})
						) : (
							<>
								{kind === 'area' && (
									<path
										className="m-fill"
										d={`${path(one.points, (p) => [toX(p.x), toY(p.y)])}L${toX(one.points.at(-1)?.x ?? 0)} ${toY(range.y0)}L${toX(one.points[0]?.x ?? 0)} ${toY(range.y0)}Z`}
									/>
								)}
								<path className="m-stroke" d={path(one.points, (p) => [toX(p.x), toY(p.y)])} />
							</>
						)}
					</g>
				))}
				{seen && <line className="m-cross" x1={toX(seen.x)} x2={toX(seen.x)} y1={pad.top} y2={height - pad.bottom} />}
			</svg>
			<input
				type="range"
				className="sr"
				aria-label={label}
				aria-describedby={id}
				min={0}
				max={longest.length - 1}
				value={at ?? longest.length - 1}
				onChange={(event) => setAt(Number(event.target.value))}
				onBlur={() => setAt(null)}
			/>
			<p className="m-readout" id={id} aria-live="polite">
				{seen && at !== null
					? `${writeX(seen.x)} · ${series.map((one) => `${one.name} ${one.points[at] === undefined ? '–' : writeY(one.points[at].y)}`).join(' · ')}`
					: '\u00a0'}
			</p>
		</div>
	);
}

type AxesProps = {
	range: Extent;
	width: number;
	height: number;
	toX: (x: number) => number;
	toY: (y: number) => number;
	writeX: (x: number) => string;
	writeY: (y: number) => string;
};

function Axes({ range, width, height, toX, toY, writeX, writeY }: AxesProps) {
	const columns = Math.max(1, Math.floor((width - pad.left - pad.right) / 110));
	const marks = Array.from({ length: columns + 1 }, (_, index) => range.x0 + ((range.x1 - range.x0) * index) / columns);
	return (
		<g className="m-axes">
			{niceTicks(range.y0, range.y1).map((tick) => (
				<g key={tick}>
					<line x1={pad.left} x2={width - pad.right} y1={toY(tick)} y2={toY(tick)} />
					<text x={width - pad.right + 6} y={toY(tick) + 4}>
						{writeY(tick)}
					</text>
				</g>
			))}
			{marks.map((mark, index) => (
				<text key={mark} x={toX(mark)} y={height - 6} textAnchor={index === 0 ? 'start' : index === marks.length - 1 ? 'end' : 'middle'}>
					{writeX(mark)}
				</text>
			))}
		</g>
	);
}

/** The shape of a row's recent past, no axes: the number beside it says the rest. */
export function Sparkline({ points, width = 80, height = 22 }: { points: readonly number[]; width?: number; height?: number }) {
	if (points.length < 2) return <svg width={width} height={height} aria-hidden="true" />;
	const low = Math.min(...points);
	const span = Math.max(...points) - low || 1;
	const rising = (points.at(-1) ?? 0) >= (points[0] ?? 0);
	const at = ({ x, y }: Point) => [(x / (points.length - 1)) * width, height - 2 - ((y - low) / span) * (height - 4)] as const;
	return (
		<svg width={width} height={height} aria-hidden="true" className="m-chart" data-tone={rising ? 'up' : 'down'}>
			<path
				className="m-stroke"
				d={path(
					points.map((y, x) => ({ x, y })),
					at,
				)}
			/>
		</svg>
	);
}
