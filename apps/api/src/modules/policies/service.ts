import { hasPermission, permissionsOf, type Role } from '@meridian/auth';
import { loadTenantConfig, type TenantPolicy } from '@meridian/db';
import { z } from 'zod';
import { audit } from '../../audit.ts';
import { type ApiContext, may, viewerOf } from '../../context.ts';
import { apiError } from '../../graphql/errors.ts';
import { registerApproval } from '../approvals/registry.ts';
import { askApproval, needsApproval } from '../approvals/service.ts';
import type { ApprovalRequested } from '../approvals/types.ts';
import { proofTooOld } from '../shared/fresh-proof.ts';
import { forbidden, userError } from '../shared/user-errors.ts';
import { readPolicies } from './cedar.ts';
import { asker, subjectsOf } from './compile.ts';

/** @throws FORBIDDEN */
function requireReader(context: ApiContext): number {
	const { tenantId } = viewerOf(context);
	if (!may(context, 'POLICY_MANAGE') && !may(context, 'AUDIT_READ')) throw apiError('FORBIDDEN', 'Your role may not read who may do what.');
	return tenantId;
}
const newest = (context: ApiContext, tenantId: number): Promise<TenantPolicy | null> =>
	context.app.db.platform.tenantPolicy.findFirst({ where: { tenantId }, orderBy: { version: 'desc' } });

/** Every version, the newest first: that one is in force. @throws FORBIDDEN */
export const listPolicies = (context: ApiContext): Promise<TenantPolicy[]> =>
	context.app.db.platform.tenantPolicy.findMany({ where: { tenantId: requireReader(context) }, orderBy: { version: 'desc' }, take: 100 });

type Change = { readonly baseVersion: number; readonly text: string };
const stale = () =>
	userError('InvalidInput', {
		code: 'STALE_POLICIES',
		message: 'Somebody else was quicker: look at the newest version first.',
		path: ['baseVersion'],
	});

/** Puts a new version in force, where it is valid; where the tenant wants a second person for that, it is asked for and not done. */
export async function changePolicies(context: ApiContext, change: Change) {
	const { tenantId } = viewerOf(context);
	if (!may(context, 'POLICY_MANAGE')) return forbidden('Only an administrator may change policies.');
	const old = proofTooOld(context);
	if (old !== null) return old;
	if (!(await needsApproval(context, policyChange.kind))) return put(context, change);
	const problem = problemOf(change.text);
	if (problem !== null) return userError('InvalidInput', { code: 'INVALID_POLICIES', message: problem, path: ['text'] });
	if (((await newest(context, tenantId))?.version ?? 0) !== change.baseVersion) return stale();
	const approval = await askApproval(context, {
		kind: policyChange.kind,
		subject: `policies, version ${change.baseVersion + 1}`,
		change: { ...change },
	});
	return { __typename: 'ApprovalRequested', approval } satisfies ApprovalRequested;
}

const policyChange = registerApproval({
	kind: 'POLICY_CHANGE',
	shape: z.object({ baseVersion: z.int(), text: z.string() }),
	mayDecide: 'POLICY_MANAGE',
	apply: async (context, change) => {
		const done = await put(context, change);
		return done.__typename === 'PoliciesChanged' ? null : done.message;
	},
});

function problemOf(text: string): string | null {
	if (text.trim() === '') return null;
	const read = readPolicies(text);
	return 'problem' in read ? read.problem : null;
}

async function put(context: ApiContext, { baseVersion, text }: Change) {
	const { tenantId, userId } = viewerOf(context);
	const problem = problemOf(text);
	if (problem !== null) return userError('InvalidInput', { code: 'INVALID_POLICIES', message: problem, path: ['text'] });
	const version = baseVersion + 1;
	const policy = await context.app.db.platform.$transaction(async (tx) => {
		await tx.$queryRaw`SELECT 1 FROM "platform"."tenants" WHERE "id" = ${tenantId} FOR UPDATE`;
		const before = await tx.tenantPolicy.findFirst({ where: { tenantId }, orderBy: { version: 'desc' } });
		if ((before?.version ?? 0) !== baseVersion) return null;
		// The gateway hears of it with the next configuration, which its engine journals.
		await tx.tenant.update({ where: { id: tenantId }, data: { configVersion: { increment: 1 } } });
		return tx.tenantPolicy.create({ data: { tenantId, version, text, createdBy: userId } });
	});
	if (policy === null) return stale();
	await audit(context, { action: 'POLICIES_CHANGED', tenantId, userId, detail: { version, bytes: Buffer.byteLength(text, 'utf8') } });
	return { __typename: 'PoliciesChanged', policy } as const;
}

/** What one person may in one account with some instruments; null: no maximum. */
export type Allowed = { readonly account: string; readonly instruments: readonly string[]; readonly maxCentilots: number | null };
export type WhoCan = {
	readonly email: string;
	readonly role: Role;
	readonly permissions: readonly string[];
	readonly orders: readonly Allowed[];
};

/**
 * Who can do what: of every active person the permissions of the role, and which orders they may place, by the policies in force or by `text`, which is
 * tried and not kept. @throws FORBIDDEN, INVALID_INPUT
 */
export async function whoCan(context: ApiContext, text: string | null): Promise<WhoCan[]> {
	const tenantId = requireReader(context);
	const row = await loadTenantConfig(context.app.db, tenantId);
	const wanted = text ?? row.policies;
	const read = wanted.trim() === '' ? null : readPolicies(wanted);
	if (read !== null && 'problem' in read) throw apiError('INVALID_INPUT', read.problem);
	const active = row.users.filter((user) => user.active);
	const subjects = read === null ? null : subjectsOf(read, row);
	const ask = read === null ? null : asker(read);
	return active.map(({ userId, email, role }) => {
		const person = subjects?.people.get(userId);
		const maxOf = (accountId: number, instrumentId: number): number | null => {
			if (!hasPermission(role, 'ORDER_PLACE')) return 0;
			if (subjects === null || ask === null) return null;
			const [account, instrument] = [subjects.accounts.get(accountId), subjects.instruments.get(instrumentId)];
			return person === undefined || account === undefined || instrument === undefined ? 0 : ask(person, account, { instrument });
		};
		const orders = row.accounts.flatMap(({ accountId, name }) => {
			const bySize = new Map<number | null, string[]>();
			for (const { instrumentId, symbol } of row.instruments) {
				const max = maxOf(accountId, instrumentId);
				if (max !== 0) bySize.set(max, [...(bySize.get(max) ?? []), symbol]);
			}
			return [...bySize].map(([maxCentilots, instruments]) => ({ account: name, instruments, maxCentilots }));
		});
		return { email, role, permissions: permissionsOf(role), orders };
	});
}
