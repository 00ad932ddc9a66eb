import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decrypt, encrypt, localKeys } from './envelope.ts';

const key = (id: string): string => `${id}:${randomBytes(32).toString('hex')}`;
const [one, two] = [key('k1'), key('k2')];

test('what was encrypted comes back, and says nothing of itself', async () => {
	const provider = localKeys(one);
	await fc.assert(
		fc.asyncProperty(fc.string(), fc.string(), async (plain, purpose) => {
			const text = await encrypt(provider, { plain, purpose });
			expect(await decrypt(provider, { text, purpose })).toBe(plain);
		}),
		{ numRuns: 50 },
	);
	const twice = await Promise.all([1, 2].map(() => encrypt(provider, { plain: 'same', purpose: 'totp:1' })));
	expect(twice[0]).not.toBe(twice[1]);
});
test('a value that was moved to somebody else, or changed anywhere, does not open', async () => {
	const provider = localKeys(one);
	const text = await encrypt(provider, { plain: 'secret', purpose: 'totp:1' });
	await expect(decrypt(provider, { text, purpose: 'totp:2' })).rejects.toThrow();
	const bytes = [...text];
	for (let at = 3; at < bytes.length; at += 7) {
		const changed = bytes.with(at, bytes[at] === 'A' ? 'B' : 'A').join('');
		// The last letter of base64 may hold unused bits.
		if (at < bytes.length - 1) await expect(decrypt(provider, { text: changed, purpose: 'totp:1' })).rejects.toThrow();
	}
});
test('keys rotate: the newest encrypts, older ones still open, a key that is gone does not', async () => {
	const old = await encrypt(localKeys(one), { plain: 'secret', purpose: 'p' });
	const both = localKeys(`${two},${one}`);
	expect(await decrypt(both, { text: old, purpose: 'p' })).toBe('secret');
	const fresh = await encrypt(both, { plain: 'secret', purpose: 'p' });
	expect(await decrypt(localKeys(two), { text: fresh, purpose: 'p' })).toBe('secret');
	await expect(decrypt(localKeys(two), { text: old, purpose: 'p' })).rejects.toThrow(/k1/);
});
test('malformed keys are refused at the start', () => {
	for (const keys of ['', 'k1', 'k1:00', `${one},`]) expect(() => localKeys(keys)).toThrow(/id:hex/);
});
