import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { type Role, roles } from './roles.ts';

/** An operator's token names no tenant (0) and opens nothing of any. */
export type TokenRole = Role | 'OPERATOR';
/** Users and tenants are 32-bit ids of the database; sessionId is 1 to 2^53-1 and travels in every order's envelope. */
export type Claims = { readonly userId: number; readonly tenantId: number; readonly sessionId: number; readonly role: TokenRole };
export type IssuedToken = { readonly token: string; readonly expiresAtMs: number };
export type VerifiedToken =
	| { readonly status: 'ok'; readonly claims: Claims; readonly expiresAtMs: number }
	| { readonly status: 'expired' }
	| { readonly status: 'invalid'; readonly reason: string };

const issuer = 'meridian';
const tokenTtlSec = 15 * 60;
const idMax = 2 ** 31 - 1;
const id = z.int().min(1).max(idMax);
const payloadSchema = z.object({
	sub: z
		.string()
		.regex(/^[1-9]\d{0,9}$/)
		.transform(Number)
		.pipe(id),
	tid: z.int().min(0).max(idMax),
	sid: z.int().min(1),
	role: z.enum([...roles, 'OPERATOR']),
	exp: z.int(),
});

let known: { readonly secretHex: string; readonly key: KeyObject } | null = null;
/** A process has one secret; made into a key once, since that costs as much as a signature. */
const keyOf = (secretHex: string): KeyObject => {
	if (known?.secretHex === secretHex) return known.key;
	if (!/^(?:[0-9a-f]{2}){32,}$/i.test(secretHex)) throw new Error('AUTH_SECRET must be hex of at least 32 bytes');
	const key = createSecretKey(secretHex, 'hex');
	known = { secretHex, key };
	return key;
};

/** A random session id from 1 to 2^53-1; 0 stands for "no session" in envelopes. */
export const newSessionId = (): number => {
	const value = Number(randomBytes(8).readBigUInt64LE(0) >> 11n);
	return value === 0 ? newSessionId() : value;
};

/** @param input.ttlSec lifetime in seconds (default 15 min; a refresh token renews it); input.nowMs for tests. */
export const issueToken = async (
	secretHex: string,
	claims: Claims,
	input: { ttlSec?: number; nowMs?: number } = {},
): Promise<IssuedToken> => {
	const nowSec = Math.floor((input.nowMs ?? Date.now()) / 1_000);
	const expiresAtSec = nowSec + (input.ttlSec ?? tokenTtlSec);
	const token = await new SignJWT({ tid: claims.tenantId, sid: claims.sessionId, role: claims.role })
		.setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
		.setIssuer(issuer)
		.setSubject(String(claims.userId))
		.setIssuedAt(nowSec)
		.setExpirationTime(expiresAtSec)
		.sign(keyOf(secretHex));
	return { token, expiresAtMs: expiresAtSec * 1_000 };
};

/** Only HS256, our issuer and complete claims pass. The signature is checked before the expiry: "expired" is said of real tokens only. */
export const verifyToken = async (secretHex: string, token: string, input: { nowMs?: number } = {}): Promise<VerifiedToken> => {
	const key = keyOf(secretHex);
	try {
		const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], issuer, currentDate: new Date(input.nowMs ?? Date.now()) });
		const parsed = payloadSchema.refine(({ tid, role }) => (tid === 0) === (role === 'OPERATOR')).safeParse(payload);
		if (!parsed.success) return { status: 'invalid', reason: 'claims are incomplete' };
		const { sub, tid, sid, role, exp } = parsed.data;
		return { status: 'ok', claims: { userId: sub, tenantId: tid, sessionId: sid, role }, expiresAtMs: exp * 1_000 };
	} catch (error) {
		if (error instanceof errors.JWTExpired) return { status: 'expired' };
		return { status: 'invalid', reason: error instanceof errors.JOSEError ? error.code : 'not a token' };
	}
};
