import { encrypt, newTerminalKey, terminalKeyPurpose } from '@meridian/auth';
import { type AuditAction, audit } from '../../audit.ts';
import { type ApiContext, may, viewerOf } from '../../context.ts';
import { intId } from '../../graphql/ids.ts';
import { terminalQuota } from '../../quotas/guard.ts';
import { accountNotFound } from '../orders/parse.ts';
import { forbidden, userError } from '../shared/user-errors.ts';
import type { MakeTerminalKeySuccess, RevokeTerminalKeySuccess } from './mutations.ts';
import { findTerminal } from './service.ts';
import { setupOf } from './setup.ts';
import type { TerminalModel } from './types.ts';

export type TerminalKeyInput = { readonly accountId: string };

/**
 * Makes a key for an account's terminal and tells it, this once. From then on no other opens its line, not even the installation's own; the
 * gateway knows within seconds, and cuts a line that was opened with another.
 * @param how create: there must be none yet; rotate: there must be one, which ends.
 */
export async function makeKey(context: ApiContext, { accountId, how }: TerminalKeyInput & { readonly how: 'create' | 'rotate' }) {
	const found = await accountToManage(context, accountId);
	if ('__typename' in found) return found;
	const full = how === 'create' ? await terminalQuota(context, found.account.id) : null;
	if (full !== null) return full;
	const { tenantId, userId } = viewerOf(context);
	const { db, dataKeys, nowMs } = context.app;
	const { account } = found;
	const { keyId, key } = newTerminalKey();
	const encrypted = await encrypt(dataKeys, { plain: key, purpose: terminalKeyPurpose(keyId) });
	const isMade = await db.platform.$transaction(async (tx) => {
		// The tenant's row first: of two that come at once the second sees what the first has done.
		await tx.tenant.update({ where: { id: tenantId }, data: { configVersion: { increment: 1 } } });
		const inForce = { tenantId, accountId: account.id, revokedAt: null };
		if ((await tx.terminalKey.count({ where: inForce })) !== (how === 'create' ? 0 : 1)) return false;
		await tx.terminalKey.updateMany({ where: inForce, data: { revokedAt: new Date(nowMs()) } });
		await tx.terminalKey.create({ data: { id: keyId, tenantId, accountId: account.id, encrypted, createdBy: userId } });
		return true;
	});
	if (!isMade) return how === 'create' ? keyThere() : noKey();
	await tell(context, { action: how === 'create' ? 'TERMINAL_KEY_CREATED' : 'TERMINAL_KEY_ROTATED', accountId: account.id, keyId });
	return {
		...{ __typename: 'MakeTerminalKeySuccess', terminal: await terminalNow(context, accountId), secret: key },
		setup: await setupOf(context, { account, key }),
	} satisfies MakeTerminalKeySuccess;
}

/** Ends the key in force: the line that it opened is cut within seconds, and nothing opens another until a new key is made. */
export async function revokeKey(context: ApiContext, { accountId }: TerminalKeyInput) {
	const found = await accountToManage(context, accountId);
	if ('__typename' in found) return found;
	const { tenantId } = viewerOf(context);
	const { db, nowMs } = context.app;
	const revoked = await db.platform.$transaction(async (tx) => {
		await tx.tenant.update({ where: { id: tenantId }, data: { configVersion: { increment: 1 } } });
		const row = await tx.terminalKey.findFirst({ where: { tenantId, accountId: found.account.id, revokedAt: null } });
		if (row !== null) await tx.terminalKey.update({ where: { id: row.id }, data: { revokedAt: new Date(nowMs()) } });
		return row;
	});
	if (revoked === null) return noKey();
	await tell(context, { action: 'TERMINAL_KEY_REVOKED', accountId: found.account.id, keyId: revoked.id });
	return {
		...{ __typename: 'RevokeTerminalKeySuccess', terminal: await terminalNow(context, accountId) },
	} satisfies RevokeTerminalKeySuccess;
}

async function accountToManage(context: ApiContext, accountId: string) {
	const { tenantId } = viewerOf(context);
	if (!may(context, 'TERMINAL_MANAGE')) return forbidden('Only an administrator may manage keys of terminals.');
	const { accounts } = await context.app.directory.of(tenantId);
	const account = accounts.get(intId('Account', accountId) ?? 0);
	return account === undefined ? accountNotFound() : { account };
}

async function tell(context: ApiContext, entry: { readonly action: AuditAction; readonly accountId: number; readonly keyId: string }) {
	const { tenantId, userId } = viewerOf(context);
	const { action, ...detail } = entry;
	await audit(context, { action, tenantId, userId, detail });
	context.log.info({ ...entry, userId }, 'a key of a terminal changed');
}

async function terminalNow(context: ApiContext, accountId: string): Promise<TerminalModel> {
	const terminal = await findTerminal(context, accountId);
	if (terminal === null) throw new Error('the account is gone');
	return terminal;
}

const keyThere = () =>
	userError('InvalidInput', {
		code: 'TERMINAL_KEY_EXISTS',
		message: 'This account’s terminal has a key. Rotate it: the old one ends then.',
		path: ['input', 'accountId'],
	});
const noKey = () =>
	userError('NotFound', {
		code: 'TERMINAL_KEY_NOT_FOUND',
		message: 'This account’s terminal has no key in force. Create one.',
		path: ['input', 'accountId'],
	});
