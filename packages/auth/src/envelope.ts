import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/**
 * Wraps the key of one value. `localKeys` holds the wrapping keys itself; `vaultTransit` asks a service and never sees them.
 * `wrap` uses the newest key, `unwrap` any that is still known, so a rotation is: add a key in front, rewrite what is old, take the old key away.
 */
export type KeyProvider = {
	wrap(dataKey: Buffer): Promise<string>;
	/** @throws where the key is not known (any more) or the text was changed. */
	unwrap(wrapped: string): Promise<Buffer>;
	/** Whether it could do both now: a service is asked to wrap and open a key of no use. @throws KeyServiceError that says what to do */
	check(): Promise<void>;
};

const nonceBytes = 12;
const tagBytes = 16;

/** AES-256-GCM: nonce, tag, text. `aad` is not kept, and must be the same to open it. */
export function seal(key: Buffer, plain: Buffer, aad: string): Buffer {
	const nonce = randomBytes(nonceBytes);
	const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(aad, 'utf8'));
	const text = Buffer.concat([cipher.update(plain), cipher.final()]);
	return Buffer.concat([nonce, cipher.getAuthTag(), text]);
}

/** @throws where the bytes were changed, or key or aad are others. */
export function open(key: Buffer, sealed: Buffer, aad: string): Buffer {
	const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes });
	decipher.setAAD(Buffer.from(aad, 'utf8')).setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
	return Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()]);
}

/** @param keys `id:hex` of 32 bytes, newest first, with commas. @throws where there is none or one is malformed. */
export function localKeys(keys: string): KeyProvider {
	const known = new Map(
		keys.split(',').map((entry) => {
			const match = /^([a-z0-9-]{1,20}):([0-9a-f]{64})$/i.exec(entry.trim());
			if (match === null) throw new Error('data keys are written id:hex, 32 bytes each, newest first, with commas between');
			return [match[1] ?? '', Buffer.from(match[2] ?? '', 'hex')] as const;
		}),
	);
	const newest = [...known][0];
	if (newest === undefined) throw new Error('there is no data key');
	return {
		wrap: async (dataKey) => `${newest[0]}.${seal(newest[1], dataKey, newest[0]).toString('base64url')}`,
		async unwrap(wrapped) {
			if (wrapped.startsWith('vault:'))
				throw new Error('this data key was wrapped by Vault: give MERIDIAN_VAULT_URL and what goes with it');
			const [id = '', sealed = ''] = wrapped.split('.');
			const key = known.get(id);
			if (key === undefined) throw new Error(`data key ${id} is not known`);
			return open(key, Buffer.from(sealed, 'base64url'), id);
		},
		check: async () => undefined,
	};
}

/**
 * AES-256-GCM under a key of its own, which is wrapped by the provider: `v1.<wrapped key>.<sealed>`. The wrapped key may hold dots, the rest holds none.
 * @param input.purpose whose and what for, e.g. `totp:7`. It is not kept: a value that was moved to another place does not open there.
 * @throws where the provider can't wrap: nothing is encrypted then
 */
export async function encrypt(provider: KeyProvider, input: { readonly plain: string; readonly purpose: string }): Promise<string> {
	return (await prepareEncrypt(provider))(input);
}

/** For one value that must not fail to be encrypted once it is known: the provider is asked now. @throws as encrypt */
export async function prepareEncrypt(
	provider: KeyProvider,
): Promise<(input: { readonly plain: string; readonly purpose: string }) => string> {
	const dataKey = randomBytes(32);
	const wrapped = await provider.wrap(dataKey);
	return ({ plain, purpose }) => `v1.${wrapped}.${seal(dataKey, Buffer.from(plain, 'utf8'), purpose).toString('base64url')}`;
}

/** @throws where the text was changed, is of another purpose, or its key is gone. */
export async function decrypt(provider: KeyProvider, input: { readonly text: string; readonly purpose: string }): Promise<string> {
	const { wrapped, sealed } = partsOf(input.text);
	const dataKey = await provider.unwrap(wrapped);
	return open(dataKey, Buffer.from(sealed, 'base64url'), input.purpose).toString('utf8');
}

/** The same value with its data key wrapped by the provider's newest key: what it seals is neither opened nor needed. @throws as decrypt, but for the purpose */
export async function rewrap(provider: KeyProvider, text: string): Promise<string> {
	const { wrapped, sealed } = partsOf(text);
	return `v1.${await provider.wrap(await provider.unwrap(wrapped))}.${sealed}`;
}

/** What names the key that wrapped a value: the id of a local key, or `vault:v3`. */
export function wrappingKeyOf(text: string): string {
	const { wrapped } = partsOf(text);
	return /^vault:v\d+/.exec(wrapped)?.[0] ?? wrapped.replace(/\..*$/, '');
}

function partsOf(text: string): { readonly wrapped: string; readonly sealed: string } {
	const [, wrapped, sealed] = /^v1\.(.+)\.([^.]+)$/.exec(text) ?? [];
	if (wrapped === undefined || sealed === undefined) throw new Error('this is no encrypted value');
	return { wrapped, sealed };
}
