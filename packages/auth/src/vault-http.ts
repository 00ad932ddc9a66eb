import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import { KeyServiceError } from './key-service-error.ts';

export type VaultAnswer = { readonly status: number; readonly text: string };
/** @throws KeyServiceError where no answer came in time. An answer of any status is given back. */
export type VaultPost = (path: string, input: { readonly token: string; readonly body: unknown }) => Promise<VaultAnswer>;

const bytesMax = 65_536;
/** Waits before a second and a third try, in ms. */
const waitsMs = [50, 200];

/**
 * Posts JSON. What failed to connect or was answered by 5xx is tried twice more, all within `timeoutMs`: encrypting again gives another text of the same key, and
 * decrypting changes nothing. Follows no redirect, which would take the token elsewhere.
 * @param input.ca PEM; trusted instead of the authorities that Node knows.
 */
export function vaultPost(input: {
	readonly url: URL;
	readonly namespace: string | undefined;
	readonly ca: string | undefined;
	readonly timeoutMs: number;
}): VaultPost {
	const { url, namespace, ca, timeoutMs } = input;
	const isTls = url.protocol === 'https:';
	const agent = isTls
		? new HttpsAgent({ keepAlive: true, minVersion: 'TLSv1.3', ...(ca === undefined ? {} : { ca }) })
		: new HttpAgent({ keepAlive: true });
	const base = url.href.replace(/\/$/, '');

	const send = (
		path: string,
		sent: { readonly token: string; readonly body: string; readonly signal: AbortSignal },
	): Promise<VaultAnswer> =>
		new Promise((resolve, reject) => {
			const headers = {
				...{ 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent.body) },
				...{ 'x-vault-token': sent.token, 'x-vault-request': 'true' },
				...(namespace === undefined ? {} : { 'x-vault-namespace': namespace }),
			};
			const request = (isTls ? httpsRequest : httpRequest)(
				`${base}${path}`,
				{ method: 'POST', agent, headers, signal: sent.signal },
				(response) => {
					const chunks: Buffer[] = [];
					let bytes = 0;
					response.on('data', (chunk: Buffer) => {
						bytes += chunk.length;
						if (bytes > bytesMax) response.destroy(new Error(`it sent more than ${bytesMax} bytes`));
						else chunks.push(chunk);
					});
					response.once('error', reject);
					response.once('end', () => resolve({ status: response.statusCode ?? 502, text: Buffer.concat(chunks).toString('utf8') }));
				},
			);
			request.once('error', reject);
			request.end(sent.body);
		});

	return async (path, { token, body }) => {
		const signal = AbortSignal.timeout(timeoutMs);
		const text = JSON.stringify(body);
		for (let tried = 0; ; tried++) {
			const waitMs = waitsMs[tried];
			let failed: string;
			try {
				const answer = await send(path, { token, body: text, signal });
				if (answer.status < 500 || waitMs === undefined) return answer;
				failed = `it answered ${answer.status}`;
			} catch (error) {
				failed = reasonOf(error);
			}
			if (signal.aborted)
				throw new KeyServiceError(`Vault at ${url.origin} gave no answer within ${timeoutMs} ms: is it up, and reached from here?`);
			if (waitMs === undefined)
				throw new KeyServiceError(
					`Vault at ${url.origin} can’t be reached (${failed}): check MERIDIAN_VAULT_URL, the network and its certificate`,
				);
			// A little apart, so that those who failed together do not come back together.
			await wait(waitMs * (1 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
		}
	};
}

/** What the system called it; its own words may hold what was sent. */
function reasonOf(error: unknown): string {
	const code = error instanceof Error && 'code' in error ? error.code : undefined;
	return typeof code === 'string' ? code : 'the connection failed';
}
