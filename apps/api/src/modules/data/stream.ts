import { importsChannel, importWake } from '@meridian/market-data/jobs';
import type { ApiContext } from '../../context.ts';
import { rowStream } from '../../streams/row.ts';
import { findImport, importModel, requireImports } from './service.ts';
import type { ImportModel } from './types.ts';

const finished = new Set(['DONE', 'FAILED', 'DISCARDED']);

export function importStream(context: ApiContext, importId: string): AsyncIterableIterator<ImportModel> {
	requireImports(context);
	return rowStream(context, {
		...{ channel: importsChannel, shape: importWake, finished, show: importModel },
		absent: 'There is no such import.',
		concerns: (event) => event.importId === importId,
		find: () => findImport(context, importId),
		progress: ({ rows }) => Number(rows),
	});
}
