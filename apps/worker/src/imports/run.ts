import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Db, Prisma } from '@meridian/db';
import { badRows, ImportError, type ImportProgress, type ImportReport, importFile, importSettings } from '@meridian/market-data/import';
import { type ImportJob, importJob, importsChannel, uploadFile } from '@meridian/market-data/jobs';
import { Locked, Overlap, ownerOf, type TickStore } from '@meridian/market-data/store';
import type { Logger } from '@meridian/telemetry';
import type { Redis } from 'ioredis';
import { z } from 'zod';

export type ImportWork = {
	readonly db: Db;
	readonly redis: Redis;
	readonly store: TickStore;
	readonly storeDir: string;
	readonly log: Logger;
	readonly signal: AbortSignal;
};

/** The row at most so often; subscribers are woken then. */
const tellMs = 250;

/**
 * Imports one uploaded file into its tenant's own part of the store. The tenant is the job's, which the API took from the credential. A
 * file that can't be read so ends as FAILED with the reason; a stop of this process leaves the row as it is, to go on later.
 * @throws what is not the file's fault: the job is tried again when the worker starts
 */
export async function runImportJob(data: unknown, work: ImportWork): Promise<void> {
	const job = importJob.parse(data);
	const log = work.log.child({ tenantId: job.tenantId, importId: job.importId });
	const table = work.db.forTenant(job.tenantId).dataImport;
	const row = await table.findFirst({ where: { id: job.importId } });
	if (row === null || (row.status !== 'QUEUED' && row.status !== 'RUNNING')) return;
	const file = uploadFile(work.storeDir, job);
	const tell = teller(job, work);
	await tell({ status: 'RUNNING' });
	try {
		const settings = importSettings.safeParse(row.settings);
		if (!settings.success) throw new ImportError(z.prettifyError(settings.error));
		if (!existsSync(file)) throw new ImportError('the uploaded file is gone; upload it again');
		const report = await importFile(work.store, {
			file,
			name: row.fileName,
			owner: ownerOf(job.tenantId),
			settings: settings.data,
			signal: work.signal,
			onProgress: (progress) => tell.soon(progress),
		});
		await tell({ status: 'DONE', phase: null, error: null, ...countsOf(report), report: visible(report) });
		await rm(file, { force: true });
		log.info({ rows: report.tally.taken, bad: badRows(report.tally) }, 'imported');
	} catch (error) {
		await tell.settled();
		if (work.signal.aborted) {
			log.info('stopped; it goes on with the next start');
			return;
		}
		if (!(error instanceof ImportError || error instanceof Overlap || error instanceof Locked)) throw error;
		await tell({ status: 'FAILED', phase: null, error: error.message });
		log.info({ reason: error.message }, 'not imported');
	}
}

type Change = {
	readonly status?: string;
	readonly phase?: string | null;
	readonly error?: string | null;
	readonly bytesRead?: bigint;
	readonly rows?: bigint;
	readonly taken?: bigint;
	readonly bad?: bigint;
	readonly report?: Prisma.InputJsonObject;
};

/** Writes the row, then wakes who watches it. */
function teller(job: ImportJob, { db, redis, log }: ImportWork) {
	let last = 0;
	let pending: Promise<void> = Promise.resolve();
	const write = async (change: Change): Promise<void> => {
		await db.forTenant(job.tenantId).dataImport.update({ where: { id: job.importId }, data: { ...change, updatedAt: new Date() } });
		await redis
			.publish(importsChannel(job.tenantId), JSON.stringify({ importId: job.importId }))
			.catch((error: unknown) => log.warn({ err: error }, 'nobody could be told of an import'));
	};
	const tell = (change: Change): Promise<void> => {
		const done = pending.then(() => write(change));
		pending = done.catch(() => undefined);
		return done;
	};
	return Object.assign(tell, {
		settled: () => pending,
		/** Progress that can't be written is not the import's fault. */
		soon({ phase, fileBytesRead, rows, taken, bad }: ImportProgress): void {
			const now = performance.now();
			if (now - last < tellMs) return;
			last = now;
			const counts = { bytesRead: BigInt(fileBytesRead), rows: BigInt(rows), taken: BigInt(taken), bad: BigInt(bad) };
			tell({ phase, ...counts }).catch((error: unknown) => log.warn({ err: error }, 'progress of an import could not be written'));
		},
	});
}

const countsOf = ({ fileBytes, tally }: ImportReport) => ({
	bytesRead: BigInt(fileBytes),
	rows: BigInt(tally.rows),
	taken: BigInt(tally.taken),
	bad: BigInt(badRows(tally)),
});

/** The report without paths of this machine. */
const visible = ({ badRowsFile: _, ...report }: ImportReport): Prisma.InputJsonObject => report;
