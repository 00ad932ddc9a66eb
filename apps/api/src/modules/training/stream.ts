import { trainingChannel, trainingWake } from '@meridian/ml';
import type { ApiContext } from '../../context.ts';
import { rowStream } from '../../streams/row.ts';
import { findTraining } from './service.ts';
import { type TrainingModel, trainingModel } from './types.ts';

const finished = new Set(['DONE', 'FAILED', 'CANCELED']);

export const trainingStream = (context: ApiContext, jobId: string): AsyncIterableIterator<TrainingModel> =>
	rowStream(context, {
		...{ channel: trainingChannel, shape: trainingWake, finished, show: trainingModel },
		absent: 'There is no such training.',
		concerns: (event) => event.jobId === jobId,
		find: () => findTraining(context, jobId),
		progress: ({ step }) => step,
	});
