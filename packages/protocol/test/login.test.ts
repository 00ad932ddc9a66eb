import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loginProof, newNonce, proofMatches } from '../src/login.ts';

const nonce = fc.uint8Array({ minLength: 16, maxLength: 16 });

describe('login proofs', () => {
	test('the proof is HMAC-SHA256 over label and both nonces, one after another', () => {
		const expected = new Uint8Array(createHmac('sha256', 'key').update('terminalAAAABBBB').digest());
		const proof = loginProof('key', { label: 'terminal', first: Buffer.from('AAAA'), second: Buffer.from('BBBB') });
		expect(new Uint8Array(proof)).toEqual(expected);
	});
	test('a text key is its UTF-8 bytes', () => {
		const input = { label: 'client', first: newNonce(), second: newNonce() } as const;
		expect(proofMatches(loginProof('clé', input), loginProof(Buffer.from('clé', 'utf8'), input))).toBe(true);
	});
	test('a proof can’t be reflected: another label or swapped nonces give another', () => {
		fc.assert(
			fc.property(fc.uint8Array({ minLength: 1, maxLength: 32 }), nonce, nonce, (key, first, second) => {
				fc.pre(!proofMatches(first, second));
				const proof = loginProof(key, { label: 'terminal', first, second });
				expect(proofMatches(proof, loginProof(key, { label: 'gateway', first, second }))).toBe(false);
				expect(proofMatches(proof, loginProof(key, { label: 'terminal', first: second, second: first }))).toBe(false);
				expect(proofMatches(proof, loginProof(key, { label: 'terminal', first, second }))).toBe(true);
			}),
		);
	});
	test('proofs of different lengths are different, not an error', () => {
		expect(proofMatches(new Uint8Array(32), new Uint8Array(31))).toBe(false);
		expect(proofMatches(new Uint8Array(0), new Uint8Array(32))).toBe(false);
	});
});
