import { z } from 'zod';
import { type ApiContext, may, viewerOf } from '../../context.ts';
import { registerApproval } from '../approvals/registry.ts';
import { askApproval, needsApproval } from '../approvals/service.ts';
import { forbidden, userError } from '../shared/user-errors.ts';
import { isRefusal, type Stage, type StageRefusal, setStage } from './stage.ts';
import { versionOf } from './types.ts';

const kind = 'MODEL_PRODUCTION';
const change = z.strictObject({ name: z.string(), version: z.int(), archiveExisting: z.boolean() });

const whoOf = (context: ApiContext) => {
	const { tenantId, userId } = viewerOf(context);
	const { app, correlationId } = context;
	return { db: app.db, tenantId, userId, correlationId, nowMs: app.nowMs() };
};

registerApproval({
	kind,
	shape: change,
	// Who decides on some kind learns that others exist: one permission for all kinds keeps every other role blind.
	mayDecide: 'PEOPLE_MANAGE',
	async apply(context, asked) {
		const done = await setStage(whoOf(context), { ...asked, stage: 'Production' });
		return isRefusal(done) ? done.message : null;
	},
});

function refusal({ kind: why, message }: StageRefusal) {
	if (why === 'ABSENT')
		return userError('NotFound', { code: 'MODEL_VERSION_NOT_FOUND', message: 'There is no such version.', path: ['input', 'version'] });
	if (why === 'SECOND_PERSON') return userError('Forbidden', { code: 'SECOND_PERSON_NEEDED', message });
	return userError('InvalidInput', { code: 'MODEL_NOT_GATED', message, path: ['input', 'version'] });
}

/**
 * Puts a version into a stage. Into production goes what two people want: who made it asks, and another approves; another than who made it is the second
 * one already, unless the tenant wants every promotion asked for.
 */
export async function changeStage(
	context: ApiContext,
	input: { readonly name: string; readonly version: number; readonly stage: Stage; readonly archiveExisting: boolean },
) {
	if (!may(context, 'MODEL_MANAGE')) return forbidden('Your role may look at models and change none.');
	const who = whoOf(context);
	const { name, version, stage, archiveExisting } = input;
	if (stage === 'Production') {
		const row = await who.db
			.forTenant(who.tenantId)
			.mlModelVersion.findUnique({ where: { modelName_version: { modelName: name, version } } });
		const isOwn = row?.createdBy === who.userId;
		// What could not go there anyway is refused at once, not when somebody approves.
		if (row?.sha256 != null && (isOwn || (await needsApproval(context, kind)))) {
			const approval = await askApproval(context, {
				kind,
				subject: `${name} version ${version}`,
				change: { name, version, archiveExisting },
			});
			return { __typename: 'ApprovalRequested', approval } as const;
		}
	}
	const done = await setStage(who, input);
	return isRefusal(done) ? refusal(done) : versionOf(done);
}

/** The version that was in production before, at once and by one person: it had been approved. */
export async function rollBack(context: ApiContext, name: string) {
	if (!may(context, 'MODEL_MANAGE')) return forbidden('Your role may look at models and change none.');
	const who = whoOf(context);
	const before = await who.db.forTenant(who.tenantId).mlModelVersion.findFirst({
		where: { modelName: name, stage: 'Archived', approvedBy: { not: null }, sha256: { not: null } },
		orderBy: { updatedAt: 'desc' },
	});
	if (before === null)
		return userError('NotFound', { code: 'NO_VERSION_BEFORE', message: 'No version was in production before.', path: ['name'] });
	const done = await setStage(who, { name, version: before.version, stage: 'Production', archiveExisting: true, wasApproved: true });
	return isRefusal(done) ? userError('InvalidInput', { code: 'MODEL_NOT_GATED', message: done.message, path: ['name'] }) : versionOf(done);
}
