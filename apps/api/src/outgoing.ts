import { type LookupAddress, lookup } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from '@meridian/auth';

export type Reach = 'public' | 'any';
type Init = {
	readonly method?: string;
	readonly headers?: Record<string, string>;
	readonly body?: unknown;
	readonly signal?: AbortSignal | undefined;
};

/** Requests to where a tenant's settings point: an identity provider, a name server's record. */
export type Outgoing = {
	readonly reach: Reach;
	/** Follows no redirect, takes 1 MiB and five seconds. @throws where the address is not one that may be asked */
	fetch(url: string, init?: Init): Promise<Response>;
	/** TXT records of a name; none where there is no such name. */
	txt(name: string): Promise<string[]>;
};

const bytesMax = 1_048_576;
const waitMs = 5_000;

const refusal = (host: string): Error => new Error(`${host} is not a public address, so it is not asked`);

/** Checked where the connection is made: a name that changes its address between a check and the connection gains nothing. */
const publicLookup: LookupFunction = (host, options, done) => {
	lookup(host, { ...options, all: true }, (error, found: LookupAddress[]) => {
		const wrong = error ?? (found.length === 0 || found.some(({ address }) => !isPublicAddress(address)) ? refusal(host) : null);
		const [first] = found ?? [];
		if (wrong !== null || first === undefined) return done(wrong ?? refusal(host), '', 4);
		return options.all ? done(null, found) : done(null, first.address, first.family);
	});
};

export function createOutgoing(input: { readonly reach: Reach; readonly dnsServers?: readonly string[] | undefined }): Outgoing {
	const { reach } = input;
	const resolver = new Resolver({ timeout: waitMs, tries: 2 });
	if (input.dnsServers !== undefined) resolver.setServers(input.dnsServers);
	return {
		reach,
		async fetch(text, init = {}) {
			const url = new URL(text);
			const host = url.hostname.replace(/^\[|\]$/g, '');
			if (url.protocol !== 'https:' && !(reach === 'any' && url.protocol === 'http:')) throw new Error(`${url.origin} is not https`);
			if (reach === 'public' && isIP(host) !== 0 && !isPublicAddress(host)) throw refusal(host);
			return send(url, { init, reach });
		},
		async txt(name) {
			const records = await resolver.resolveTxt(name).catch((error: NodeJS.ErrnoException) => {
				if (error.code === 'ENOTFOUND' || error.code === 'ENODATA') return [];
				throw error;
			});
			return records.map((parts) => parts.join(''));
		},
	};
}

function send(url: URL, { init, reach }: { init: Init; reach: Reach }): Promise<Response> {
	const { method = 'GET', headers = {}, body, signal } = init;
	const timeout = AbortSignal.timeout(waitMs);
	const options = {
		...{ method, headers, signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]) },
		...(reach === 'public' ? { lookup: publicLookup } : {}),
	};
	return new Promise((resolve, reject) => {
		const sent = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options, (response) => {
			const chunks: Buffer[] = [];
			let bytes = 0;
			response.on('data', (chunk: Buffer) => {
				bytes += chunk.length;
				if (bytes > bytesMax) response.destroy(new Error(`${url.host} sent more than ${bytesMax} bytes`));
				else chunks.push(chunk);
			});
			response.once('error', reject);
			response.once('end', () => {
				const status = response.statusCode ?? 502;
				const type = response.headers['content-type'];
				const empty = status === 204 || status === 304;
				resolve(
					new Response(empty ? null : Buffer.concat(chunks), { status, headers: type === undefined ? {} : { 'content-type': type } }),
				);
			});
		});
		sent.once('error', reject);
		sent.end(body === undefined || body === null ? undefined : String(body));
	});
}
