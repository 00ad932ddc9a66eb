import { randomInt } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

const periodSec = 30;
const totpOf = (input: { readonly secret: string; readonly account?: string }): TOTP =>
	new TOTP({
		...{ issuer: 'Meridian', label: input.account ?? 'Meridian', algorithm: 'SHA1', digits: 6, period: periodSec },
		secret: Secret.fromBase32(input.secret),
	});

/** 160 bits in base32, and the address that authenticator apps read from a QR code. SHA-1 and 6 digits: what all of them know. */
export function newTotp(account: string): { readonly secret: string; readonly uri: string } {
	const secret = new Secret({ size: 20 }).base32;
	return { secret, uri: totpOf({ secret, account }).toString() };
}

/**
 * The time step that a code is of, one step early or late allowed; null where it is wrong. The caller keeps the step and takes only later
 * ones, so that a code that was seen once is worth nothing.
 */
export function totpStep(secret: string, input: { readonly code: string; readonly nowMs: number }): number | null {
	if (!/^\d{6}$/.test(input.code)) return null;
	const delta = totpOf({ secret }).validate({ token: input.code, timestamp: input.nowMs, window: 1 });
	return delta === null ? null : Math.floor(input.nowMs / 1_000 / periodSec) + delta;
}

/** For tests and the command line: the code of a moment. */
export const totpCode = (secret: string, nowMs: number): string => totpOf({ secret }).generate({ timestamp: nowMs });

const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
/** Ten codes of 74 bits, `xxxxx-xxxxx-xxxxx`: beyond guessing, so a fast hash of them may be kept. Each is for one log-in without the app. */
export const newRecoveryCodes = (): string[] =>
	Array.from({ length: 10 }, () =>
		[5, 5, 5].map((n) => Array.from({ length: n }, () => letters[randomInt(letters.length)]).join('')).join('-'),
	);
