import type { Db, MlModelVersion } from '@meridian/db';
import { z } from 'zod';

export const stages = ['None', 'Staging', 'Production', 'Archived'] as const;
export type Stage = (typeof stages)[number];

/** What the gate saw of a version's model, or why it may not serve. */
export const gateSeen = z.object({
	refused: z.string().optional(),
	width: z.number().optional(),
	outputs: z.number().optional(),
	latencyUsP50: z.number().optional(),
	latencyUsP99: z.number().optional(),
});

export type StageRefusal = { readonly kind: 'ABSENT' | 'SECOND_PERSON' | 'NOT_GATED'; readonly message: string };
type Who = { readonly db: Db; readonly tenantId: number; readonly userId: number; readonly correlationId: string; readonly nowMs: number };

/**
 * Puts a version into a stage. Production needs a model that passed the gate, and another person than who made the version. Each change is in the admin audit, and is not done where that can't be written.
 */
export async function setStage(
	who: Who,
	input: {
		readonly name: string;
		readonly version: number;
		readonly stage: Stage;
		readonly archiveExisting: boolean;
		/** It was in production before, by the word of a second person. */
		readonly wasApproved?: boolean;
	},
): Promise<MlModelVersion | StageRefusal> {
	const { name, version, stage } = input;
	const db = who.db.forTenant(who.tenantId);
	const key = { modelName_version: { modelName: name, version } };
	const row = await db.mlModelVersion.findUnique({ where: key });
	if (row === null) return { kind: 'ABSENT', message: `Model Version (name=${name}, version=${version}) does not exist.` };
	if (stage === 'Production') {
		const isApproved = input.wasApproved === true && row.approvedBy !== null;
		if (row.createdBy === who.userId && !isApproved)
			return { kind: 'SECOND_PERSON', message: 'A second person must put a version into production: you made it.' };
		if (row.sha256 === null) {
			const { refused = 'none was uploaded' } = gateSeen.parse(row.lineage);
			return { kind: 'NOT_GATED', message: `The version has no model that passed the gate: ${refused}.` };
		}
	}
	await who.db.platform.adminAudit.create({
		data: {
			...{ action: 'MODEL_STAGE_SET', tenantId: who.tenantId, userId: who.userId, correlationId: who.correlationId },
			detail: { model: name, version, stage, was: row.stage },
		},
	});
	const updatedAt = new Date(who.nowMs);
	return db.$transaction(async (tx) => {
		if (input.archiveExisting)
			await tx.mlModelVersion.updateMany({
				where: { modelName: name, stage, version: { not: version } },
				data: { stage: 'Archived', updatedAt },
			});
		const approvedBy = stage === 'Production' && input.wasApproved !== true ? { approvedBy: who.userId } : {};
		return tx.mlModelVersion.update({ where: key, data: { stage, updatedAt, ...approvedBy } });
	});
}

export const isRefusal = (done: MlModelVersion | StageRefusal): done is StageRefusal => 'kind' in done;
