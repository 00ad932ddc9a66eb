import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dataKeyProvider } from './data-keys.ts';
import { decrypt, encrypt, type KeyProvider, localKeys, rewrap, wrappingKeyOf } from './envelope.ts';
import { KeyServiceError } from './key-service-error.ts';
import { startTransitServer, type TransitServer } from './testing/transit-server.ts';
import { vaultTransit } from './vault-transit.ts';

const local = `k1:${'1f'.repeat(32)}`;
const plain = 'JBSWY3DPEHPK3PXP';
const purpose = 'totp:1';

/** What went wrong, and that it says nothing that is secret. */
async function failure(doing: Promise<unknown>): Promise<string> {
	const error = await doing.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	expect(error).toBeInstanceOf(KeyServiceError);
	const { message = '', stack = '', cause } = error as KeyServiceError;
	for (const secret of ['first-token', 'second-token', plain]) expect(`${message}${stack}`).not.toContain(secret);
	expect(cause).toBeUndefined();
	return message;
}

describe('data keys that Vault wraps', () => {
	let vault: TransitServer;
	let folder: string;
	let tokenFile: string;
	let transit: KeyProvider;

	beforeEach(async () => {
		vault = await startTransitServer();
		folder = await mkdtemp(join(tmpdir(), 'vault-'));
		tokenFile = join(folder, 'token');
		await writeFile(tokenFile, 'first-token\n');
		transit = vaultTransit({ url: vault.url, keyName: vault.keyName, token: { file: tokenFile }, timeoutMs: 5_000 });
	});
	afterEach(async () => {
		await vault.stop();
		await rm(folder, { recursive: true });
	});

	test('come back for values of several tenants and purposes at once, and open nothing of another', async () => {
		const purposes = [1, 2, 3].flatMap((tenant) => ['totp', 'webhook', 'model'].map((kind) => `${kind}:${tenant}`));
		const texts = await Promise.all(purposes.map((own) => encrypt(transit, { plain: `secret of ${own}`, purpose: own })));
		const keys = dataKeyProvider({ vault: { url: vault.url, keyName: vault.keyName, tokenFile } });
		if (keys === undefined) throw new Error('there is no provider');
		const opened = await Promise.all(texts.map((text, at) => decrypt(keys, { text, purpose: purposes[at] ?? '' })));
		expect(opened).toEqual(purposes.map((own) => `secret of ${own}`));
		expect(new Set(texts).size).toBe(9);
		for (const [at, text] of texts.entries()) {
			expect(text).toMatch(/^v1\.vault:v1:[\w+/=]+\.[\w-]+$/);
			await expect(decrypt(keys, { text, purpose: purposes[(at + 1) % 9] ?? '' })).rejects.toThrow(/authenticate/);
		}
	});

	test('are wrapped by the newest version after a rotation; older ones open until Vault forgets them, and rewrapping moves them over', async () => {
		const old = await encrypt(transit, { plain, purpose });
		vault.rotate();
		const fresh = await encrypt(transit, { plain, purpose });
		expect([old, fresh].map(wrappingKeyOf)).toEqual(['vault:v1', 'vault:v2']);
		expect(await decrypt(transit, { text: old, purpose })).toBe(plain);
		const moved = await rewrap(transit, old);
		vault.forgetBelow(2);
		await expect(decrypt(transit, { text: old, purpose })).rejects.toThrow(/min_decryption_version/);
		for (const text of [fresh, moved]) expect(await decrypt(transit, { text, purpose })).toBe(plain);
	});

	test('of local keys still open beside Vault, and move over; without the local keys they say what is missing', async () => {
		const settings = { url: vault.url, keyName: vault.keyName, tokenFile };
		const old = await encrypt(localKeys(local), { plain, purpose });
		const both = dataKeyProvider({ local, vault: settings });
		const alone = dataKeyProvider({ vault: settings });
		if (both === undefined || alone === undefined) throw new Error('there is no provider');
		expect(await decrypt(both, { text: old, purpose })).toBe(plain);
		expect(vault.asked).toEqual([]);
		await expect(decrypt(alone, { text: old, purpose })).rejects.toThrow(/MERIDIAN_DATA_KEYS/);
		const moved = await rewrap(both, old);
		expect([old, moved].map(wrappingKeyOf)).toEqual(['k1', 'vault:v1']);
		expect(await decrypt(alone, { text: moved, purpose })).toBe(plain);
		await expect(decrypt(localKeys(local), { text: moved, purpose })).rejects.toThrow(/MERIDIAN_VAULT_URL/);
		await expect(decrypt(alone, { text: moved, purpose: 'totp:2' })).rejects.toThrow(/authenticate/);
	});

	test('a token that was renewed in its file is taken up; one that stays refused says which policy is lacking', async () => {
		const text = await encrypt(transit, { plain, purpose });
		vault.tokens.clear();
		vault.tokens.add('second-token');
		expect(await failure(encrypt(transit, { plain, purpose }))).toMatch(
			/403.*path "transit\/encrypt\/meridian" \{ capabilities = \["update"\] \}/,
		);
		expect(await failure(decrypt(transit, { text, purpose }))).toContain('"transit/decrypt/meridian"');
		await writeFile(tokenFile, 'second-token');
		const opened = await Promise.all([1, 2, 3].map(() => decrypt(transit, { text, purpose })));
		expect(opened).toEqual([plain, plain, plain]);
		vault.asked.length = 0;
		await decrypt(transit, { text, purpose });
		expect(vault.asked).toEqual([{ act: 'decrypt', token: 'second-token' }]);
		for (const content of ['', 'first-token and more']) {
			await writeFile(tokenFile, content);
			const other = vaultTransit({ url: vault.url, keyName: vault.keyName, token: { file: tokenFile } });
			expect(await failure(encrypt(other, { plain, purpose }))).toContain('must hold the token');
		}
		const missing = vaultTransit({ url: vault.url, keyName: vault.keyName, token: { file: `${tokenFile}.none` } });
		expect(await failure(encrypt(missing, { plain, purpose }))).toMatch(/ENOENT.*does the agent write it/);
	});

	test('a mount, key or namespace that is not there, and a Vault that is sealed, are named', async () => {
		const token = { text: 'first-token' };
		const text = await encrypt(transit, { plain, purpose });
		for (const wrong of [{ mount: 'other/mount' }, { keyName: 'other' }, { namespace: 'other' }]) {
			const provider = vaultTransit({ url: vault.url, keyName: vault.keyName, token, ...wrong });
			expect(await failure(encrypt(provider, { plain, purpose }))).toMatch(/check mount, key and namespace/);
			expect(await failure(decrypt(provider, { text, purpose }))).toMatch(/check mount, key and namespace/);
		}
		vault.seal(true);
		vault.asked.length = 0;
		expect(await failure(encrypt(transit, { plain, purpose }))).toMatch(/sealed or a standby \(503\)/);
		expect(vault.asked).toHaveLength(3);
		const own = await startTransitServer({ mount: 'teams/transit', keyName: 'k-2', namespace: 'trading/prod' });
		const provider = vaultTransit({ url: `${own.url}/`, mount: 'teams/transit', keyName: 'k-2', namespace: 'trading/prod', token });
		expect(await decrypt(provider, { text: await encrypt(provider, { plain, purpose }), purpose })).toBe(plain);
		await own.stop();
	});

	test('are checked by wrapping and opening one of no use, before any value is kept', async () => {
		const settings = { url: vault.url, keyName: vault.keyName, tokenFile };
		const keys = dataKeyProvider({ local, vault: settings });
		await keys?.check();
		expect(vault.asked.map(({ act }) => act)).toEqual(['encrypt', 'decrypt']);
		await keys?.check();
		expect(vault.asked, 'nothing of it is remembered').toHaveLength(4);
		await expect(localKeys(local).check()).resolves.toBeUndefined();
		const wrong = (of: Partial<typeof settings>) => {
			const provider = dataKeyProvider({ local, vault: { ...settings, timeoutMs: 5_000, ...of } });
			if (provider === undefined) throw new Error('there is a provider');
			return failure(provider.check());
		};
		expect(await wrong({ keyName: 'meridain' })).toMatch(/no key "meridain": check mount, key and namespace \(MERIDIAN_VAULT_MOUNT, _KEY/);
		expect(await wrong({ tokenFile: `${tokenFile}.none` })).toMatch(/ENOENT.*does the agent write it/);
		const away = await startTransitServer();
		await away.stop();
		expect(await wrong({ url: away.url })).toMatch(/can’t be reached \(ECONNREFUSED\): check MERIDIAN_VAULT_URL/);
		vault.tokens.clear();
		expect(await wrong({})).toMatch(/refuses the token \(403\).*encrypt/);
		vault.tokens.add('first-token');
		const permitted = { status: 200, body: JSON.stringify({ data: { ciphertext: 'vault:v1:AAAA' } }) };
		vault.next.push(permitted, { status: 403, body: '{"errors":["permission denied"]}' });
		expect(await wrong({}), 'a policy that lets it wrap and not open').toMatch(/403.*"transit\/decrypt\/meridian"/);
		const other = { status: 200, body: JSON.stringify({ data: { plaintext: Buffer.alloc(32).toString('base64') } }) };
		vault.next.push(permitted, other);
		expect(await wrong({})).toContain('opens as something else');
	});

	test('what fails for a moment is tried again, a refusal is not, and a redirect is not followed', async () => {
		vault.next.push('hang up', { status: 500, body: '{"errors":["internal"]}' });
		expect(await decrypt(transit, { text: await encrypt(transit, { plain, purpose }), purpose })).toBe(plain);
		expect(vault.asked).toHaveLength(4);
		for (const [status, words] of [
			[400, /can’t encrypt/],
			[307, /not followed/],
			[429, /answered 429/],
		] as const) {
			vault.asked.length = 0;
			vault.next.push({ status, body: JSON.stringify({ errors: [plain] }) });
			expect(await failure(encrypt(transit, { plain, purpose }))).toMatch(words);
			expect(vault.asked).toHaveLength(1);
		}
	});

	test('a Vault that is slow or away encrypts nothing and opens nothing, and says so', async () => {
		const text = await encrypt(transit, { plain, purpose });
		const hasty = vaultTransit({ url: vault.url, keyName: vault.keyName, token: { file: tokenFile }, timeoutMs: 60 });
		vault.next.push('silence', 'silence');
		expect(await failure(encrypt(hasty, { plain, purpose }))).toContain('no answer within 60 ms');
		expect(await failure(decrypt(hasty, { text, purpose }))).toContain('no answer within 60 ms');
		await vault.stop();
		expect(await failure(encrypt(transit, { plain, purpose }))).toMatch(/can’t be reached \(ECONNREFUSED\)/);
		expect(await failure(decrypt(transit, { text, purpose }))).toMatch(/can’t be reached/);
		// The next test's end stops it once more.
		vault = await startTransitServer();
	});

	test('answers that are not Vault’s are refused without a word of them', async () => {
		const text = await encrypt(transit, { plain, purpose });
		const bodies = [
			...['', 'no json', '[]', '{"data":null}', `{"data":{"ciphertext":"${plain}"}}`, '{"data":{"ciphertext":"vault:v0:AA=="}}'],
			...[
				'{"data":{"ciphertext":"vault:v1:A.B"}}',
				'{"data":{"plaintext":7}}',
				'{"data":{"plaintext":"not base64!"}}',
				`"${'a'.repeat(70_000)}"`,
			],
		];
		for (const body of bodies)
			for (const doing of [() => encrypt(transit, { plain, purpose }), () => decrypt(transit, { text, purpose })]) {
				// Too long a one breaks the connection, which is tried again.
				vault.next.push(...Array.from({ length: body.length > 65_536 ? 3 : 1 }, () => ({ status: 200, body })));
				expect(await failure(doing())).toMatch(/does not speak as Vault|can’t be reached/);
			}
		vault.next.push({ status: 200, body: JSON.stringify({ data: { plaintext: Buffer.alloc(16).toString('base64') } }) });
		expect(await failure(decrypt(transit, { text, purpose }))).toContain('another length');
		expect(vault.next).toEqual([]);
	});

	test('a text that is changed, or that names another path, is not sent on as one', async () => {
		vault.asked.length = 0;
		for (const wrapped of ['k1.abc', 'vault:v1:../../sys', 'vault:v1:', 'vault:vx:AAAA'])
			await expect(transit.unwrap(wrapped)).rejects.toThrow('not wrapped by Vault');
		expect(vault.asked).toEqual([]);
		const wrapped = await transit.wrap(Buffer.alloc(32, 7));
		const at = 'vault:v1:'.length;
		const changed = `${wrapped.slice(0, at)}${wrapped[at] === 'A' ? 'B' : 'A'}${wrapped.slice(at + 1)}`;
		// Of this value alone, so that nobody takes Vault for away.
		const refused = await transit.unwrap(changed).catch((error: unknown) => error);
		expect(refused).not.toBeInstanceOf(KeyServiceError);
		expect(String(refused)).toContain('was changed');
	});

	test('a value that is read often is asked for once, also by many at the same time; what failed is asked for again', async () => {
		const keys = dataKeyProvider({ vault: { url: vault.url, keyName: vault.keyName, tokenFile, timeoutMs: 5_000 } });
		if (keys === undefined) throw new Error('there is no provider');
		const texts = await Promise.all([1, 2].map((tenant) => encrypt(keys, { plain: `secret ${tenant}`, purpose: `webhook:${tenant}` })));
		const read = (tenant: number) => decrypt(keys, { text: texts[tenant - 1] ?? '', purpose: `webhook:${tenant}` });
		vault.seal(true);
		await failure(read(1));
		vault.seal(false);
		vault.asked.length = 0;
		expect(await Promise.all([1, 2, 1, 2, 1].map(read))).toEqual(['secret 1', 'secret 2', 'secret 1', 'secret 2', 'secret 1']);
		expect(vault.asked).toHaveLength(2);
		// Vault may go away for a while: what is hot still opens.
		vault.seal(true);
		expect(await read(2)).toBe('secret 2');
	});
});

test('addresses without TLS are for this machine alone, and hold no password', () => {
	const at = (url: string) => () => vaultTransit({ url, keyName: 'k', token: { text: 't' } });
	for (const url of ['https://vault.example:8200', 'http://127.0.0.1:8100', 'http://[::1]:8100', 'https://proxy.example/vault/'])
		expect(at(url)).not.toThrow();
	expect(at('http://vault.example:8200')).toThrow(/must be https/);
	for (const url of ['vault', 'ftp://vault']) expect(at(url)).toThrow(/https:\/\/vault.example/);
	expect(at('https://me:secret@vault.example')).toThrow(/must have no user/);
	expect(() => vaultTransit({ url: 'https://v', keyName: '../sys', token: { text: 't' } })).toThrow(/letters/);
	expect(() => vaultTransit({ url: 'https://v', keyName: 'k', mount: 'a/../sys', token: { text: 't' } })).toThrow(/letters/);
});
