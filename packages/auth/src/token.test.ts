import fc from 'fast-check';
import { SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { roles } from './roles.ts';
import { issueToken, newSessionId, verifyToken } from './token.ts';

const secret = 'a1'.repeat(32);
const claims = { userId: 3, tenantId: 1, sessionId: 77, role: 'TRADER' } as const;
const nowMs = Date.UTC(2026, 0, 1);
const sign = (payload: Record<string, unknown>, alg = 'HS256') =>
	new SignJWT(payload).setProtectedHeader({ alg }).sign(Buffer.from(secret, 'hex'));

describe('tokens', () => {
	test('what was issued is what is read, for any ids and roles', async () => {
		const id = fc.integer({ min: 1, max: 2 ** 31 - 1 });
		const session = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
		await fc.assert(
			fc.asyncProperty(id, id, session, fc.constantFrom(...roles), async (userId, tenantId, sessionId, role) => {
				const issued = await issueToken(secret, { userId, tenantId, sessionId, role }, { nowMs, ttlSec: 60 });
				expect(await verifyToken(secret, issued.token, { nowMs: nowMs + 59_000 })).toEqual({
					status: 'ok',
					claims: { userId, tenantId, sessionId, role },
					expiresAtMs: issued.expiresAtMs,
				});
			}),
			{ numRuns: 50 },
		);
	});
	test('a token past its time is expired, not invalid', async () => {
		const { token, expiresAtMs } = await issueToken(secret, claims, { nowMs, ttlSec: 60 });
		expect(expiresAtMs).toBe(nowMs + 60_000);
		expect(await verifyToken(secret, token, { nowMs: nowMs + 61_000 })).toEqual({ status: 'expired' });
	});
	test('any changed character makes it invalid, also when it has expired', async () => {
		const { token } = await issueToken(secret, claims, { nowMs, ttlSec: 60 });
		await fc.assert(
			fc.asyncProperty(fc.nat(token.length - 1), fc.constantFrom('A', 'b', '7', '_', '.'), async (at, letter) => {
				const changed = token.slice(0, at) + letter + token.slice(at + 1);
				const last = token.length - 1; // its low bits are padding
				fc.pre(changed !== token && at !== last);
				expect(await verifyToken(secret, changed, { nowMs: nowMs + 120_000 })).toMatchObject({ status: 'invalid' });
			}),
			{ numRuns: 200 },
		);
	});
	test('another secret makes it invalid', async () => {
		const { token } = await issueToken('b2'.repeat(32), claims);
		expect(await verifyToken(secret, token)).toMatchObject({ status: 'invalid' });
	});
	test('an unsigned token is invalid', async () => {
		const token = new UnsecuredJWT({ tid: 1, sid: 1, role: 'TENANT_ADMIN' })
			.setIssuer('meridian')
			.setSubject('1')
			.setExpirationTime('1h')
			.encode();
		expect(await verifyToken(secret, token)).toMatchObject({ status: 'invalid' });
	});
	test('another algorithm, issuer, role, or a missing claim is invalid though the signature is right', async () => {
		const exp = Math.floor(Date.now() / 1_000) + 60;
		const good = { iss: 'meridian', sub: '3', tid: 1, sid: 7, role: 'TRADER', exp };
		expect(await verifyToken(secret, await sign(good))).toMatchObject({ status: 'ok' });
		expect(await verifyToken(secret, await sign(good, 'HS512'))).toMatchObject({ status: 'invalid' });
		const bad = [
			{ iss: 'other' },
			{ role: 'OPERATOR' },
			{ tid: undefined },
			{ tid: '1' },
			{ sub: '3; 4' },
			{ sub: undefined },
			{ sid: 0 },
			{ sid: 2 ** 53 },
			{ exp: undefined },
		];
		for (const change of bad) {
			expect(await verifyToken(secret, await sign({ ...good, ...change })), JSON.stringify(change)).toMatchObject({ status: 'invalid' });
		}
	});
	test('garbage is invalid', async () => {
		await fc.assert(
			fc.asyncProperty(fc.string(), async (text) => {
				expect(await verifyToken(secret, text)).toMatchObject({ status: 'invalid' });
			}),
		);
	});
	test('a short or garbled secret is refused before anything is signed or read', async () => {
		await expect(issueToken('abc', claims)).rejects.toThrow('AUTH_SECRET');
		await expect(verifyToken('zz'.repeat(32), 'x')).rejects.toThrow('AUTH_SECRET');
	});
	test('session ids are exact numbers, never 0, and so wide that ten thousand differ', () => {
		const ids = Array.from({ length: 10_000 }, newSessionId);
		expect(ids.every((id) => Number.isSafeInteger(id) && id >= 1)).toBe(true);
		expect(ids.some((id) => id > 2 ** 52)).toBe(true);
		expect(new Set(ids).size).toBe(ids.length);
	});
});
