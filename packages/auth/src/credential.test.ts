import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { credentialSecret, newCredentialId } from './credential.ts';

const master = '00112233445566778899aabbccddeeff'.repeat(2);

describe('secrets of trading credentials', () => {
	test('are hex(HMAC-SHA256(master bytes, "credential:" id))', () => {
		const expected = createHmac('sha256', Buffer.from(master, 'hex')).update('credential:mc-1').digest('hex');
		expect(credentialSecret(master, 'mc-1')).toBe(expected);
	});
	test('differ by id and by master', () => {
		const secrets = ['mc-1', 'mc-2'].flatMap((id) => [master, 'ff'.repeat(32)].map((key) => credentialSecret(key, id)));
		expect(new Set(secrets).size).toBe(4);
	});
	test.each(['', 'zz'.repeat(32), 'ab'.repeat(31)])('are not made from a master that is not 32 bytes of hex: %j', (bad) => {
		expect(() => credentialSecret(bad, 'mc-1')).toThrow('master key');
	});
	test('ids are new each time', () => {
		expect(new Set(Array.from({ length: 100 }, newCredentialId)).size).toBe(100);
	});
});
