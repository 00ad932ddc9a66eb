import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Received = { readonly body: string; readonly headers: Readonly<Record<string, string | string[] | undefined>> };

/** A program of an institution that hears of events: keeps what it is sent, and says yes. */
export async function startReceiver() {
	const received: Received[] = [];
	const server = createServer((request, response) => {
		let body = '';
		request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
		request.on('end', () => {
			received.push({ body, headers: request.headers });
			response.writeHead(204).end();
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
	return {
		...{ host, url: `http://${host}/hook`, received },
		close: () =>
			new Promise<void>((resolve) => {
				server.closeAllConnections();
				server.close(() => resolve());
			}),
	};
}
export type Receiver = Awaited<ReturnType<typeof startReceiver>>;

/** By the words of Standard Webhooks alone: whether the secret signed exactly this. */
export function isSignedBy(secret: string, { body, headers }: Received): boolean {
	const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
	const signature = createHmac('sha256', key).update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`).digest('base64');
	return String(headers['webhook-signature']).split(' ').includes(`v1,${signature}`);
}
