import { argon2, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

/** argon2id parameters. memoryKiB in KiB. */
export type PasswordCost = { readonly memoryKiB: number; readonly passes: number; readonly parallelism: number };

/** RFC 9106's second recommended choice: 64 MiB, 3 passes. One hash at a time is about 0.1 s, so log-ins are rate limited by their callers. */
const defaultCost: PasswordCost = { memoryKiB: 65_536, passes: 3, parallelism: 4 };
const saltBytes = 16;
const tagBytes = 32;

const derive = (password: string, salt: Uint8Array, { cost, tagLength }: { cost: PasswordCost; tagLength: number }): Promise<Buffer> =>
	new Promise((resolve, reject) => {
		// NFKC: the same password typed on another keyboard must be the same bytes.
		const message = Buffer.from(password.normalize('NFKC'), 'utf8');
		const parameters = { message, nonce: salt, parallelism: cost.parallelism, tagLength, memory: cost.memoryKiB, passes: cost.passes };
		argon2('argon2id', parameters, (error, tag) => (error === null ? resolve(tag) : reject(error)));
	});

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replaceAll('=', '');

/** The standard encoded form: $argon2id$v=19$m=...,t=...,p=...$salt$tag. */
export const hashPassword = async (password: string, cost: PasswordCost = defaultCost): Promise<string> => {
	const salt = randomBytes(saltBytes);
	const tag = await derive(password, salt, { cost, tagLength: tagBytes });
	return `$argon2id$v=19$m=${cost.memoryKiB},t=${cost.passes},p=${cost.parallelism}$${base64(salt)}$${base64(tag)}`;
};

const encodedPattern = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

type Encoded = { readonly cost: PasswordCost; readonly salt: Buffer; readonly tag: Buffer };

/** Undefined for anything but a hash whose parameters argon2 takes (RFC 9106: at least 8 KiB a lane). */
const decode = (encoded: string): Encoded | undefined => {
	const match = encodedPattern.exec(encoded);
	if (match === null) return undefined;
	const [, memory, passes, parallelism, salt = '', tag = ''] = match;
	const cost = { memoryKiB: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
	if (cost.passes < 1 || cost.parallelism < 1 || cost.memoryKiB < 8 * cost.parallelism) return undefined;
	return { cost, salt: Buffer.from(salt, 'base64'), tag: Buffer.from(tag, 'base64') };
};

/**
 * Verifies with the parameters in the encoded text and compares in constant time. With `encoded` undefined (no such user) it spends
 * the same work on nothing and answers false, so that the time does not tell which e-mail addresses exist. Garbage is false too.
 */
export const verifyPassword = async (password: string, encoded: string | undefined): Promise<boolean> => {
	const known = encoded === undefined ? undefined : decode(encoded);
	if (known === undefined) {
		await derive(password, Buffer.alloc(saltBytes), { cost: defaultCost, tagLength: tagBytes });
		return false;
	}
	const actual = await derive(password, known.salt, { cost: known.cost, tagLength: known.tag.length });
	return timingSafeEqual(actual, known.tag);
};

/** No letters or digits that are read as one another. */
const alphabet = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** Random, easy to copy by hand: groups of five, about 5.8 bits a character (default 20 characters, 116 bits). */
export const randomPassword = (characters = 20): string => {
	const text = Array.from({ length: characters }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
	return text.match(/.{1,5}/g)?.join('-') ?? text;
};
