import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { frameMacBytes } from './format.ts';

/**
 * Mutual login of all protocols: each side proves the key over both nonces, its own label first, so that a proof can't be
 * reflected. HMAC-SHA256(key, label | firstNonce | secondNonce); a string key is taken as its UTF-8 bytes.
 */
export function loginProof(
	key: Uint8Array | string,
	input: {
		label: 'terminal' | 'gateway' | 'terminal-mac' | 'gateway-mac' | 'session' | 'client' | 'standby';
		first: Uint8Array;
		second: Uint8Array;
	},
): Uint8Array {
	return createHmac('sha256', key).update(input.label).update(input.first).update(input.second).digest();
}

/** The last bytes of a frame from one side of a session whose frames carry a MAC. @param frame with its length already counting them */
export function frameMac(sessionKey: Uint8Array, input: { direction: 't' | 'g'; frame: Uint8Array }): Uint8Array {
	return createHmac('sha256', sessionKey).update(input.direction).update(input.frame).digest().subarray(0, frameMacBytes);
}

/** Compares in constant time; different lengths are simply different. */
export function proofMatches(expected: Uint8Array, given: Uint8Array): boolean {
	return expected.length === given.length && timingSafeEqual(expected, given);
}

export function newNonce(): Uint8Array {
	return randomBytes(16);
}
