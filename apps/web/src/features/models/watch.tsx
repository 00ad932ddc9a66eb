'use client';

import { Chart } from '../../design/chart/charts';
import type { Series } from '../../design/chart/scale';
import { useLook } from '../../design/look-context';
import { Panel } from '../../design/panel';
import { Empty, Failure, Loading } from '../../design/state';
import { Table } from '../../design/table';
import { modelDocuments } from '../../lib/model-documents';
import { useQuery } from '../shell/session';
import { Calibration } from './card';
import { cardOf, type Model, mainMetric, metricsOf, type Point } from './model';

/** Drift, live performance beside training's, and calibration of a model as it serves. */
export function Watch({ model }: { model: Model }) {
	const { t } = useLook();
	const { data, failure, reload } = useQuery<{ modelHistory: readonly Point[] }>(modelDocuments.modelHistory, {
		variables: { model: model.name },
		everyMs: 10_000,
	});
	if (failure !== '') return <Failure text={failure} onRetry={() => void reload()} />;
	if (data === undefined) return <Loading />;
	const points = data.modelHistory.toReversed();
	if (points.length === 0)
		return (
			<Panel title={t('ml.watch')}>
				<Empty icon="models" text={t('ml.noHistory')} />
			</Panel>
		);
	const windows = points.filter(({ rows }) => rows > 0);
	const outcomes = points.filter((point) => point.outcomes > 0);
	const newest = windows.at(-1);
	const worst = newest?.features.toSorted((a, b) => b.psi - a.psi).slice(0, 3) ?? [];
	const tones = ['down', 'warn', 'accent'] as const;
	const drift: Series[] = worst.map(({ name }, at) => ({
		name,
		tone: tones[at] ?? 'muted',
		points: windows.map(({ at: when, features }) => ({ x: Date.parse(when), y: features.find((one) => one.name === name)?.psi ?? 0 })),
	}));
	const last = outcomes.at(-1);
	const calibrated = outcomes.findLast(({ calibration }) => calibration.length > 0);
	return (
		<div className="ml-two">
			{drift.length > 0 && (
				<Panel title={t('ml.drift')}>
					<Chart label={t('ml.drift')} series={drift} yText={(y) => y.toFixed(3)} testId="drift" />
					<p className="ml-text">{t('ml.driftText')}</p>
				</Panel>
			)}
			{last !== undefined && (
				<Panel title={t('ml.live')}>
					<Chart label={t('ml.live')} series={liveSeries(model, { outcomes, training: t('ml.training') })} testId="live" />
				</Panel>
			)}
			{calibrated !== undefined && (
				<Panel title={t('ml.calibrationLive')}>
					<Calibration bins={calibrated.calibration} />
				</Panel>
			)}
			<Panel title={t('ml.alarms')} flush>
				<Alarms points={points} />
			</Panel>
		</div>
	);
}

function liveSeries(model: Model, { outcomes, training }: { outcomes: readonly Point[]; training: string }): Series[] {
	const name = mainMetric(metricsOf(outcomes.at(-1) ?? { metrics: '{}' }))?.[0] ?? 'rmse';
	const live = outcomes.map((point) => ({ x: Date.parse(point.at), y: metricsOf(point)[name] ?? 0 }));
	const version = model.versions.find((one) => one.version === outcomes.at(-1)?.version);
	const trained = version === undefined ? undefined : cardOf(version)?.metrics[name];
	return [
		{ name, tone: 'accent', points: live },
		...(trained === undefined ? [] : [{ name: training, tone: 'muted' as const, points: live.map(({ x }) => ({ x, y: trained })) }]),
	];
}

function Alarms({ points }: { points: readonly Point[] }) {
	const { t, format } = useLook();
	const rows = points
		.flatMap(({ at, version, alarms }) => alarms.map((alarm, n) => ({ id: `${at} ${n}`, at, version, ...alarm })))
		.toReversed();
	return (
		<Table
			label={t('ml.alarms')}
			testId="alarms"
			rows={rows.slice(0, 50)}
			keyOf={({ id }) => id}
			empty={<Empty icon="models" text={t('ml.noAlarms')} />}
			columns={[
				{ id: 'at', title: t('ml.time'), value: ({ at }) => format.dateTime(at) },
				{ id: 'version', title: t('ml.version'), numeric: true, value: ({ version }) => version },
				{ id: 'kind', title: t('ml.kind'), value: ({ kind }) => kind },
				{ id: 'feature', title: t('ml.feature'), value: ({ feature }) => feature },
				{ id: 'value', title: t('ml.value'), numeric: true, value: ({ value }) => (value === null ? null : Number(value.toPrecision(3))) },
			]}
		/>
	);
}
