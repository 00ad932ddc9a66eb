import type { SupportGrant } from '@meridian/db';
import { builder } from '../../graphql/builder.ts';
import { forbiddenRef, invalidInputRef, notFoundRef, proofRequiredRef } from '../shared/user-errors.ts';

const states = ['REQUESTED', 'DECLINED', 'ALLOWED', 'ENDED'] as const;
const stateEnum = builder.enumType('SupportAccessState', { values: states });
function stateOf({ decidedAt, expiresAt, revokedAt }: SupportGrant, nowMs: number): (typeof states)[number] {
	if (decidedAt === null) return 'REQUESTED';
	if (expiresAt === null) return 'DECLINED';
	return revokedAt !== null || expiresAt.getTime() <= nowMs ? 'ENDED' : 'ALLOWED';
}

export const accessRef = builder.objectRef<SupportGrant>('SupportAccess').implement({
	description: 'An operator’s wish to look into a tenant, and what became of it.',
	fields: (t) => ({
		requestId: t.exposeString('id'),
		tenantName: t.string({
			description: 'Whose it is.',
			resolve: async ({ tenantId }, _args, { app }) =>
				(await app.db.platform.tenant.findUnique({ where: { id: tenantId }, select: { name: true } }))?.name ?? '',
		}),
		reason: t.exposeString('reason'),
		hours: t.exposeInt('hours'),
		state: t.field({ type: stateEnum, resolve: (grant, _args, { app }) => stateOf(grant, app.nowMs()) }),
		requestedAt: t.expose('requestedAt', { type: 'DateTime' }),
		decidedAt: t.expose('decidedAt', { type: 'DateTime', nullable: true }),
		expiresAt: t.expose('expiresAt', { type: 'DateTime', nullable: true }),
		revokedAt: t.expose('revokedAt', { type: 'DateTime', nullable: true }),
	}),
});
const changedRef = builder
	.objectRef<{ readonly __typename: 'SupportAccessChanged'; readonly access: SupportGrant }>('SupportAccessChanged')
	.implement({ fields: (t) => ({ access: t.expose('access', { type: accessRef }) }) });
const sessionRef = builder
	.objectRef<{ readonly __typename: 'SupportSession'; readonly token: string; readonly expiresAt: Date }>('SupportSession')
	.implement({
		description: 'Reads the tenant, and changes nothing. Every operation is in the tenant’s audit.',
		fields: (t) => ({ token: t.exposeString('token'), expiresAt: t.expose('expiresAt', { type: 'DateTime' }) }),
	});
export const requestAccessResultRef = builder.unionType('RequestSupportAccessResult', {
	types: [changedRef, invalidInputRef, notFoundRef, proofRequiredRef],
});
export const accessResultRef = builder.unionType('SupportAccessResult', {
	types: [changedRef, notFoundRef, forbiddenRef, proofRequiredRef],
});
export const enterTenantResultRef = builder.unionType('EnterTenantResult', { types: [sessionRef, notFoundRef, proofRequiredRef] });
