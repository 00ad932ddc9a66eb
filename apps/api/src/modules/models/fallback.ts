import type { Db } from '@meridian/db';

/**
 * Puts the version that was in production before back there, because the one that is there fails. Nobody is asked: it had been approved. The one that failed
 * loses its approval, so that neither this nor a roll-back brings it back.
 * @returns the version that serves now; undefined where there is none before, or another is in production by now
 */
export async function fallBackTo(
	{ db, nowMs }: { readonly db: Db; readonly nowMs: number },
	input: { readonly tenantId: number; readonly model: string; readonly version: number; readonly reason: string },
): Promise<number | undefined> {
	const { tenantId, model: modelName, version, reason } = input;
	const own = db.forTenant(tenantId);
	const before = await own.mlModelVersion.findFirst({
		where: { modelName, stage: 'Archived', approvedBy: { not: null }, sha256: { not: null }, version: { not: version } },
		orderBy: { updatedAt: 'desc' },
	});
	if (before === null) return undefined;
	await db.platform.adminAudit.create({
		data: {
			...{ action: 'MODEL_FELL_BACK', tenantId, userId: null, correlationId: `fall-back-${modelName}-${version}`.slice(0, 64) },
			detail: { model: modelName, version, to: before.version, reason },
		},
	});
	const updatedAt = new Date(nowMs);
	return own.$transaction(async (tx) => {
		const { count } = await tx.mlModelVersion.updateMany({
			where: { modelName, version, stage: 'Production' },
			data: { stage: 'Archived', approvedBy: null, updatedAt },
		});
		// Another process, or a person, was faster.
		if (count === 0) return undefined;
		await tx.mlModelVersion.updateMany({ where: { modelName, version: before.version }, data: { stage: 'Production', updatedAt } });
		return before.version;
	});
}
