import { randomUUID } from 'node:crypto';
import { encrypt, hashOpaque, newRecoveryCodes, newTotp, totpStep, verifyPassword } from '@meridian/auth';
import { audit } from '../../audit.ts';
import { type ApiContext, personOf } from '../../context.ts';
import { findLogin } from '../identity/find-login.ts';
import { tooMany } from '../identity/login.ts';
import { tellSessionsChanged } from '../identity/revoke.ts';
import { openTicket, spendAttempt } from '../identity/tickets.ts';
import { proofTooOld } from '../shared/fresh-proof.ts';
import { userError } from '../shared/user-errors.ts';
import { passkeyChallenge, registrationOptions, verifyRegistration } from './passkeys.ts';
import { checkProof, type Proof, totpPurpose } from './proof.ts';

const invalid = (code: string, message: string, field: string) => userError('InvalidInput', { code, message, path: [field] });
const factorsMax = 10;

export const listFactors = (context: ApiContext) =>
	context.app.db.platform.secondFactor.findMany({
		where: { userId: personOf(context).userId, confirmedAt: { not: null }, removedAt: null },
		orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
	});

/** A secret for an authenticator app; it counts once a code of it has come back. */
export async function beginTotp(context: ApiContext) {
	const person = personOf(context);
	const old = proofTooOld(context);
	if (old !== null) return old;
	const { secret, uri } = newTotp(person.email);
	const id = randomUUID();
	const sealed = await encrypt(context.app.dataKeys, { plain: secret, purpose: totpPurpose(person.userId) });
	await context.app.db.platform.secondFactor.create({
		data: { id, userId: person.userId, kind: 'TOTP', name: 'Authenticator app', secret: sealed },
	});
	return { __typename: 'BeginTotpSuccess', factorId: id, secret, uri } as const;
}

/** Confirms it with a first code, and gives recovery codes where the person has none yet. */
export async function confirmTotp(
	context: ApiContext,
	input: { readonly factorId: string; readonly secret: string; readonly code: string },
) {
	const { userId } = personOf(context);
	const { db, nowMs } = context.app;
	const step = totpStep(input.secret, { code: input.code, nowMs: nowMs() });
	if (step === null)
		return invalid('WRONG_CODE', 'That code does not fit. Look at the clock of the device, and send the newest code.', 'code');
	const { count } = await db.platform.secondFactor.updateMany({
		where: { id: input.factorId, userId, kind: 'TOTP', confirmedAt: null, removedAt: null },
		data: { confirmedAt: new Date(nowMs()), counter: BigInt(step) },
	});
	if (count === 0)
		return userError('NotFound', { code: 'FACTOR_NOT_FOUND', message: 'There is no such factor to confirm.', path: ['factorId'] });
	await audit(context, { action: 'FACTOR_ADDED', ...whose(context), detail: { kind: 'TOTP', factorId: input.factorId } });
	return { __typename: 'FactorAdded', recoveryCodes: await firstRecoveryCodes(context) } as const;
}

export async function beginPasskey(context: ApiContext) {
	const person = personOf(context);
	const old = proofTooOld(context);
	if (old !== null) return old;
	if ((await listFactors(context)).length >= factorsMax)
		return invalid('TOO_MANY_FACTORS', `At most ${factorsMax} factors: remove one first.`, '');
	const made = await registrationOptions(context, person);
	if (made === null) return invalid('NO_DOMAIN', 'The portal has no domain name here, and browsers make passkeys for domains alone.', '');
	const ticket = await openTicket(context.app, { email: person.email, challenge: made.challenge });
	return { __typename: 'BeginPasskeySuccess', ticket, options: made.options } as const;
}

export async function confirmPasskey(
	context: ApiContext,
	input: { readonly ticket: string; readonly name: string; readonly response: string },
) {
	const person = personOf(context);
	const { db, nowMs } = context.app;
	const ticket = await spendAttempt(context.app, hashOpaque(input.ticket.slice(0, 200)));
	const made =
		ticket?.email !== person.email || ticket.challenge === null
			? null
			: await verifyRegistration(context, { response: input.response, challenge: ticket.challenge });
	if (made === null) return invalid('PASSKEY_REFUSED', 'The passkey could not be verified. Begin again.', 'response');
	const now = new Date(nowMs());
	const name = input.name.trim().slice(0, 60) || 'Passkey';
	await db.platform.secondFactor.create({ data: { ...made, userId: person.userId, kind: 'PASSKEY', name, confirmedAt: now } });
	await audit(context, { action: 'FACTOR_ADDED', ...whose(context), detail: { kind: 'PASSKEY', factorId: made.id } });
	return { __typename: 'FactorAdded', recoveryCodes: await firstRecoveryCodes(context) } as const;
}

