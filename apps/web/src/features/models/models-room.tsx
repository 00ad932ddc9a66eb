'use client';

import { useState } from 'react';
import { Button } from '../../design/button';
import { SelectField } from '../../design/field';
import { useLook } from '../../design/look-context';
import { Page, Panel, Row } from '../../design/panel';
import { Empty, Failure, Loading, Notice } from '../../design/state';
import { Status, type StatusTone } from '../../design/status';
import { Table } from '../../design/table';
import { Tabs } from '../../design/tabs';
import { useToast } from '../../design/toast';
import { modelDocuments } from '../../lib/model-documents';
import { useMeridian, useQuery } from '../shell/session';
import { Approvals } from './approvals';
import { VersionCard } from './card';
import { type Answer, cardOf, type Model, mainMetric, refusal, type Version } from './model';
import { Serving } from './serving';
import { Watch } from './watch';

const tones: Readonly<Record<string, StatusTone>> = { Production: 'good', Staging: 'info', Archived: 'off', None: 'wait' };

/** Registered models: versions, stages, where they came from, how they do; promote and roll back. */
export function ModelsRoom() {
	const { t } = useLook();
	const { data, failure, reload } = useQuery<{ registeredModels: readonly Model[] }>(modelDocuments.models, { everyMs: 15_000 });
	const [chosen, setChosen] = useState('');
	const models = data?.registeredModels ?? [];
	const model = models.find(({ name }) => name === chosen) ?? models[0];
	return (
		<Page
			title={t('room.models')}
			wide
			tools={
				<a className="m-button" data-tone="primary" href="/studies" data-testid="to-training">
					{t('ml.train')}
				</a>
			}
		>
			<Approvals onDecided={() => void reload()} />
			{failure !== '' && <Failure text={failure} onRetry={() => void reload()} />}
			{data === undefined && failure === '' && <Loading />}
			{data !== undefined && model === undefined && <Empty icon="models" title={t('ml.none')} text={t('ml.noneText')} />}
			{models.length > 1 && model !== undefined && (
				<Row>
					<SelectField
						label={t('ml.model')}
						help={t('ml.chooseHelp')}
						value={model.name}
						options={models.map(({ name }) => [name, name] as const)}
						onChange={setChosen}
						testId="choose-model"
					/>
				</Row>
			)}
			{model !== undefined && <OneModel key={model.name} model={model} reload={reload} />}
		</Page>
	);
}

function OneModel({ model, reload }: { model: Model; reload: () => Promise<void> }) {
	const { t } = useLook();
	const [tab, setTab] = useState<'card' | 'watch' | 'serving'>('card');
	const [chosen, setChosen] = useState<number>();
	const version =
		model.versions.find((one) => one.version === chosen) ?? model.versions.find(({ stage }) => stage === 'Production') ?? model.versions[0];
	if (version === undefined) return <Empty icon="models" text={t('ml.noVersions')} />;
	return (
		<>
			<Versions {...{ model, reload, shown: version.version, onShow: setChosen }} />
			<Tabs
				label={model.name}
				value={tab}
				onChange={setTab}
				tabs={[
					{ id: 'card', label: t('ml.version'), testId: 'tab-card' },
					{ id: 'watch', label: t('ml.watch'), testId: 'tab-watch' },
					{ id: 'serving', label: t('ml.serving'), testId: 'tab-serving' },
				]}
			>
				{tab === 'card' && <VersionCard version={version} />}
				{tab === 'watch' && <Watch model={model} />}
				{tab === 'serving' && <Serving model={model} />}
			</Tabs>
		</>
	);
}

function Versions(input: { model: Model; reload: () => Promise<void>; shown: number; onShow: (version: number) => void }) {
	const { model, reload, shown, onShow } = input;
	const { t, code, format } = useLook();
	const { api, may } = useMeridian();
	const tell = useToast();
	const [problem, setProblem] = useState('');
	const act = async (query: string, variables: Record<string, unknown>) => {
		setProblem('');
		try {
			const [answer] = Object.values(await api.request<Record<string, Answer>>(query, variables));
			const why = answer === undefined ? null : refusal(answer);
			if (why !== null) setProblem(why);
			else tell(answer?.__typename === 'ApprovalRequested' ? t('ml.asked') : t('ml.done'), { tone: 'good' });
			await reload();
		} catch (error) {
			setProblem(error instanceof Error ? error.message : String(error));
		}
	};
	const setStage = ({ version }: Version, stage: string) =>
		act(modelDocuments.setModelStage, { input: { name: model.name, version, stage } });
	const hasBefore = model.versions.some(({ stage, approvedBy }) => stage === 'Archived' && approvedBy !== null);
	return (
		<Panel
			title={model.name}
			flush
			testId="versions"
			tools={
				may('MODEL_MANAGE') && hasBefore ? (
					<Button size="s" onClick={() => void act(modelDocuments.rollBackModel, { name: model.name })} testId="roll-back">
						{t('ml.rollBack')}
					</Button>
				) : undefined
			}
		>
			{problem !== '' && (
				<Notice tone="bad" testId="model-problem">
					{problem}
				</Notice>
			)}
			<Table
				label={model.name}
				rows={model.versions}
				keyOf={({ version }) => String(version)}
				rowTestId="version-row"
				columns={[
					{ id: 'version', title: t('ml.version'), numeric: true, value: ({ version }) => version },
					{
						...{ id: 'stage', title: t('ml.stage'), value: ({ stage }: Version) => stage },
						cell: ({ stage, version }) => (
							<Status tone={tones[stage] ?? 'off'} testId={`stage-${version}`}>
								{code('stage', stage)}
							</Status>
						),
					},
					{ id: 'metric', title: t('ml.test'), numeric: true, value: metricText },
					{ id: 'features', title: t('ml.features'), numeric: true, value: ({ featureCount }) => featureCount },
					{
						...{ id: 'latency', title: t('ml.latency'), numeric: true },
						value: ({ latencyUsP50 }) => (latencyUsP50 === null ? null : `${latencyUsP50.toFixed(0)} µs`),
					},
					{ id: 'created', title: t('ml.created'), value: ({ createdAt }) => format.dateTime(createdAt) },
				]}
				actions={(version) => (
					<Row>
						<Button size="s" tone={version.version === shown ? 'quiet' : 'plain'} onClick={() => onShow(version.version)}>
							{t('ml.show')}
						</Button>
						{may('MODEL_MANAGE') && version.sha256 !== null && version.stage !== 'Production' && (
							<Button size="s" tone="primary" onClick={() => void setStage(version, 'Production')} testId={`promote-${version.version}`}>
								{t('ml.promote')}
							</Button>
						)}
						{may('MODEL_MANAGE') && version.stage === 'Production' && (
							<Button size="s" onClick={() => void setStage(version, 'Archived')}>
								{t('ml.retire')}
							</Button>
						)}
					</Row>
				)}
			/>
		</Panel>
	);
}

function metricText(version: Version): string | null {
	const main = mainMetric(cardOf(version)?.metrics ?? {});
	return main === undefined ? null : `${main[0]} ${Number(main[1].toPrecision(4))}`;
}
