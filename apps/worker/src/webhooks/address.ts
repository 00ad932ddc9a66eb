import { lookup } from 'node:dns/promises';
import { isPublicAddress } from '@meridian/auth';

export type Target = { readonly url: URL; readonly address: string; readonly family: 4 | 6 };
export class TargetRefused extends Error {}

/**
 * Where a hook goes: resolved once, and every address of the name is judged. Who connects uses this address, so that a name that resolves
 * differently the next time leads nowhere else. @param input.allow `host:port` that may be private and without TLS @throws TargetRefused
 */
export async function resolveTarget(
	text: string,
	input: { readonly allow: ReadonlySet<string>; readonly resolve?: typeof lookupAll },
): Promise<Target> {
	const url = URL.canParse(text) ? new URL(text) : null;
	if (url === null) throw new TargetRefused('the address is no URL');
	const host = url.hostname.replace(/^\[|\]$/g, '');
	const isAllowed = input.allow.has(`${host}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`);
	if (url.protocol !== 'https:' && !(isAllowed && url.protocol === 'http:'))
		throw new TargetRefused('the address must begin with https://');
	if (url.username !== '' || url.password !== '') throw new TargetRefused('the address must not hold a password');
	const found = await (input.resolve ?? lookupAll)(host).catch(() => []);
	const [first] = found;
	if (first === undefined) throw new TargetRefused('the name leads to no address');
	if (!isAllowed && !found.every(({ address }) => isPublicAddress(address)))
		throw new TargetRefused('the name leads to an address that is not public');
	return { url, address: first.address, family: first.family === 6 ? 6 : 4 };
}

const lookupAll = (host: string): Promise<{ address: string; family: number }[]> => lookup(host, { all: true });
