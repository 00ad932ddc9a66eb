import { rm } from 'node:fs/promises';
import type { Prisma } from '@meridian/db';
import { importJobId, importsChannel, uploadFile } from '@meridian/market-data/jobs';
import { audit } from '../../audit.ts';
import { type ApiContext, viewerOf } from '../../context.ts';
import { userError } from '../shared/user-errors.ts';
import { findImport, importModel, noSuchImport, requireImports } from './service.ts';
import { readSettings, type SettingsInput } from './settings.ts';

const notNow = (status: string) =>
	userError('InvalidInput', {
		code: 'IMPORT_NOT_WAITING',
		message: `This import is ${status}: only one that waits can be changed.`,
		path: ['importId'],
	});

/** Hands an uploaded file to the worker. Asked again after a failure, it is tried again, with these settings. */
export async function startImport(context: ApiContext, input: { readonly importId: string; readonly settings: SettingsInput }) {
	const { queue } = requireImports(context);
	const { tenantId, userId } = viewerOf(context);
	const row = await findImport(context, input.importId);
	if (row === undefined) return noSuchImport();
	const read = readSettings(input.settings, row.fileName);
	if ('__typename' in read) return read;
	const table = context.app.db.forTenant(tenantId).dataImport;
	const settings: Prisma.InputJsonObject = JSON.parse(JSON.stringify(read.settings));
	// Two who start it at once: one of them does.
	const { count } = await table.updateMany({
		where: { id: row.id, status: { in: ['UPLOADED', 'FAILED'] } },
		data: { status: 'QUEUED', settings, error: null, updatedAt: new Date(context.app.nowMs()) },
	});
	if (count === 0) return notNow(row.status);
	await audit(context, { action: 'DATA_IMPORT_STARTED', tenantId, userId, detail: { importId: row.id, fileName: row.fileName } });
	const job = { tenantId, importId: row.id };
	// The row is what counts: the worker looks for rows that nobody told it of.
	await queue
		.add('import', job, { jobId: importJobId(job) })
		.catch((error: unknown) => context.log.warn({ err: error, importId: row.id }, 'the worker could not be woken'));
	return importModel((await findImport(context, row.id)) ?? row);
}

/** Takes an uploaded file away again; what an import has stored stays. */
export async function discardImport(context: ApiContext, importId: string) {
	const { storeDir } = requireImports(context);
	const { tenantId } = viewerOf(context);
	const row = await findImport(context, importId);
	if (row === undefined) return noSuchImport();
	const { count } = await context.app.db.forTenant(tenantId).dataImport.updateMany({
		where: { id: row.id, status: { in: ['UPLOADED', 'FAILED', 'DONE'] } },
		data: { status: 'DISCARDED', updatedAt: new Date(context.app.nowMs()) },
	});
	if (count === 0) return notNow(row.status);
	await rm(uploadFile(storeDir, { tenantId, importId: row.id }), { force: true });
	await context.app.redis.publish(importsChannel(tenantId), JSON.stringify({ importId: row.id }));
	return importModel({ ...row, status: 'DISCARDED' });
}
