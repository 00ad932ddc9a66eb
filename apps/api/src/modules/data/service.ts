import type { DataImport } from '@meridian/db';
import { importReport } from '@meridian/market-data/import';
import { importStates } from '@meridian/market-data/jobs';
import { z } from 'zod';
import { type ApiContext, may, viewerOf } from '../../context.ts';
import type { MarketData } from '../../data.ts';
import { apiError } from '../../graphql/errors.ts';
import { word } from '../shared/rows.ts';
import { type UserError, userError } from '../shared/user-errors.ts';
import type { ImportModel } from './types.ts';

const visibleReport = importReport.omit({ badRowsFile: true });
const named = z.object({ venue: z.string().optional(), instrument: z.string().optional(), format: z.string().optional() });

export const sourceOf = (row: DataImport): string | undefined => visibleReport.safeParse(row.report).data?.sourceId;

export function importModel(row: DataImport): ImportModel {
	const report = visibleReport.safeParse(row.report).data;
	const settings = named.safeParse(row.settings).data;
	return {
		__typename: 'DataImport',
		importId: row.id,
		fileName: row.fileName,
		fileBytes: row.fileBytes,
		status: word(importStates, row.status),
		...{ phase: row.phase, bytesRead: row.bytesRead, rows: row.rows, taken: row.taken, bad: row.bad, error: row.error },
		venue: report?.series.venue ?? settings?.venue ?? null,
		instrument: report?.series.instrument ?? settings?.instrument ?? null,
		format: report?.format ?? settings?.format ?? null,
		crossed: BigInt(report?.tally.crossed ?? 0),
		outOfOrder: BigInt(report?.tally.outOfOrder ?? 0),
		alreadyStored: report?.status === 'already',
		...{ createdAt: row.createdAt, updatedAt: row.updatedAt },
	};
}

/** @throws where this installation has no store, or the viewer may not import */
export function requireImports(context: ApiContext): MarketData {
	if (!may(context, 'DATA_IMPORT')) throw apiError('FORBIDDEN', 'Your role may not import market data.');
	return requireData(context);
}

/** @throws where this installation has no store */
export function requireData({ app }: ApiContext): MarketData {
	if (app.data === null) throw apiError('NOT_FOUND', 'This installation has no tick store.');
	return app.data;
}

/** The viewer's tenant's row; undefined for an id of nobody or of another tenant. */
export async function findImport(context: ApiContext, importId: string): Promise<DataImport | undefined> {
	if (!z.uuid().safeParse(importId).success) return undefined;
	const { tenantId } = viewerOf(context);
	return (await context.app.db.forTenant(tenantId).dataImport.findFirst({ where: { id: importId } })) ?? undefined;
}

export const noSuchImport = (): UserError<'NotFound'> =>
	userError('NotFound', { code: 'IMPORT_NOT_FOUND', message: 'There is no such import.', path: ['importId'] });

/** The latest first. */
export async function listImports(context: ApiContext, first: number): Promise<ImportModel[]> {
	requireImports(context);
	const { tenantId } = viewerOf(context);
	const rows = await context.app.db.forTenant(tenantId).dataImport.findMany({
		where: { status: { not: 'DISCARDED' } },
		orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
		take: Math.max(1, Math.min(first, 200)),
	});
	return rows.map(importModel);
}
