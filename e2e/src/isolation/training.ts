import { z } from 'zod';
import type { ApiClient } from '../api.ts';
import { until } from '../wait.ts';
import { importSettings } from './uploads.ts';

const start = 'mutation($input: StartTrainingInput!) { startTraining(input: $input) { __typename ... on TrainingJob { jobId } } }';
const started = z.object({ startTraining: z.object({ jobId: z.string() }) });
const state = z.object({ trainingJob: z.object({ status: z.string() }).nullable() });

/** What is asked for here can't be had: the series has two ticks. */
export const trainingInput = {
	model: 'walk',
	data: {
		...{ owner: 'OWN', venue: importSettings.venue, instrument: importSettings.instrument },
		...{ from: '2024-01-02T00:00:00.000Z', to: '2024-01-03T00:00:00.000Z' },
	},
	featureSet: { name: 'direction', version: 1 },
	label: { kind: 'DIRECTION', horizonMs: 60_000 },
	trainer: 'LINEAR',
};

/** A study that has ended. @returns its id */
export async function startTraining(api: ApiClient): Promise<string> {
	const space = JSON.stringify({ penalty: { kind: 'float', low: 0.001, high: 1 } });
	const { jobId } = (await api.request(start, { input: { ...trainingInput, study: { space } } }, started)).startTraining;
	await until('the training to end', async () => {
		const { trainingJob } = await api.request('query($jobId: String!) { trainingJob(jobId: $jobId) { status } }', { jobId }, state);
		return trainingJob?.status === 'FAILED';
	});
	return jobId;
}
