import { argon2Sync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashPassword, randomPassword, verifyPassword } from './password.ts';

/** Real hashing is slow on purpose; the parameters are in the text, so small ones test the same code. */
const cheap = { memoryKiB: 64, passes: 1, parallelism: 1 };

describe('passwords', () => {
	test('any password verifies against its own hash and no other password does', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.string({ unit: 'binary', maxLength: 64 }),
				fc.string({ unit: 'binary', maxLength: 64 }),
				async (password, other) => {
					fc.pre(password.normalize('NFKC') !== other.normalize('NFKC'));
					const encoded = await hashPassword(password, cheap);
					expect(await verifyPassword(password, encoded)).toBe(true);
					expect(await verifyPassword(other, encoded)).toBe(false);
				},
			),
			{ numRuns: 50 },
		);
	});
	test('the default costs 64 MiB and three passes, written in the hash', async () => {
		const encoded = await hashPassword('correct horse');
		expect(encoded).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=4\$[\w+/]{22}\$[\w+/]{43}$/);
		expect(await verifyPassword('correct horse', encoded)).toBe(true);
	});
	test('the tag is argon2id of the salt in the text, as any other implementation would compute it', async () => {
		const [, , , , salt = '', tag] = (await hashPassword('password', cheap)).split('$');
		const parameters = { message: 'password', nonce: Buffer.from(salt, 'base64'), parallelism: 1, tagLength: 32, memory: 64, passes: 1 };
		expect(argon2Sync('argon2id', parameters).toString('base64').replaceAll('=', '')).toBe(tag);
	});
	test('two hashes of one password differ', async () => {
		expect(await hashPassword('same', cheap)).not.toBe(await hashPassword('same', cheap));
	});
	test('the same letters composed another way are the same password', async () => {
		expect(await verifyPassword('cafe\u0301', await hashPassword('caf\u00e9', cheap))).toBe(true);
	});
	test.each([
		'',
		'plain',
		'$argon2i$v=19$m=64,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAA',
		'$argon2id$v=19$m=64,t=0,p=0$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA',
	])('a garbled hash is no match and no error: %j', async (encoded) => {
		expect(await verifyPassword('x', encoded)).toBe(false);
	});
	test('an unknown user takes as long as a wrong password', async () => {
		const encoded = await hashPassword('known');
		const timeMs = async (hash: string | undefined) => {
			const startMs = performance.now();
			await verifyPassword('guess', hash);
			return performance.now() - startMs;
		};
		await timeMs(encoded);
		const known = Math.min(await timeMs(encoded), await timeMs(encoded), await timeMs(encoded));
		const unknown = Math.min(await timeMs(undefined), await timeMs(undefined), await timeMs(undefined));
		expect(unknown).toBeGreaterThan(known / 3);
	});
	test('random passwords are readable, of the length asked, and all different', () => {
		const made = Array.from({ length: 200 }, () => randomPassword());
		expect(new Set(made).size).toBe(200);
		for (const password of made) expect(password).toMatch(/^[a-km-zA-HJ-NP-Z2-9]{5}(?:-[a-km-zA-HJ-NP-Z2-9]{5}){3}$/);
	});
});
