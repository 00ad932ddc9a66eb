import type { Db } from '@meridian/db';
import { importJobId } from '@meridian/market-data/jobs';
import type { Logger } from '@meridian/telemetry';
import type { Queue } from 'bullmq';

/** Puts every import that is not finished into the queue: whatever the queue lost, the rows still have. */
export async function requeueImports({ db, queue, log }: { readonly db: Db; readonly queue: Queue; readonly log: Logger }): Promise<void> {
	const tenants = await db.platform.tenant.findMany({ where: { status: 'ACTIVE' }, select: { id: true } });
	for (const { id: tenantId } of tenants) {
		try {
			const waiting = await db
				.forTenant(tenantId)
				.dataImport.findMany({ where: { status: { in: ['QUEUED', 'RUNNING'] } }, select: { id: true } });
			for (const { id: importId } of waiting) {
				await queue.add('import', { tenantId, importId }, { jobId: importJobId({ tenantId, importId }) });
			}
		} catch (error) {
			// One tenant that can't be read holds up no other.
			log.error({ err: error, tenantId }, 'imports of a tenant could not be queued again');
		}
	}
}
