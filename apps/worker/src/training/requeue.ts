import type { Db } from '@meridian/db';
import { trainingJobId } from '@meridian/ml';
import type { Logger } from '@meridian/telemetry';
import type { Queue } from 'bullmq';

/** Puts every training that is not finished into the queue: whatever the queue lost, the rows still have. */
export async function requeueTrainings({
	db,
	queue,
	log,
}: {
	readonly db: Db;
	readonly queue: Queue;
	readonly log: Logger;
}): Promise<void> {
	const tenants = await db.platform.tenant.findMany({ where: { status: 'ACTIVE' }, select: { id: true } });
	for (const { id: tenantId } of tenants) {
		try {
			const waiting = await db.forTenant(tenantId).mlJob.findMany({
				where: { status: { in: ['QUEUED', 'RUNNING'] } },
				orderBy: { createdAt: 'asc' },
				select: { id: true },
			});
			for (const { id: jobId } of waiting) {
				const job = { tenantId, jobId };
				await queue.add('training', job, { jobId: trainingJobId(job) });
			}
		} catch (error) {
			// One tenant that can't be read holds up no other.
			log.error({ err: error, tenantId }, 'trainings of a tenant could not be queued again');
		}
	}
}
