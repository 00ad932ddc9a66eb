import { levels } from '@meridian/core';
import { type LimitChange, type LimitSetRow, limitsOf, readLimitSet, writeLimitSet } from '@meridian/db';
import { audit } from '../../audit.ts';
import { type ApiContext, may, viewerOf } from '../../context.ts';
import { forbidden, userError } from '../shared/user-errors.ts';
import type { LimitChangeSuccess } from './mutations.ts';
import { staleLimits, textOf } from './propose.ts';
import { differences, showChange } from './service.ts';

export type DecideLimitsInput = { readonly changeId: number; readonly approve: boolean };

/**
 * A second person says yes or no. With yes the limits are in force: written, and pushed to the gateway as the tenant's next configuration, a versioned and journalled
 * command. Asked again by the same person, an approved change is pushed once more, so that nothing is lost where the first push could not be asked for.
 */
export async function decideLimits(context: ApiContext, input: DecideLimitsInput) {
	const { tenantId, userId } = viewerOf(context);
	if (!may(context, 'LIMITS_MANAGE')) return forbidden('Only a risk officer or an administrator may decide on limits.');
	const { db } = context.app;
	const own = db.forTenant(tenantId);
	const change = await own.limitChange.findUnique({ where: { id: input.changeId } });
	const level = levels.find((name) => name === change?.level);
	if (change === null || level === undefined)
		return userError('NotFound', { code: 'CHANGE_NOT_FOUND', message: 'There is no such change.', path: ['input', 'changeId'] });
	if (change.proposedBy === userId) return forbidden('Who proposes limits does not approve or reject them: that is for a second person.');
	const again = change.status === 'APPLIED' && change.decidedBy === userId && input.approve;
	if (change.status !== 'PROPOSED' && !again) return forbidden(`The change has been decided: ${change.status}.`);
	const place = { level, subjectId: change.subjectId };
	const before = (await readLimitSet(own, place)) ?? { ...place, version: 0, limits: limitsOf({}) };
	const decided = again ? change : await settle(context, { change, before, approve: input.approve });
	if (decided === null) return staleLimits(before.version);
	if (input.approve) await db.platform.tenant.update({ where: { id: tenantId }, data: { configVersion: { increment: 1 } } });
	const detail = { changeId: change.id, ...place, changed: textOf(differences(before.limits, limitsOf(change.limits))) };
	await audit(context, { action: input.approve ? 'LIMITS_APPROVED' : 'LIMITS_REJECTED', tenantId, userId, detail });
	context.log.info({ changeId: change.id, approved: input.approve, userId }, 'limits decided');
	return { __typename: 'LimitChangeSuccess', change: await showChange(context, { change: decided, before }) } satisfies LimitChangeSuccess;
}

/** Null: another change came first, or somebody else has just decided this one. */
async function settle(
	context: ApiContext,
	of: { readonly change: LimitChange; readonly before: LimitSetRow; readonly approve: boolean },
): Promise<LimitChange | null> {
	const { change, before, approve } = of;
	const { tenantId, userId } = viewerOf(context);
	class Stale extends Error {}
	try {
		return await context.app.db.forTenant(tenantId).$transaction(async (tx) => {
			const data = { status: approve ? 'APPLIED' : 'REJECTED', decidedBy: userId, decidedAt: new Date() };
			const { count } = await tx.limitChange.updateMany({ where: { id: change.id, status: 'PROPOSED' }, data });
			const set = { ...before, version: change.baseVersion, limits: limitsOf(change.limits) };
			if (count !== 1 || (approve && !(await writeLimitSet(tx, set)))) throw new Stale();
			return { ...change, ...data };
		});
	} catch (error) {
		if (error instanceof Stale) return null;
		throw error;
	}
}
