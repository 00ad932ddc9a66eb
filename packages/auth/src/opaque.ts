import { createHash, randomBytes } from 'node:crypto';

/** What is kept of a secret that its owner brings back whole: a fast hash is enough where the secret is 256 random bits. */
export const hashOpaque = (secret: string): string => createHash('sha256').update(secret, 'utf8').digest('hex');

/** A secret of 256 bits that says what it is for, so that a leaked one is recognised: `mrt_...`, and what to keep of it. */
export function newOpaque(prefix: string): { readonly secret: string; readonly hash: string } {
	const secret = `${prefix}_${randomBytes(32).toString('base64url')}`;
	return { secret, hash: hashOpaque(secret) };
}
