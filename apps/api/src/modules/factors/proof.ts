import { decrypt, hashOpaque, totpStep } from '@meridian/auth';
import type { ApiContext } from '../../context.ts';
import { checkPasskey } from './passkeys.ts';

/** One of the three. */
export type Proof = {
	readonly totpCode?: string | null | undefined;
	readonly recoveryCode?: string | null | undefined;
	/** The JSON that the browser gave. */
	readonly passkey?: string | null | undefined;
};
export type ProofMethod = 'totp' | 'recovery' | 'passkey';

export const totpPurpose = (userId: number): string => `totp:${userId}`;

/** Which of a person's factors this proves; null: none. What proves once proves never again. */
export async function checkProof(
	context: ApiContext,
	input: { readonly userId: number; readonly proof: Proof; readonly challenge: string | null },
): Promise<ProofMethod | null> {
	const { userId, proof, challenge } = input;
	if (proof.totpCode) return (await checkTotp(context, { userId, code: proof.totpCode })) ? 'totp' : null;
	if (proof.recoveryCode) return (await checkRecovery(context, { userId, code: proof.recoveryCode })) ? 'recovery' : null;
	if (proof.passkey && challenge !== null)
		return (await checkPasskey(context, { userId, response: proof.passkey, challenge })) ? 'passkey' : null;
	return null;
}

/** The step of a code must be later than the last one taken: two who send the same code at once are one too many. */
export async function checkTotp(context: ApiContext, input: { readonly userId: number; readonly code: string }): Promise<boolean> {
	const { db, dataKeys, nowMs } = context.app;
	const { userId } = input;
	const factors = await db.platform.secondFactor.findMany({
		where: { userId, kind: 'TOTP', confirmedAt: { not: null }, removedAt: null },
	});
	for (const factor of factors) {
		const secret = await decrypt(dataKeys, { text: factor.secret, purpose: totpPurpose(userId) });
		const step = totpStep(secret, { code: input.code.trim(), nowMs: nowMs() });
		if (step === null) continue;
		const { count } = await db.platform.secondFactor.updateMany({
			where: { id: factor.id, counter: { lt: BigInt(step) }, removedAt: null },
			data: { counter: BigInt(step), lastUsedAt: new Date(nowMs()) },
		});
		if (count === 1) return true;
	}
	return false;
}

async function checkRecovery(context: ApiContext, input: { readonly userId: number; readonly code: string }): Promise<boolean> {
	const hash = hashOpaque(input.code.trim().toLowerCase());
	const { count } = await context.app.db.platform.recoveryCode.updateMany({
		where: { userId: input.userId, hash, usedAt: null },
		data: { usedAt: new Date(context.app.nowMs()) },
	});
	return count === 1;
}
