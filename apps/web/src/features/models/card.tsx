'use client';

import { Chart } from '../../design/chart/charts';
import { useLook } from '../../design/look-context';
import { Panel, Stat } from '../../design/panel';
import { Empty, Notice } from '../../design/state';
import { BarList } from './bar-list';
import { Beeswarm } from './beeswarm';
import './models.css';
import { cardOf, hasSkill, lineageOf, type Version } from './model';

/** What a person should know of a version before it serves. */
export function VersionCard({ version }: { version: Version }) {
	const { t, format } = useLook();
	const card = cardOf(version);
	const head = `${version.modelName} ${version.version}`;
	if (card === undefined)
		return (
			<div className="ml-two">
				<Panel title={t('ml.card', { name: head })}>
					<Empty icon="models" text={version.refused ?? t('ml.noCard')} />
				</Panel>
				<Lineage version={version} />
			</div>
		);
	const folds = Object.keys(card.folds[0] ?? {}).filter((name) => ['auc', 'rmse', 'logLoss', 'accuracy'].includes(name));
	const skill = hasSkill(card);
	const usesShap = card.importance.some(({ shap }) => shap !== null);
	return (
		<div className="ml-parts">
			<Panel title={t('ml.card', { name: head })} testId="model-card">
				<div className="m-row">
					{Object.entries(card.metrics).map(([name, value]) => (
						<Stat key={name} name={name} value={String(Number(value.toPrecision(4)))} testId={`metric-${name}`} />
					))}
					{card.intervalHalfWidth !== null && <Stat name={t('ml.interval')} value={`± ${Number(card.intervalHalfWidth.toPrecision(3))}`} />}
				</div>
				{skill !== undefined && <Notice tone={skill ? 'good' : 'warn'}>{t(skill ? 'ml.skill' : 'ml.noSkill')}</Notice>}
				<p className="ml-text">
					{t('ml.tested', {
						train: card.trainRows,
						validation: card.validationRows,
						test: card.testRows,
						from: format.dateTime(card.testFromMs),
						to: format.dateTime(card.testToMs),
					})}
				</p>
				{folds.map((name) => (
					<p key={name} className="ml-text">
						{name}:{' '}
						{card.folds.map((fold, k) => `${t('ml.fold', { number: k + 1 })} ${Number((fold[name] ?? 0).toPrecision(4))}`).join(' · ')}
					</p>
				))}
			</Panel>
			<div className="ml-two">
				<Panel title={t('ml.permutation')}>
					<BarList
						label={t('ml.permutation')}
						bars={card.importance.map(({ name, permutation }) => ({ name, value: permutation }))}
						testId="importance"
					/>
				</Panel>
				{usesShap && (
					<Panel title={t('ml.shap')}>
						<Beeswarm label={t('ml.shap')} shap={card.shap} low={t('ml.lowValue')} high={t('ml.highValue')} />
					</Panel>
				)}
				{card.calibration.length > 0 && (
					<Panel title={t('ml.calibration')}>
						<Calibration bins={card.calibration} />
						<p className="ml-text">{t('ml.calibrationError', { value: Number((card.calibrationError ?? 0).toPrecision(3)) })}</p>
					</Panel>
				)}
				<Lineage version={version} />
			</div>
		</div>
	);
}

export function Calibration({
	bins,
}: {
	bins: readonly { readonly count: number; readonly meanPrediction: number; readonly share: number }[];
}) {
	const { t } = useLook();
	const points = bins.filter(({ count }) => count > 0).map(({ meanPrediction, share }) => ({ x: meanPrediction, y: share }));
	return (
		<Chart
			label={t('ml.calibration')}
			testId="calibration"
			xText={(x) => x.toFixed(2)}
			yText={(y) => y.toFixed(3)}
			series={[
				{ name: t('ml.came'), tone: 'accent', points },
				{ name: t('ml.perfect'), tone: 'muted', points: points.map(({ x }) => ({ x, y: x })) },
			]}
		/>
	);
}

function Lineage({ version }: { version: Version }) {
	const { t, format } = useLook();
	const rows = lineageOf(version);
	return (
		<Panel title={t('ml.lineage')} testId="lineage">
			<dl className="ml-facts">
				<dt>{t('ml.created')}</dt>
				<dd>{format.dateTime(version.createdAt)}</dd>
				<dt>SHA-256</dt>
				<dd>{version.sha256 ?? '–'}</dd>
				<dt>{t('ml.signed')}</dt>
				<dd>{version.signed ? t('ml.yes') : t('ml.no')}</dd>
				{rows.map(([name, value]) => (
					<div key={name} style={{ display: 'contents' }}>
						<dt>{name}</dt>
						<dd>{value}</dd>
					</div>
				))}
			</dl>
		</Panel>
	);
}
