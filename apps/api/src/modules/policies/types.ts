import type { TenantPolicy } from '@meridian/db';
import { builder } from '../../graphql/builder.ts';
import { approvalRequestedRef } from '../approvals/types.ts';
import { roleEnum } from '../identity/types.ts';
import { forbiddenRef, invalidInputRef, proofRequiredRef } from '../shared/user-errors.ts';
import type { Allowed, WhoCan } from './service.ts';

export const policyRef = builder.objectRef<TenantPolicy>('PolicyVersion').implement({
	fields: (t) => ({
		version: t.exposeInt('version'),
		text: t.exposeString('text', { description: 'Cedar. Empty: none of the tenant’s own, so the roles alone decide.' }),
		createdAt: t.expose('createdAt', { type: 'DateTime' }),
	}),
});
const allowedRef = builder.objectRef<Allowed>('AllowedOrders').implement({
	fields: (t) => ({
		account: t.exposeString('account'),
		instruments: t.stringList({ resolve: ({ instruments }) => [...instruments] }),
		maxLots: t.field({
			type: 'Decimal',
			nullable: true,
			description: 'The largest order; null: the policies name none, and limits hold.',
			resolve: ({ maxCentilots }) =>
				maxCentilots === null ? null : `${Math.floor(maxCentilots / 100)}.${String(maxCentilots % 100).padStart(2, '0')}`,
		}),
	}),
});
export const whoCanRef = builder.objectRef<WhoCan>('WhoCan').implement({
	fields: (t) => ({
		email: t.exposeString('email'),
		role: t.expose('role', { type: roleEnum }),
		permissions: t.stringList({ resolve: ({ permissions }) => [...permissions] }),
		orders: t.field({
			type: [allowedRef],
			description: 'What they may open. Closing and cancelling are never held back.',
			resolve: ({ orders }) => [...orders],
		}),
	}),
});
const changedRef = builder
	.objectRef<{ readonly __typename: 'PoliciesChanged'; readonly policy: TenantPolicy }>('PoliciesChanged')
	.implement({ fields: (t) => ({ policy: t.expose('policy', { type: policyRef }) }) });
export const changePoliciesResultRef = builder.unionType('ChangePoliciesResult', {
	types: [changedRef, approvalRequestedRef, invalidInputRef, forbiddenRef, proofRequiredRef],
});
