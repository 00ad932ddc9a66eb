import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { KeyProvider } from './envelope.ts';
import { KeyServiceError } from './key-service-error.ts';
import { type VaultAnswer, vaultPost } from './vault-http.ts';

/** Where the wrapping key is: `keyName` of the transit engine at `mount`. */
export type VaultTransit = {
	readonly url: string;
	/** Default `transit`. */
	readonly mount?: string | undefined;
	readonly keyName: string;
	/** Of a file it is read anew where Vault refuses the one before: an agent beside us renews it there. */
	readonly token: { readonly file: string } | { readonly text: string };
	readonly namespace?: string | undefined;
	/** PEM of who vouches for Vault's certificate. Default: those that Node trusts. */
	readonly ca?: string | undefined;
	/** Of one wrap or unwrap, with what is tried again. Default 3,000. */
	readonly timeoutMs?: number | undefined;
};

/** What Vault wrapped begins with it. No id of a local key holds a colon. */
export const vaultPrefix = 'vault:';
export const vaultName = /^[\w-]+$/;
export const vaultPath = /^[\w-]+(\/[\w-]+)*$/;
const loopback = new Set(['127.0.0.1', '[::1]', 'localhost']);
const dataKeyBytes = 32;

const wrappedText = z
	.string()
	.max(4_096)
	.regex(/^vault:v[1-9]\d*:[A-Za-z0-9+/=]+$/);
const encryptedAnswer = z.object({ data: z.object({ ciphertext: wrappedText }) });
const decryptedAnswer = z.object({ data: z.object({ plaintext: z.base64() }) });

/** Null where Vault may be asked there: data keys and the token go in plain but for TLS. */
export function vaultUrlProblem(text: string): string | null {
	const url = URL.canParse(text) ? new URL(text) : null;
	if (url === null || !['https:', 'http:'].includes(url.protocol)) return 'must be an address such as https://vault.example:8200';
	if (url.protocol === 'http:' && !loopback.has(url.hostname)) return 'must be https: only an agent on this machine may be asked without';
	if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return 'must have no user, query or fragment';
	return null;
}

/**
 * Wraps data keys by the transit engine of HashiCorp Vault or OpenBao, which never gives its key away. Rotation is Vault's: `wrap` is by the newest version of the
 * key, and `unwrap` opens all down to its `min_decryption_version`.
 * Both throw KeyServiceError where Vault did not do it, and say what to do; of a wrapped text that Vault will not open `unwrap` throws an Error.
 * @throws where the address, a name or the token is malformed
 */
