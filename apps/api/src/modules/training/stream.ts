import { trainingChannel, trainingWake } from '@meridian/ml';
import { type ApiContext, viewerOf } from '../../context.ts';
import { apiError } from '../../graphql/errors.ts';
import { closable } from '../../streams/closable.ts';
import { guardSlow } from '../../streams/stall.ts';
import { Wake } from '../../streams/wake.ts';
import { findTraining } from './service.ts';
import { type TrainingModel, trainingModel } from './types.ts';

/** A lost wake-up delays a change by at most so long. */
const lookAnywayMs = 2_000;
const finished = new Set(['DONE', 'FAILED', 'CANCELED']);

/** The training as it is, then whenever its row has changed, until it has ended. The row is the truth: a wake-up only says to look. */
export function trainingStream(context: ApiContext, jobId: string): AsyncIterableIterator<TrainingModel> {
	const { tenantId } = viewerOf(context);
	const source = closable(async function* (signal) {
		const wake = new Wake();
		const stop = await context.app.hub.listen(trainingChannel(tenantId), {
			shape: trainingWake,
			listener: (event) => {
				if (event === null || event.jobId === jobId) wake.notify();
			},
		});
		try {
			let shown = '';
			while (!signal.aborted) {
				const row = await findTraining(context, jobId);
				if (row === undefined) throw apiError('NOT_FOUND', 'There is no such training.');
				const face = `${row.status} ${row.updatedAt.getTime()} ${row.step}`;
				if (face !== shown) yield trainingModel(row);
				shown = face;
				if (finished.has(row.status)) return;
				await wake.wait(signal, lookAnywayMs);
			}
		} finally {
			stop();
		}
	});
	return guardSlow(source, context.closeSlowConsumer);
}
