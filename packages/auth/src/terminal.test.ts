import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loginMac, macEquals, terminalKey } from './terminal.ts';

const master = '00112233445566778899aabbccddeeff';
const bytes = fc.uint8Array({ minLength: 1, maxLength: 32 });

describe('keys of terminals', () => {
	test('the key is hex(HMAC-SHA256(master bytes, "server:login"))', () => {
		// openssl dgst -sha256 -mac HMAC -macopt hexkey:00112233445566778899aabbccddeeff <<< without newline "Meridian-Sim:5001001"
		const expected = createHmac('sha256', Buffer.from(master, 'hex')).update('Meridian-Sim:5001001').digest('hex');
		expect(terminalKey(master, { server: 'Meridian-Sim', login: 5_001_001n })).toBe(expected);
		expect(terminalKey(master, { server: 'Meridian-Sim', login: 5_001_001 })).toBe(expected);
		expect(expected).toMatch(/^[0-9a-f]{64}$/);
	});
	test('every terminal has a key of its own', () => {
		const keys = [5_001_001n, 5_001_002n].flatMap((login) => ['A', 'B'].map((server) => terminalKey(master, { server, login })));
		expect(new Set(keys).size).toBe(4);
	});
	test.each(['', 'abc', 'zz'.repeat(16), 'a'.repeat(31)])('a master that is not 16 bytes of hex is refused: %j', (bad) => {
		expect(() => terminalKey(bad, { server: 's', login: 1n })).toThrow('master key');
	});
});

describe('login proofs', () => {
	test('the proof is HMAC-SHA256 over label, nonce a, nonce b, one after another', () => {
		const expected = createHmac('sha256', 'key').update('terminalAAAABBBB').digest();
		expect(loginMac('key', 'terminal', { nonceA: Buffer.from('AAAA'), nonceB: Buffer.from('BBBB') })).toEqual(expected);
	});
	test('a proof can’t be reflected: the other label or swapped nonces give another', () => {
		fc.assert(
			fc.property(
				bytes,
				fc.uint8Array({ minLength: 16, maxLength: 16 }),
				fc.uint8Array({ minLength: 16, maxLength: 16 }),
				(key, nonceA, nonceB) => {
					fc.pre(!macEquals(nonceA, nonceB));
					const proof = loginMac(key, 'terminal', { nonceA, nonceB });
					expect(macEquals(proof, loginMac(key, 'gateway', { nonceA, nonceB }))).toBe(false);
					expect(macEquals(proof, loginMac(key, 'terminal', { nonceA: nonceB, nonceB: nonceA }))).toBe(false);
					expect(macEquals(proof, loginMac(key, 'terminal', { nonceA, nonceB }))).toBe(true);
				},
			),
		);
	});
	test('proofs of different lengths are different, not an error', () => {
		expect(macEquals(Buffer.alloc(32), Buffer.alloc(31))).toBe(false);
		expect(macEquals(Buffer.alloc(0), Buffer.alloc(32))).toBe(false);
	});
});