export function vaultTransit(input: VaultTransit): KeyProvider {
	const { keyName, mount = 'transit', namespace, ca, timeoutMs = 3_000 } = input;
	const problem = vaultUrlProblem(input.url);
	if (problem !== null) throw new Error(`the address of Vault ${problem}`);
	if (!vaultPath.test(mount) || !vaultName.test(keyName)) throw new Error('mount and key of Vault are written in letters, digits, _ and -');
	const post = vaultPost({ url: new URL(input.url), namespace, ca, timeoutMs });
	const tokens = tokenSource(input.token);

	async function ask<T>(act: 'encrypt' | 'decrypt', { body, shape }: { readonly body: unknown; readonly shape: z.ZodType<T> }): Promise<T> {
		const path = `/v1/${mount}/${act}/${keyName}`;
		const token = await tokens.now();
		let answer = await post(path, { token, body });
		if (answer.status === 403) {
			const renewed = await tokens.renewed(token);
			if (renewed !== null) answer = await post(path, { token: renewed, body });
		}
		const isKeyless = answer.status === 400 && answer.text.includes('encryption key not found');
		// Of this value alone: others open.
		if (answer.status === 400 && act === 'decrypt' && !isKeyless)
			throw new Error(
				`Vault can’t open a data key by key "${keyName}" (400): it was wrapped by another key, was changed, or is older than min_decryption_version`,
			);
		if (answer.status !== 200)
			throw new KeyServiceError(refusal(isKeyless ? 404 : answer.status, { path: `${mount}/${act}/${keyName}`, mount, keyName }));
		const parsed = shape.safeParse(jsonOf(answer));
		// Neither the answer nor what zod says of it: there may be a key in it.
		if (!parsed.success)
			throw new KeyServiceError(`what answered ${path} does not speak as Vault’s transit engine: check MERIDIAN_VAULT_URL`);
		return parsed.data;
	}

	const provider = {
		async wrap(dataKey: Buffer) {
			const body = { plaintext: dataKey.toString('base64') };
			return (await ask('encrypt', { body, shape: encryptedAnswer })).data.ciphertext;
		},
		async unwrap(wrapped: string) {
			const text = wrappedText.safeParse(wrapped);
			if (!text.success) throw new Error('this data key was not wrapped by Vault');
			const { data } = await ask('decrypt', { body: { ciphertext: text.data }, shape: decryptedAnswer });
			const dataKey = Buffer.from(data.plaintext, 'base64');
			if (dataKey.length !== dataKeyBytes) throw new KeyServiceError('Vault gave a data key of another length than was wrapped');
			return dataKey;
		},
	};
	return {
		...provider,
		async check() {
			const made = randomBytes(dataKeyBytes);
			const opened = await provider.unwrap(await provider.wrap(made));
			if (!timingSafeEqual(made, opened))
				throw new KeyServiceError(`what Vault wraps by key "${keyName}" opens as something else: check MERIDIAN_VAULT_URL`);
		},
	};
}

function refusal(
	status: number,
	{ path, mount, keyName }: { readonly path: string; readonly mount: string; readonly keyName: string },
): string {
	if (status === 403) return `Vault refuses the token (403): it ended, or its policy lacks: path "${path}" { capabilities = ["update"] }`;
	if (status === 404)
		return `Vault knows no transit engine at "${mount}" or no key "${keyName}": check mount, key and namespace (MERIDIAN_VAULT_MOUNT, _KEY, _NAMESPACE)`;
	if (status === 503) return 'Vault is sealed or a standby (503): unseal it, or name the one that is active';
	if (status === 400)
		return `Vault can’t encrypt by key "${keyName}" (400): is it there, and of a type that encrypts, such as aes256-gcm96?`;
	if (status >= 300 && status < 400) return `Vault points elsewhere (${status}), which is not followed: name the one that is active`;
	return `Vault answered ${status} to ${path}: see its log`;
}

function jsonOf({ text }: VaultAnswer): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

type Tokens = {
	now(): Promise<string> /** Null: there is no other than the one that was refused. */;
	renewed(refused: string): Promise<string | null>;
};

function tokenSource(token: VaultTransit['token']): Tokens {
	if ('text' in token) {
		const text = tokenOf(token.text, 'the token of Vault');
		return { now: async () => text, renewed: async () => null };
	}
	let known: string | null = null;
	const read = async (): Promise<string> => {
		const text = await readFile(token.file, 'utf8').catch((error: NodeJS.ErrnoException) => {
			throw new KeyServiceError(
				`the token of Vault can’t be read from ${token.file} (${error.code ?? 'unknown'}): does the agent write it there?`,
			);
		});
		known = tokenOf(text, `the token of Vault in ${token.file}`);
		return known;
	};
	return {
		now: async () => known ?? (await read()),
		async renewed(refused) {
			// Another request may have read it meanwhile.
			if (known !== null && known !== refused) return known;
			const text = await read();
			return text === refused ? null : text;
		},
	};
}

function tokenOf(text: string, what: string): string {
	const token = text.trim();
	if (!/^[\x21-\x7e]{1,4096}$/.test(token))
		throw new KeyServiceError(`${what} is empty or has spaces: it must hold the token and nothing else`);
	return token;
}
