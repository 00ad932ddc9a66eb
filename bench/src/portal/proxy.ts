import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type WebSocket, WebSocket as WebSocketClient, WebSocketServer } from 'ws';
import { z } from 'zod';
import { loadInstruments, positionNewsAt, quotesAt } from './load.ts';

const everyMs = 100;
const operation = z.object({
	query: z.string().optional(),
	documentId: z.string().optional(),
	extensions: z.object({ documentId: z.string().optional() }).optional(),
});
const manifest = new URL('../../../apps/web/.next/persisted-documents.json', import.meta.url);
let documents: Readonly<Record<string, string>> | undefined;

/** The portal names its documents by their ids, which its build has written down. */
function documentOf({ query = '', documentId, extensions }: z.output<typeof operation>): string {
	documents ??= z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(manifest, 'utf8')));
	const id = documentId ?? extensions?.documentId;
	return id === undefined ? query : (documents[id] ?? '');
}

const deskAnswer = z.object({
	data: z.object({ instruments: z.array(z.unknown()), accounts: z.array(z.object({ id: z.string() }).loose()) }).loose(),
});
const message = z.object({ type: z.string(), id: z.string().optional(), payload: z.unknown().optional() });

/**
 * Stands between the browser and the running API: all goes through to the real one, but instruments, quotes and positions, of which it makes
 * five hundred each, every one new ten times a second.
 */
export async function startProxy(input: { readonly apiUrl: string; readonly port: number }): Promise<{ close(): void }> {
	let account = '';
	const server = createServer((request, response) => {
		forward(request, response, { apiUrl: input.apiUrl, onDesk: (id) => (account = id) }).catch(() => response.writeHead(502).end());
	});
	const sockets = new WebSocketServer({ server, handleProtocols: () => 'graphql-transport-ws' });
	sockets.on('connection', (socket, request) =>
		pipe(socket, { url: input.apiUrl.replace(/^http/, 'ws'), origin: request.headers.origin, account: () => account }),
	);
	await new Promise<void>((resolve) => server.listen(input.port, '127.0.0.1', resolve));
	return {
		close() {
			for (const socket of sockets.clients) socket.terminate();
			server.close();
			server.closeAllConnections();
		},
	};
}

type Forward = { readonly apiUrl: string; readonly onDesk: (accountId: string) => void };

async function forward(request: IncomingMessage, response: ServerResponse, { apiUrl, onDesk }: Forward): Promise<void> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk);
	const body = Buffer.concat(chunks);
	const headers = new Headers();
	for (const name of [
		'authorization',
		'content-type',
		'origin',
		'access-control-request-headers',
		'access-control-request-method',
	] as const) {
		const value = request.headers[name];
		if (typeof value === 'string') headers.set(name, value);
	}
	const answer = await fetch(`${apiUrl}${request.url ?? ''}`, {
		method: request.method ?? 'GET',
		headers,
		...(body.length > 0 ? { body } : {}),
	});
	let text = await answer.text();
	const asked = operation.safeParse(body.length > 0 ? JSON.parse(body.toString()) : {});
	if (asked.success && documentOf(asked.data).startsWith('query Desk ')) {
		const { data } = deskAnswer.parse(JSON.parse(text));
		onDesk(data.accounts[0]?.id ?? '');
		text = JSON.stringify({ data: { ...data, instruments: [...data.instruments, ...loadInstruments] } });
	}
	const passed = [...answer.headers].filter(([name]) => name.startsWith('access-control') || name === 'content-type' || name === 'vary');
	response.writeHead(answer.status, Object.fromEntries(passed)).end(text);
}

function pipe(browser: WebSocket, to: { readonly url: string; readonly origin: string | undefined; readonly account: () => string }): void {
	const api = new WebSocketClient(`${to.url}/graphql`, 'graphql-transport-ws', to.origin === undefined ? {} : { origin: to.origin });
	const waiting: string[] = [];
	const timers = new Map<string, NodeJS.Timeout>();
	const feed = (id: string, payload: (step: number) => unknown) => {
		let step = 0;
		const send = () => browser.send(JSON.stringify({ id, type: 'next', payload: { data: payload(step++) } }));
		send();
		timers.set(id, setInterval(send, everyMs));
	};
	browser.on('message', (raw) => {
		const text = String(raw);
		const { type, id = '', payload } = message.parse(JSON.parse(text));
		const query = type === 'subscribe' ? documentOf(operation.parse(payload)) : '';
		// The real quotes go on beside them.
		if (query.startsWith('subscription Quotes')) feed(id, (step) => ({ quotes: quotesAt(step) }));
		if (query.startsWith('subscription PositionNews')) return feed(id, (step) => ({ positionNews: positionNewsAt(step, to.account()) }));
		if (type === 'complete') clearInterval(timers.get(id));
		if (api.readyState === WebSocketClient.OPEN) api.send(text);
		else waiting.push(text);
	});
	api.on('open', () => {
		for (const text of waiting.splice(0)) api.send(text);
	});
	api.on('message', (raw) => browser.send(String(raw)));
	const end = () => {
		for (const timer of timers.values()) clearInterval(timer);
		browser.close();
		api.close();
	};
	browser.on('close', end);
	api.on('close', end);
	api.on('error', end);
}
