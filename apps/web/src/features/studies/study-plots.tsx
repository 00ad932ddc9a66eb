'use client';

import { Chart } from '../../design/chart/charts';
import { useLook } from '../../design/look-context';
import { Panel } from '../../design/panel';
import { BarList } from '../models/bar-list';
import '../models/models.css';
import { axesOf, type Job, rankCorrelation, told } from './model';

/** What a study tried: the best so far, how each parameter went with the loss, and all points at once. */
export function StudyPlots({ job }: { job: Job }) {
	const { t } = useLook();
	const trials = told(job.trials);
	if (trials.length === 0) return null;
	let best = Number.POSITIVE_INFINITY;
	const bests = trials.map(({ number, loss, status }) => {
		if (status === 'DONE') best = Math.min(best, loss);
		return { x: number, y: Number.isFinite(best) ? best : loss };
	});
	const axes = axesOf(trials);
	const losses = trials.map(({ loss }) => loss);
	const whole = (x: number) => String(Math.round(x));
	return (
		<div className="ml-two" data-testid="study-plots">
			<Panel title={t('ml.history')}>
				<Chart
					label={t('ml.history')}
					xText={whole}
					yText={(y) => y.toFixed(4)}
					series={[
						{ name: t('ml.loss'), tone: 'muted', points: trials.map(({ number, loss }) => ({ x: number, y: loss })) },
						{ name: t('ml.best'), tone: 'accent', points: bests },
					]}
				/>
			</Panel>
			<Panel title={t('ml.parameters')}>
				<BarList label={t('ml.parameters')} bars={axes.map(({ name, values }) => ({ name, value: rankCorrelation(values, losses) }))} />
				<p className="ml-text">{t('ml.parametersText')}</p>
			</Panel>
			<Panel title={t('ml.parallel')}>
				<Parallel
					label={t('ml.parallel')}
					axes={[...axes, { name: t('ml.loss'), values: losses, low: shown(Math.min(...losses)), high: shown(Math.max(...losses)) }]}
				/>
			</Panel>
		</div>
	);
}

const shown = (value: number): string => String(Number(value.toPrecision(4)));
const [width, height, side, top] = [640, 240, 60, 26];

/** One line a trial over one axis a parameter; the last axis is the loss, and the best trials are the brightest. */
function Parallel({
	label,
	axes,
}: {
	label: string;
	axes: readonly { name: string; values: readonly number[]; low: string; high: string }[];
}) {
	const step = (width - 2 * side) / Math.max(1, axes.length - 1);
	const places = axes.map(({ values }) => {
		const known = values.filter((value) => !Number.isNaN(value));
		const [low, high] = [Math.min(...known), Math.max(...known)];
		return values.map((value) => (Number.isNaN(value) ? null : high > low ? (value - low) / (high - low) : 0.5));
	});
	const toY = (place: number): number => height - top - place * (height - 2 * top);
	const trials = axes[0]?.values.map((_, trial) => places.map((axis) => axis[trial] ?? null)) ?? [];
	return (
		<figure className="ml-parallel" style={{ margin: 0 }}>
			<svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
				{trials.map((line, trial) => {
					const points = line.flatMap((place, axis) => (place === null ? [] : [`${side + axis * step} ${toY(place).toFixed(1)}`]));
					const rank = line.at(-1) ?? 1;
					const stroke = `color-mix(in srgb, var(--accent) ${Math.round(100 - 85 * rank)}%, var(--line))`;
					// biome-ignore lint/suspicious/noArrayIndexKey: trials keep their numbers.
					return <path key={trial} d={`M${points.join('L')}`} style={{ stroke }} />;
				})}
				{axes.map(({ name, low, high }, axis) => (
					<g key={name}>
						<line x1={side + axis * step} x2={side + axis * step} y1={top} y2={height - top} />
						<text x={side + axis * step} y={12} textAnchor="middle">
							{name}
						</text>
						<text x={side + axis * step + 4} y={top + 10}>
							{high}
						</text>
						<text x={side + axis * step + 4} y={height - top - 2}>
							{low}
						</text>
					</g>
				))}
			</svg>
		</figure>
	);
}