export async function removeFactor(context: ApiContext, factorId: string) {
	const { userId } = personOf(context);
	const old = proofTooOld(context);
	if (old !== null) return old;
	const { count } = await context.app.db.platform.secondFactor.updateMany({
		where: { id: factorId, userId, removedAt: null },
		data: { removedAt: new Date(context.app.nowMs()) },
	});
	if (count === 0) return userError('NotFound', { code: 'FACTOR_NOT_FOUND', message: 'There is no such factor.', path: ['factorId'] });
	await audit(context, { action: 'FACTOR_REMOVED', ...whose(context), detail: { factorId } });
	return { __typename: 'FactorRemoved', factorId } as const;
}

/** Ten new codes; the old ones are worth nothing from now on. */
export async function renewRecoveryCodes(context: ApiContext) {
	const old = proofTooOld(context);
	if (old !== null) return old;
	await audit(context, { action: 'RECOVERY_CODES_MADE', ...whose(context), detail: {} });
	return { __typename: 'RecoveryCodes', recoveryCodes: await makeRecoveryCodes(context) } as const;
}

/** What proveAgain may be answered with: the challenge of a passkey. */
export async function beginProof(context: ApiContext) {
	const person = personOf(context);
	const passkey = await passkeyChallenge(context, person.userId);
	const ticket = await openTicket(context.app, { email: person.email, challenge: passkey?.challenge ?? null });
	return { ticket, passkeyOptions: passkey?.options ?? null };
}

/**
 * Proves once more who is at the device, before a sensitive act: with a second factor by whoever has one, with the password otherwise.
 */
export async function proveAgain(
	context: ApiContext,
	input: Proof & { readonly ticket?: string | null | undefined; readonly password?: string | null | undefined },
) {
	const person = personOf(context);
	const { app } = context;
	const limited = await tooMany(context, person.email);
	if (limited !== null) return limited;
	const account = await findLogin(app.db, person.email);
	const ticket = input.ticket ? await spendAttempt(app, hashOpaque(input.ticket.slice(0, 200))) : null;
	const challenge = ticket?.email === person.email ? ticket.challenge : null;
	const right =
		account !== null && account.factors.length > 0
			? (await checkProof(context, { userId: person.userId, proof: input, challenge })) !== null
			: await verifyPassword((input.password ?? '').slice(0, 1_000), account?.passwordHash);
	if (!right) return userError('LoginFailed', { code: 'NOT_PROVED', message: 'That did not prove who you are.', path: ['input'] });
	const provedAt = new Date(app.nowMs());
	await app.db.platform.session.updateMany({ where: { id: BigInt(person.sessionId), revokedAt: null }, data: { provedAt } });
	app.authenticator.forget();
	await tellSessionsChanged(app);
	await app.loginLimiter.forgive(person.email);
	await audit(context, { action: 'PROVED_AGAIN', ...whose(context), detail: { sessionId: person.sessionId } });
	return { __typename: 'ProvedAgain', provedAt } as const;
}

export const whose = (context: ApiContext) => {
	const { userId } = personOf(context);
	return { userId, tenantId: context.auth.kind === 'viewer' ? context.auth.viewer.tenantId : null };
};

async function firstRecoveryCodes(context: ApiContext): Promise<string[]> {
	const left = await context.app.db.platform.recoveryCode.count({ where: { userId: personOf(context).userId, usedAt: null } });
	return left > 0 ? [] : makeRecoveryCodes(context);
}

async function makeRecoveryCodes(context: ApiContext): Promise<string[]> {
	const { userId } = personOf(context);
	const codes = newRecoveryCodes();
	await context.app.db.platform.$transaction(async (tx) => {
		await tx.recoveryCode.updateMany({ where: { userId, usedAt: null }, data: { usedAt: new Date(context.app.nowMs()) } });
		await tx.recoveryCode.createMany({ data: codes.map((code) => ({ userId, hash: hashOpaque(code) })) });
	});
	return codes;
}
