'use client';

import { useState } from 'react';
import { Button } from '../../design/button';
import { CheckField, SelectField, TextField } from '../../design/field';
import { useLook } from '../../design/look-context';
import { Grid, Panel, Row } from '../../design/panel';
import { Empty, Failure, Loading, Notice } from '../../design/state';
import { modelDocuments } from '../../lib/model-documents';
import { useMeridian, useQuery } from '../shell/session';
import type { FeatureSet, Job, Series } from './model';
import { type Draft, firstDraft, inputOf, optionsOf, type Trainer } from './wizard-input';

type Choices = { readonly featureSets: readonly FeatureSet[]; readonly marketDataSeries: readonly Series[] };
type Started = { readonly startTraining: (Job & { __typename: 'TrainingJob' }) | { __typename: string; message: string } };
const dayOf = (iso: string | null): string => iso?.slice(0, 10) ?? '';

/** From stored ticks to a model: which, over which time, told what, by which trainer, and how often it is tried. */
export function Wizard({ onStarted }: { onStarted: (job: Job) => void }) {
	const { t } = useLook();
	const { data, failure, reload } = useQuery<Choices>(modelDocuments.trainingChoices);
	if (failure !== '') return <Failure text={failure} onRetry={() => void reload()} />;
	if (data === undefined) return <Loading />;
	const series = data.marketDataSeries.filter(({ table }) => table === 'ticks');
	if (series.length === 0)
		return (
			<Panel title={t('ml.train')}>
				<Empty icon="data" title={t('ml.noTicks')} text={t('ml.noTicksText')} action={<a href="/data">{t('room.data')}</a>} />
			</Panel>
		);
	return <Form {...{ series, sets: data.featureSets, onStarted }} />;
}

function Form({ series, sets, onStarted }: { series: readonly Series[]; sets: readonly FeatureSet[]; onStarted: (job: Job) => void }) {
	const { t } = useLook();
	const { api } = useMeridian();
	const [draft, setDraft] = useState<Draft>(() => firstDraft());
	const [at, setAt] = useState(0);
	const [set, setSet] = useState(0);
	const chosen = series[at];
	const [range, setRange] = useState({ from: dayOf(chosen?.firstAt ?? null), to: dayOf(chosen?.lastAt ?? null) });
	const [busy, setBusy] = useState(false);
	const [problem, setProblem] = useState('');
	const change = (part: Partial<Draft>) => setDraft((old) => ({ ...old, ...part }));
	const start = async () => {
		const features = sets[set];
		if (chosen === undefined || features === undefined) return;
		setBusy(true);
		try {
			const input = inputOf(draft, { series: chosen, range, features });
			const { startTraining } = await api.request<Started>(modelDocuments.startTraining, { input });
			setProblem('message' in startTraining ? startTraining.message : '');
			if ('jobId' in startTraining) onStarted(startTraining);
		} catch (error) {
			setProblem(error instanceof Error ? error.message : String(error));
		} finally {
			setBusy(false);
		}
	};
	return (
		<Panel title={t('ml.train')} testId="training-wizard">
			<Grid min={200}>
				<TextField
					label={t('ml.model')}
					help={t('ml.modelHelp')}
					value={draft.model}
					onChange={(model) => change({ model })}
					testId="train-model"
				/>
				<SelectField
					label={t('ml.ticks')}
					help={t('ml.ticksHelp')}
					value={String(at)}
					options={series.map(
						({ venue, instrument, owner, rows }, n) => [String(n), `${venue} ${instrument} (${owner}, ${rows})`] as const,
					)}
					onChange={(n) => {
						setAt(Number(n));
						setRange({ from: dayOf(series[Number(n)]?.firstAt ?? null), to: dayOf(series[Number(n)]?.lastAt ?? null) });
					}}
					testId="train-series"
				/>
				<TextField
					label={t('ml.from')}
					help={t('ml.fromHelp')}
					type="date"
					value={range.from}
					onChange={(from) => setRange({ ...range, from })}
					testId="train-from"
				/>
				<TextField
					label={t('ml.to')}
					help={t('ml.toHelp')}
					type="date"
					value={range.to}
					onChange={(to) => setRange({ ...range, to })}
					testId="train-to"
				/>
				<SelectField
					label={t('ml.featureSet')}
					help={t('ml.featureSetHelp')}
					value={String(set)}
					options={sets.map(({ name, version, features }, n) => [String(n), `${name} ${version} (${features.length})`] as const)}
					onChange={(n) => setSet(Number(n))}
				/>
				<SelectField
					label={t('ml.label')}
					help={t('ml.labelHelp')}
					value={draft.label}
					options={[
						['DIRECTION', t('ml.direction')],
						['RETURN', t('ml.return')],
						['TRIPLE_BARRIER', t('ml.tripleBarrier')],
					]}
					onChange={(label) => change({ label })}
				/>
				<TextField
					label={t('ml.horizon')}
					help={t('ml.horizonHelp')}
					unit="s"
					decimal
					value={draft.horizonS}
					onChange={(horizonS) => change({ horizonS })}
					testId="train-horizon"
				/>
				{draft.label === 'TRIPLE_BARRIER' && (
					<TextField
						label={t('ml.barrier')}
						help={t('ml.barrierHelp')}
						unit="bp"
						decimal
						value={draft.barrierBps}
						onChange={(barrierBps) => change({ barrierBps })}
					/>
				)}
				<SelectField
					label={t('ml.trainer')}
					help={t('ml.trainerHelp')}
					value={draft.trainer}
					options={[
						['GBDT', t('ml.gbdt')],
						['LINEAR', t('ml.linear')],
						['MLP', t('ml.mlp')],
						['LIGHTGBM', 'LightGBM (Python)'],
					]}
					onChange={(trainer: Trainer) => change({ trainer, options: optionsOf(trainer) })}
					testId="train-trainer"
				/>
				<TextField
					label={t('ml.options')}
					help={t('ml.optionsHelp')}
					value={draft.options}
					onChange={(options) => change({ options })}
					testId="train-options"
				/>
				<TextField label={t('ml.folds')} help={t('ml.foldsHelp')} decimal value={draft.folds} onChange={(folds) => change({ folds })} />
			</Grid>
			<CheckField
				label={t('ml.search')}
				help={t('ml.searchHelp')}
				checked={draft.isStudy}
				onChange={(isStudy) => change({ isStudy })}
				testId="train-study"
			/>
			{draft.isStudy && (
				<Grid min={260}>
					<TextField label={t('ml.space')} help={t('ml.spaceHelp')} value={draft.space} onChange={(space) => change({ space })} />
					<TextField
						label={t('ml.trials')}
						help={t('ml.trialsHelp')}
						decimal
						value={draft.trials}
						onChange={(trials) => change({ trials })}
					/>
				</Grid>
			)}
			{problem !== '' && (
				<Notice tone="bad" testId="train-problem">
					{problem}
				</Notice>
			)}
			<Row align="end">
				<Button tone="primary" busy={busy} onClick={() => void start()} testId="train-start">
					{t('ml.start')}
				</Button>
			</Row>
		</Panel>
	);
}
