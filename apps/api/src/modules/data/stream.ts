import { importsChannel, importWake } from '@meridian/market-data/jobs';
import { type ApiContext, viewerOf } from '../../context.ts';
import { apiError } from '../../graphql/errors.ts';
import { closable } from '../../streams/closable.ts';
import { guardSlow } from '../../streams/stall.ts';
import { Wake } from '../../streams/wake.ts';
import { findImport, importModel, requireImports } from './service.ts';
import type { ImportModel } from './types.ts';

/** A lost wake-up delays a change by at most so long. */
const lookAnywayMs = 2_000;
const finished = new Set(['DONE', 'FAILED', 'DISCARDED']);

/** The import as it is, then whenever its row has changed, until it has ended. The row is the truth: a wake-up only says to look. */
export function importStream(context: ApiContext, importId: string): AsyncIterableIterator<ImportModel> {
	requireImports(context);
	const { tenantId } = viewerOf(context);
	const source = closable(async function* (signal) {
		const wake = new Wake();
		const stop = await context.app.hub.listen(importsChannel(tenantId), {
			shape: importWake,
			listener: (event) => {
				if (event === null || event.importId === importId) wake.notify();
			},
		});
		try {
			let shown = '';
			while (!signal.aborted) {
				const row = await findImport(context, importId);
				if (row === undefined) throw apiError('NOT_FOUND', 'There is no such import.');
				const face = `${row.status} ${row.updatedAt.getTime()} ${row.rows}`;
				if (face !== shown) yield importModel(row);
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
