import { join } from 'node:path';
import { z } from 'zod';

/** What API and worker agree on about imports. The row in the tenant's schema is the truth; queue and channel only wake. */
export const importQueue = 'data-imports';
export const importJob = z.strictObject({ tenantId: z.int().positive(), importId: z.uuid() });
export type ImportJob = z.infer<typeof importJob>;

/** One job for one import, however often it is asked for. */
export const importJobId = ({ tenantId, importId }: ImportJob): string => `${tenantId}-${importId}`;

export const importsChannel = (tenantId: number): string => `t:${tenantId}:imports`;
export const importWake = z.strictObject({ importId: z.string() });

export const importStates = ['UPLOADED', 'QUEUED', 'RUNNING', 'DONE', 'FAILED', 'DISCARDED'] as const;
export type ImportState = (typeof importStates)[number];

/** Where an uploaded file lies: no part of the path comes from whoever uploads it. */
export function uploadFile(storeDir: string, job: ImportJob): string {
	const { tenantId, importId } = importJob.parse(job);
	return join(storeDir, 'work', 'uploads', `tenant-${tenantId}`, importId);
}
