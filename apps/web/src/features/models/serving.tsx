'use client';

import { useState } from 'react';
import { Button } from '../../design/button';
import { CheckField, SelectField } from '../../design/field';
import { useLook } from '../../design/look-context';
import { Panel, Row } from '../../design/panel';
import { Empty, Failure, Loading, Notice } from '../../design/state';
import { Table } from '../../design/table';
import { modelDocuments } from '../../lib/model-documents';
import { useMeridian, useQuery } from '../shell/session';
import { type Answer, type Comparison, type Live, type Model, type Plan, planInput, refusal } from './model';

type Seen = { readonly servingPlan: Plan | null; readonly modelComparison: readonly Comparison[] };

/** What a model does beside answering: a shadow, an experiment, learning from what comes; versions by what came; and which features are kept live. */
export function Serving({ model }: { model: Model }) {
	const { data, failure, reload } = useQuery<Seen>(modelDocuments.servingPlan, { variables: { model: model.name }, everyMs: 10_000 });
	if (failure !== '') return <Failure text={failure} onRetry={() => void reload()} />;
	if (data === undefined) return <Loading />;
	return (
		<div className="ml-parts">
			<PlanForm {...{ model, reload }} plan={data.servingPlan} />
			<Versions rows={data.modelComparison} />
			<LiveFeatures />
		</div>
	);
}

function PlanForm({ model, plan, reload }: { model: Model; plan: Plan | null; reload: () => Promise<void> }) {
	const { t } = useLook();
	const { api, may } = useMeridian();
	const [problem, setProblem] = useState('');
	const [isSending, setSending] = useState(false);
	// A plan is sent whole: until the one that was sent is read again, a second change would take the first back.
	const isFixed = isSending || !may('MODEL_MANAGE');
	const set = async (change: Partial<Pick<Plan, 'shadow' | 'experiment' | 'online'>>) => {
		setSending(true);
		try {
			const input = planInput(model.name, { ...plan, ...change });
			const { setServingPlan } = await api.request<{ setServingPlan: Answer }>(modelDocuments.setServingPlan, { input });
			setProblem(refusal(setServingPlan) ?? '');
			await reload();
		} catch (error) {
			setProblem(error instanceof Error ? error.message : String(error));
		} finally {
			setSending(false);
		}
	};
	const gated = model.versions.filter(({ sha256 }) => sha256 !== null);
	const experiment = plan?.experiment ?? null;
	return (
		<Panel title={t('ml.plan')} testId="serving-plan">
			{problem !== '' && <Notice tone="bad">{problem}</Notice>}
			<Row>
				<SelectField
					label={t('ml.shadow')}
					help={t('ml.shadowHelp')}
					value={String(plan?.shadow ?? '')}
					disabled={isFixed}
					options={[['', t('ml.no')] as const, ...gated.map(({ version }) => [String(version), String(version)] as const)]}
					onChange={(value) => void set({ shadow: value === '' ? null : Number(value) })}
					testId="choose-shadow"
				/>
				<CheckField
					label={t('ml.online')}
					help={t('ml.onlineHelp')}
					checked={plan?.online ?? false}
					disabled={isFixed}
					onChange={(online) => void set({ online })}
					testId="learn-online"
				/>
			</Row>
			<p className="ml-text">{t('ml.planText')}</p>
			{experiment !== null && (
				<Row>
					<span>
						{t('ml.experiment', {
							name: experiment.name,
							kind: experiment.kind,
							versions: experiment.challengers.map(({ version }) => version).join(', '),
						})}
					</span>
					{may('MODEL_MANAGE') && (
						<Button size="s" onClick={() => void set({ experiment: null })} testId="end-experiment">
							{t('ml.endExperiment')}
						</Button>
					)}
				</Row>
			)}
		</Panel>
	);
}

const short = (value: number | null): string | null => (value === null ? null : String(Number(value.toPrecision(3))));

function Versions({ rows }: { rows: readonly Comparison[] }) {
	const { t } = useLook();
	return (
		<Panel title={t('ml.compare')} flush>
			<Table
				label={t('ml.compare')}
				testId="comparison"
				rows={rows}
				keyOf={({ version }) => String(version)}
				empty={<Empty icon="models" text={t('ml.noCompare')} />}
				columns={[
					{ id: 'version', title: t('ml.version'), numeric: true, value: ({ version }) => version },
					{ id: 'outcomes', title: t('ml.outcomes'), numeric: true, value: ({ outcomes }) => outcomes },
					{ id: 'loss', title: t('ml.loss'), numeric: true, value: ({ outcomes, meanLoss }) => (outcomes === 0 ? null : short(meanLoss)) },
					{ id: 'difference', title: t('ml.difference'), numeric: true, value: ({ difference }) => short(difference) },
					{
						...{ id: 'interval', title: t('ml.always') },
						value: ({ low, high }) => (low === null || high === null ? null : `${short(low)} … ${short(high)}`),
					},
					{ id: 'p', title: 'p', numeric: true, value: ({ pValue }) => short(pValue) },
				]}
			/>
		</Panel>
	);
}

function LiveFeatures() {
	const { t, format } = useLook();
	const { data } = useQuery<{ liveFeatures: readonly Live[] }>(modelDocuments.liveFeatures, { everyMs: 10_000 });
	return (
		<Panel title={t('ml.liveFeatures')} flush>
			<Table
				label={t('ml.liveFeatures')}
				testId="live-features"
				rows={data?.liveFeatures ?? []}
				keyOf={(of) => `${of.venue} ${of.instrument} ${of.featureSet} ${of.featureSetVersion}`}
				empty={<Empty icon="models" text={t('ml.noLiveFeatures')} />}
				columns={[
					{ id: 'instrument', title: t('ml.instrument'), value: ({ venue, instrument }) => `${instrument} · ${venue}` },
					{ id: 'set', title: t('ml.featureSet'), value: ({ featureSet, featureSetVersion }) => `${featureSet} ${featureSetVersion}` },
					{ id: 'known', title: t('ml.knownAt'), value: ({ knownAt }) => (knownAt === null ? t('ml.warming') : format.dateTime(knownAt)) },
				]}
			/>
		</Panel>
	);
}
