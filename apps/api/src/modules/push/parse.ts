import { isIP } from 'node:net';
import { userError } from '../shared/user-errors.ts';

const invalid = (field: string, message: string) => userError('InvalidInput', { code: 'INVALID_INPUT', message, path: ['input', field] });
const bytesOf = (text: string): Buffer => (/^[\w-]{1,200}={0,2}$/.test(text) ? Buffer.from(text, 'base64url') : Buffer.alloc(0));

/** What is wrong with what a browser gave, or null. Where the name leads is judged each time that something is sent. @param input.allow `host:port` that may be without TLS */
export function subscriptionProblem(
	input: { readonly endpoint: string; readonly p256dh: string; readonly auth: string; readonly kinds: readonly string[] },
	{ allow }: { readonly allow: readonly string[] },
) {
	const { endpoint, kinds } = input;
	const url = endpoint.length <= 1_000 && URL.canParse(endpoint) ? new URL(endpoint) : null;
	const isAllowed = url !== null && allow.includes(`${url.hostname}:${url.port}`);
	if (url === null || (url.protocol !== 'https:' && !isAllowed))
		return invalid('endpoint', 'endpoint is what PushManager.subscribe gave: up to 1,000 characters that begin with https://.');
	if (url.username !== '' || url.password !== '') return invalid('endpoint', 'endpoint must not hold a password.');
	if (!isAllowed && isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0) return invalid('endpoint', 'endpoint names a host, not an address.');
	const point = bytesOf(input.p256dh);
	if (point.length !== 65 || point[0] !== 4) return invalid('p256dh', 'p256dh is a point of P-256, 65 bytes in base64url.');
	if (bytesOf(input.auth).length !== 16) return invalid('auth', 'auth is 16 bytes in base64url.');
	if (kinds.length === 0) return invalid('kinds', 'kinds is one or more of FILL, DENIAL, ALERT; to be told nothing, unsubscribe.');
	return null;
}
