import { type Role, roles } from '@meridian/auth';
import { z } from 'zod';
import { type AuditAction, audit } from '../../audit.ts';
import { type ApiContext, may, viewerOf } from '../../context.ts';
import { registerApproval } from '../approvals/registry.ts';
import { askApproval, needsApproval } from '../approvals/service.ts';
import type { ApprovalRequested } from '../approvals/types.ts';
import { proofTooOld } from '../shared/fresh-proof.ts';
import { forbidden, userError } from '../shared/user-errors.ts';
import { changeMembership } from './membership.ts';
import { findPerson } from './service.ts';
import type { PersonChanged } from './types.ts';

type Change = { readonly action: AuditAction; readonly data: { readonly role?: Role; readonly active?: boolean }; readonly ends: boolean };

const toRole = (role: Role): Change => ({ action: 'ROLE_CHANGED', data: { role }, ends: false });

/** Gives a person another role; where the tenant wants a second person for that, it is asked for and not done. */
export async function changeRole(context: ApiContext, input: { readonly personId: string; readonly role: Role }) {
	if (!may(context, 'PEOPLE_MANAGE') || !(await needsApproval(context, roleChange.kind)))
		return change(context, input.personId, toRole(input.role));
	const old = proofTooOld(context);
	if (old !== null) return old;
	const person = await findPerson(context, input.personId);
	if (person === null) return personNotFound();
	const subject = `${person.email}: ${person.role} to ${input.role}`;
	const approval = await askApproval(context, { kind: roleChange.kind, subject, change: { personId: input.personId, role: input.role } });
	return { __typename: 'ApprovalRequested', approval } satisfies ApprovalRequested;
}

const roleChange = registerApproval({
	kind: 'ROLE_CHANGE',
	shape: z.object({ personId: z.string(), role: z.enum(roles) }),
	mayDecide: 'PEOPLE_MANAGE',
	apply: async (context, { personId, role }) => {
		const done = await change(context, personId, toRole(role));
		return done.__typename === 'PersonChanged' ? null : done.message;
	},
});

/**
 * Takes a person out of the tenant: sessions end and sockets close within seconds, credentials stop with the next configuration, and the engine
 * takes their working entry orders back or leaves them to the desk, as the tenant has set (docs/tenants.md). What protects stays.
 */
export const removePerson = (context: ApiContext, personId: string) =>
	change(context, personId, { action: 'PERSON_REMOVED', data: { active: false }, ends: true });

export const restorePerson = (context: ApiContext, personId: string) =>
	change(context, personId, { action: 'PERSON_RESTORED', data: { active: true }, ends: false });

const personNotFound = () => userError('NotFound', { code: 'PERSON_NOT_FOUND', message: 'There is no such person.', path: ['personId'] });

async function change(context: ApiContext, personId: string, { action, data, ends }: Change) {
	const { tenantId, userId: adminId } = viewerOf(context);
	if (!may(context, 'PEOPLE_MANAGE')) return forbidden('Only an administrator may change what people may do.');
	const old = proofTooOld(context);
	if (old !== null) return old;
	const person = await findPerson(context, personId);
	if (person === null) return personNotFound();
	const { userId } = person;
	if (userId === adminId)
		return userError('InvalidInput', {
			code: 'OWN_ROLE',
			message: 'Nobody changes what they may do themselves: ask another administrator.',
			path: ['personId'],
		});
	await changeMembership(context, { tenantId, userId, data, ends, action });
	const done = { ...person, ...data };
	await audit(context, { action, tenantId, userId: adminId, detail: { personId: userId, email: person.email, role: done.role } });
	context.log.info({ adminId, userId, action }, 'a person was changed');
	return { __typename: 'PersonChanged', person: ends ? { ...done, sessionsOpen: 0, lastUsedAt: null } : done } satisfies PersonChanged;
}
