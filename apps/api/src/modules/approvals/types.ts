import type { Approval } from '@meridian/db';
import { builder } from '../../graphql/builder.ts';
import { encodeId } from '../../graphql/ids.ts';
import { forbiddenRef, invalidInputRef, notFoundRef, proofRequiredRef } from '../shared/user-errors.ts';

const stateEnum = builder.enumType('ApprovalState', { values: ['OPEN', 'APPROVED', 'DECLINED', 'WITHDRAWN', 'EXPIRED'] as const });
const final = { APPROVED: 'APPROVED', DECLINED: 'DECLINED', WITHDRAWN: 'WITHDRAWN' } as const;
const isFinal = (status: string): status is keyof typeof final => status in final;

export const approvalRef = builder.objectRef<Approval>('Approval').implement({
	description: 'A change that one person asks for and another decides on.',
	fields: (t) => ({
		approvalId: t.exposeString('id'),
		kind: t.exposeString('kind'),
		subject: t.exposeString('subject', { description: 'Who or what it is about.' }),
		change: t.string({ description: 'JSON.', resolve: ({ change }) => JSON.stringify(change) }),
		state: t.field({
			type: stateEnum,
			resolve: ({ status, expiresAt }, _args, context) =>
				isFinal(status) ? final[status] : expiresAt.getTime() <= context.app.nowMs() ? 'EXPIRED' : 'OPEN',
		}),
		requestedBy: t.id({ resolve: ({ requestedBy }) => encodeId('Person', requestedBy) }),
		requestedAt: t.expose('requestedAt', { type: 'DateTime' }),
		decidedBy: t.id({ nullable: true, resolve: ({ decidedBy }) => (decidedBy === null ? null : encodeId('Person', decidedBy)) }),
		decidedAt: t.expose('decidedAt', { type: 'DateTime', nullable: true }),
		reason: t.exposeString('reason', { nullable: true }),
		expiresAt: t.expose('expiresAt', { type: 'DateTime' }),
	}),
});

/** What an act answers where the tenant wants a second person for it. */
export type ApprovalRequested = { readonly __typename: 'ApprovalRequested'; readonly approval: Approval };
export const approvalRequestedRef = builder.objectRef<ApprovalRequested>('ApprovalRequested').implement({
	description: 'Nothing is changed yet: another person must approve.',
	fields: (t) => ({ approval: t.expose('approval', { type: approvalRef }) }),
});
const decidedRef = builder
	.objectRef<{ readonly __typename: 'ApprovalDecided'; readonly approval: Approval }>('ApprovalDecided')
	.implement({ fields: (t) => ({ approval: t.expose('approval', { type: approvalRef }) }) });
export const decideResultRef = builder.unionType('DecideApprovalResult', {
	types: [decidedRef, notFoundRef, forbiddenRef, invalidInputRef, proofRequiredRef],
});
