'use client';

import { useEffect, useState } from 'react';
import { Button } from '../../design/button';
import { useLook } from '../../design/look-context';
import { Page, Panel, Row } from '../../design/panel';
import { Empty, Failure, Loading, Notice } from '../../design/state';
import { Status, type StatusTone } from '../../design/status';
import { Table } from '../../design/table';
import { modelDocuments } from '../../lib/model-documents';
import { useMeridian, useQuery } from '../shell/session';
import '../models/models.css';
import { isOpen, type Job } from './model';
import { StudyPlots } from './study-plots';
import { Wizard } from './wizard';

const tones = { QUEUED: 'wait', RUNNING: 'info', DONE: 'good', FAILED: 'bad', CANCELED: 'off' } as const satisfies Record<
	Job['status'],
	StatusTone
>;

/** Trainings and studies: start one on stored ticks, watch it, cancel it, see what a study tried. */
export function StudiesRoom() {
	const { t, code, format } = useLook();
	const { api, may } = useMeridian();
	const { data, failure, reload } = useQuery<{ trainingJobs: readonly Job[] }>(modelDocuments.trainings, { everyMs: 20_000 });
	const [live, setLive] = useState<Readonly<Record<string, Job>>>({});
	const [chosen, setChosen] = useState<string>();
	const [problem, setProblem] = useState('');
	const jobs = (data?.trainingJobs ?? []).map((job) => live[job.jobId] ?? job);
	const watching = jobs
		.filter(isOpen)
		.map(({ jobId }) => jobId)
		.sort()
		.join(' ');
	useEffect(() => {
		const stops = watching
			.split(' ')
			.filter((id) => id !== '')
			.map((jobId) =>
				api.subscribe<{ trainingJob: Job }>(
					modelDocuments.trainingProgress,
					({ trainingJob }) => setLive((old) => ({ ...old, [trainingJob.jobId]: trainingJob })),
					{ jobId },
				),
			);
		return () => {
			for (const stop of stops) stop();
		};
	}, [api, watching]);
	const cancel = async (jobId: string) => {
		const { cancelTraining } = await api.request<{ cancelTraining: { message?: string } }>(modelDocuments.cancelTraining, { jobId });
		setProblem(cancelTraining.message ?? '');
		await reload();
	};
	const shown = jobs.find(({ jobId }) => jobId === chosen) ?? jobs.find(({ kind }) => kind === 'STUDY');
	return (
		<Page title={t('room.studies')} wide>
			{may('MODEL_MANAGE') && (
				<Wizard
					onStarted={(job) => {
						setChosen(job.jobId);
						void reload();
					}}
				/>
			)}
			{problem !== '' && <Notice tone="bad">{problem}</Notice>}
			{failure !== '' && <Failure text={failure} onRetry={() => void reload()} />}
			{data === undefined && failure === '' && <Loading />}
			<Panel title={t('ml.trainings')} flush testId="trainings">
				<Table
					label={t('ml.trainings')}
					rows={jobs}
					keyOf={({ jobId }) => jobId}
					rowTestId="training-row"
					empty={<Empty icon="models" text={t('ml.noTrainings')} />}
					columns={[
						{ id: 'model', title: t('ml.model'), value: ({ model }) => model },
						{
							id: 'kind',
							title: t('ml.kind'),
							value: ({ kind, trainer }) => `${kind === 'STUDY' ? t('ml.study') : t('ml.training')} · ${trainer}`,
						},
						{
							...{ id: 'status', title: t('ml.status'), value: ({ status }: Job) => code('work', status) },
							cell: ({ status }) => <Status tone={tones[status]}>{code('work', status)}</Status>,
						},
						{ ...{ id: 'progress', title: t('ml.progress'), value: ({ phase }: Job) => phase }, cell: (job) => <Progress job={job} /> },
						{ id: 'loss', title: t('ml.loss'), numeric: true, value: ({ loss }) => (loss === null ? null : Number(loss.toPrecision(5))) },
						{ id: 'started', title: t('ml.created'), value: ({ createdAt }) => format.dateTime(createdAt) },
					]}
					actions={(job) => (
						<Row>
							{job.kind === 'STUDY' && (
								<Button size="s" onClick={() => setChosen(job.jobId)}>
									{t('ml.show')}
								</Button>
							)}
							{may('MODEL_MANAGE') && isOpen(job) && (
								<Button size="s" tone="danger" onClick={() => void cancel(job.jobId)} testId="cancel-training">
									{t('ml.cancel')}
								</Button>
							)}
						</Row>
					)}
				/>
			</Panel>
			{shown !== undefined && shown.kind === 'STUDY' && <StudyPlots job={shown} />}
		</Page>
	);
}

function Progress({ job }: { job: Job }) {
	const { t, code } = useLook();
	if (job.error !== null) return <span className="error-text">{job.error}</span>;
	if (job.status === 'DONE')
		return (
			<a href="/models" data-testid="made-version">
				{t('ml.madeVersion', { version: job.version ?? 0 })}
			</a>
		);
	if (!isOpen(job)) return null;
	return (
		<span className="ml-progress">
			<progress value={job.step} max={Math.max(1, job.of)} aria-label={t('ml.progress')} />
			<span>
				{job.phase === null ? t('ml.waiting') : code('phase', job.phase)} {job.of > 0 ? `${job.step}/${job.of}` : ''}
			</span>
		</span>
	);
}
