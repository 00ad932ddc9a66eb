import { randomUUID } from 'node:crypto';
import { type Approval, type PlatformPrisma, settingsOf } from '@meridian/db';
import { audit } from '../../audit.ts';
import { type ApiContext, may, viewerOf } from '../../context.ts';
import { proofTooOld } from '../shared/fresh-proof.ts';
import { forbidden, userError } from '../shared/user-errors.ts';
import { approvalKind, decidingPermissions } from './registry.ts';

const lifeMs = 7 * 24 * 3_600_000;
const openMax = 200;

/** Whether the viewer's tenant wants a second person for changes of this kind. */
export async function needsApproval(context: ApiContext, kind: string): Promise<boolean> {
	const { tenantId } = viewerOf(context);
	const { settings } = await context.app.db.platform.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { settings: true } });
	return settingsOf(settings).fourEyes.includes(kind);
}

/** Writes down what somebody asks for; nothing is changed before another person has approved. @param input.subject who or what it is about, in words */
export async function askApproval(
	context: ApiContext,
	input: { readonly kind: string; readonly subject: string; readonly change: PlatformPrisma.InputJsonObject },
): Promise<Approval> {
	const { tenantId, userId } = viewerOf(context);
	if (approvalKind(input.kind) === undefined) throw new Error(`no kind of approval is called ${input.kind}`);
	const expiresAt = new Date(context.app.nowMs() + lifeMs);
	const approval = await context.app.db.platform.approval.create({
		data: { id: randomUUID(), tenantId, requestedBy: userId, expiresAt, ...input },
	});
	const { kind, subject } = input;
	await audit(context, { action: 'APPROVAL_REQUESTED', tenantId, userId, detail: { approvalId: approval.id, kind, subject } });
	return approval;
}

/** Of the tenant, the newest first. Everybody may see what is asked for, who asked and who decided. */
export function listApprovals(context: ApiContext): Promise<Approval[]> {
	const { tenantId } = viewerOf(context);
	return context.app.db.platform.approval.findMany({
		where: { tenantId },
		orderBy: [{ requestedAt: 'desc' }, { id: 'asc' }],
		take: openMax,
	});
}

const notFound = () =>
	userError('NotFound', { code: 'APPROVAL_NOT_FOUND', message: 'There is no such open request.', path: ['approvalId'] });

/** Approves or declines what somebody else has asked for. Who asked may only withdraw it. */
export async function decideApproval(
	context: ApiContext,
	input: { readonly approvalId: string; readonly approve: boolean; readonly reason?: string | null | undefined },
) {
	const { tenantId, userId } = viewerOf(context);
	const { platform } = context.app.db;
	const open = { id: input.approvalId, tenantId, status: 'OPEN', expiresAt: { gt: new Date(context.app.nowMs()) } };
	const found = await platform.approval.findFirst({ where: open });
	const kind = found === null ? undefined : approvalKind(found.kind);
	// Who decides on nothing may still withdraw what they asked for; of all else they learn nothing.
	const decides = [...decidingPermissions()].some((permission) => may(context, permission));
	if (!decides && found?.requestedBy !== userId) return forbidden('Your role decides on nothing.');
	if (found === null || kind === undefined) return notFound();
	const own = found.requestedBy === userId;
	if (!own && !may(context, kind.mayDecide)) return forbidden('Your role may not decide on this.');
	if (own && input.approve)
		return userError('InvalidInput', {
			code: 'OWN_REQUEST',
			message: 'Nobody approves what they asked for: another person must.',
			path: ['approvalId'],
		});
	const old = proofTooOld(context);
	if (old !== null) return old;
	if (input.approve) {
		const why = await kind.run(context, found.change);
		if (why === undefined)
			return userError('InvalidInput', {
				code: 'OUTDATED',
				message: 'This request can’t be read any more: decline it.',
				path: ['approvalId'],
			});
		if (why !== null) return userError('InvalidInput', { code: 'NOT_APPLICABLE', message: why, path: ['approvalId'] });
	}
	const status = input.approve ? 'APPROVED' : own ? 'WITHDRAWN' : 'DECLINED';
	const decidedAt = new Date(context.app.nowMs());
	const decided = { status, decidedAt, decidedBy: own ? null : userId, reason: input.reason?.slice(0, 500) ?? null };
	const { count } = await platform.approval.updateMany({ where: open, data: decided });
	if (count === 0) return notFound();
	const action = input.approve ? 'APPROVAL_APPROVED' : own ? 'APPROVAL_WITHDRAWN' : 'APPROVAL_DECLINED';
	await audit(context, { action, tenantId, userId, detail: { approvalId: found.id, kind: found.kind, subject: found.subject } });
	return { __typename: 'ApprovalDecided', approval: { ...found, ...decided } } as const;
}
