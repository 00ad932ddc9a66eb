import type { z } from 'zod';
import { type ApiContext, viewerOf } from '../context.ts';
import { apiError } from '../graphql/errors.ts';
import { closable } from './closable.ts';
import { guardSlow } from './stall.ts';
import { Wake } from './wake.ts';

/** A lost wake-up delays a change by at most so long. */
const lookAnywayMs = 2_000;

type Row = { readonly status: string; readonly updatedAt: Date };

/**
 * A row of long work as it is, then whenever it has changed, until it has ended. The row is the truth: a wake-up only says to look.
 * @param input.progress what changes while the row's status does not @throws NOT_FOUND where there is no such row
 */
export function rowStream<R extends Row, M, E>(
	context: ApiContext,
	input: {
		readonly channel: (tenantId: number) => string;
		readonly shape: z.ZodType<E>;
		readonly concerns: (event: E) => boolean;
		readonly find: () => Promise<R | undefined>;
		readonly absent: string;
		readonly progress: (row: R) => number;
		readonly finished: ReadonlySet<string>;
		readonly show: (row: R) => M;
	},
): AsyncIterableIterator<M> {
	const { tenantId } = viewerOf(context);
	const source = closable(async function* (signal) {
		const wake = new Wake();
		const stop = await context.app.hub.listen(input.channel(tenantId), {
			shape: input.shape,
			listener: (event) => {
				if (event === null || input.concerns(event)) wake.notify();
			},
		});
		try {
			let shown = '';
			while (!signal.aborted) {
				const row = await input.find();
				if (row === undefined) throw apiError('NOT_FOUND', input.absent);
				const face = `${row.status} ${row.updatedAt.getTime()} ${input.progress(row)}`;
				if (face !== shown) yield input.show(row);
				shown = face;
				if (input.finished.has(row.status)) return;
				await wake.wait(signal, lookAnywayMs);
			}
		} finally {
			stop();
		}
	});
	return guardSlow(source, context.closeSlowConsumer);
}
