import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { open, seal } from '../envelope.ts';

export type TransitServer = Awaited<ReturnType<typeof startTransitServer>>;
type Next = { readonly status: number; readonly body: string } | 'silence' | 'hang up';

const encryptBody = z.object({ plaintext: z.base64() });
const decryptBody = z.object({ ciphertext: z.string() });

/**
 * Speaks as Vault's transit engine does by its documentation: encrypt, decrypt and rotate with AES-256-GCM by a key per version, tokens, namespaces, and its answers
 * where something is wrong. Not Vault: what the real one does otherwise, no test with this one sees.
 */
export async function startTransitServer(
	options: {
		readonly mount?: string;
		readonly keyName?: string;
		readonly namespace?: string;
		readonly tls?: { readonly key: string; readonly cert: string };
	} = {},
) {
	const { mount = 'transit', keyName = 'meridian', namespace } = options;
	const versions = [randomBytes(32)];
	const tokens = new Set(['first-token']);
	const asked: { readonly act: string; readonly token: string }[] = [];
	const next: Next[] = [];
	let minimum = 1;
	let sealed = false;

	function act(name: string, body: unknown): { readonly status: number; readonly body: unknown } {
		if (name === 'encrypt') {
			const key = versions.at(-1) ?? Buffer.alloc(0);
			const text = seal(key, Buffer.from(encryptBody.parse(body).plaintext, 'base64'), '');
			return {
				status: 200,
				body: { data: { ciphertext: `vault:v${versions.length}:${text.toString('base64')}`, key_version: versions.length } },
			};
		}
		const [, version = '', text = ''] = /^vault:v(\d+):(.+)$/.exec(decryptBody.parse(body).ciphertext) ?? [];
		const key = Number(version) < minimum ? undefined : versions[Number(version) - 1];
		if (key === undefined) return { status: 400, body: { errors: ['ciphertext or signature version is disallowed by policy (too old)'] } };
		try {
			return { status: 200, body: { data: { plaintext: open(key, Buffer.from(text, 'base64'), '').toString('base64') } } };
		} catch {
			return { status: 400, body: { errors: ['cipher: message authentication failed'] } };
		}
	}

	async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(Buffer.from(chunk));
		const end = (status: number, body: unknown): void => {
			response.writeHead(status, { 'content-type': 'application/json' }).end(typeof body === 'string' ? body : JSON.stringify(body));
		};
		const token = String(request.headers['x-vault-token'] ?? '');
		const [, name = ''] = /^\/v1\/.+\/(encrypt|decrypt)\/[^/]+$/.exec(request.url ?? '') ?? [];
		asked.push({ act: name, token });
		const planned = next.shift();
		if (planned === 'silence') return;
		if (planned === 'hang up') return void request.socket.destroy();
		if (planned !== undefined) return end(planned.status, planned.body);
		if (sealed) return end(503, { errors: ['Vault is sealed'] });
		if (request.headers['x-vault-namespace'] !== namespace || !request.url?.startsWith(`/v1/${mount}/${name}/`))
			return end(404, { errors: ['no handler for route'] });
		if (!tokens.has(token)) return end(403, { errors: ['permission denied'] });
		if (request.url !== `/v1/${mount}/${name}/${keyName}`) return end(400, { errors: ['encryption key not found'] });
		const answer = act(name, JSON.parse(Buffer.concat(chunks).toString('utf8')));
		end(answer.status, answer.body);
	}

	const listener = (request: IncomingMessage, response: ServerResponse): void => {
		serve(request, response).catch(() => response.destroy());
	};
	const server = options.tls === undefined ? createServer(listener) : createTlsServer(options.tls, listener);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
		port,
		keyName,
		asked,
		/** Tokens that are taken. */
		tokens,
		/** Answers to the next requests, before any of its own. */
		next,
		rotate: () => versions.push(randomBytes(32)),
		forgetBelow(version: number) {
			minimum = version;
		},
		seal(value: boolean) {
			sealed = value;
		},
		async stop() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
