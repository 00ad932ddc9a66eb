import { type Client, createClient } from 'graphql-ws';
import { said } from '../i18n/said';
import type { Word } from '../i18n/words';
import { documentIdUnknown, documentsOnly, sendsTexts, type Wanted, wanted } from './persisted';
import type { TokenSource } from './token';

/** The portal's line to the API: one request at a time over HTTP, everything live over one socket. */
export type Api = {
	request<T>(query: string, variables?: Record<string, unknown>): Promise<T>;
	subscribe<T>(query: string, onData: (data: T) => void, variables?: Record<string, unknown>): () => void;
	/** Called after each reconnect, when what was missed can be read. */
	onReconnect(listener: () => void): () => void;
	/** When something was last heard over the socket, in ms since 1970. */
	lastNewsMs(): number;
	close(): void;
};

/** Whether live data flows; where Meridian refuses it, why. */
export type Line = { readonly online: true } | { readonly online: false; readonly refusal: string };

const refusals: Readonly<Record<string, Word>> = { TENANT_SUSPENDED: 'problem.suspended', TOKEN_INVALID: 'problem.withdrawn' };
const refusedCode = 4403;
const closedByUs = 1000;
/** A line that is cut without a word is found by its silence. */
const pingEveryMs = 4_000;
const pongWithinMs = 4_000;

export function connectApi(input: { url: string; token: TokenSource; onLine: (line: Line) => void; onReconnect: () => void }): Api {
	let everConnected = false;
	const reconnected = new Set<() => void>([input.onReconnect]);
	let lastNewsMs = Date.now();
	let overdue: ReturnType<typeof setTimeout> | undefined;
	const heard = () => {
		lastNewsMs = Date.now();
		clearTimeout(overdue);
	};
	const socket: Client = createClient({
		url: `${input.url.replace(/^http/, 'ws')}/graphql`,
		connectionParams: async () => ({ authorization: `Bearer ${await input.token()}` }),
		retryAttempts: Number.POSITIVE_INFINITY,
		shouldRetry: () => true,
		keepAlive: pingEveryMs,
		on: {
			message: heard,
			ping: (received) => {
				if (!received) overdue = setTimeout(() => socket.terminate(), pongWithinMs);
			},
			connected: () => {
				input.onLine({ online: true });
				if (everConnected) for (const listener of reconnected) listener();
				everConnected = true;
			},
			closed: (event) => {
				clearTimeout(overdue);
				const { code, reason } = event as { code?: number; reason?: string };
				// Closed by us, because nobody listens: that is no outage.
				if (code === closedByUs) return;
				const refusal = code === refusedCode ? refusals[reason ?? ''] : undefined;
				input.onLine({ online: false, refusal: refusal === undefined ? '' : said(refusal) });
			},
		},
	});
	return {
		request: <T>(query: string, variables: Record<string, unknown> = {}) => requestApi<T>(input, { query, variables }),
		subscribe<T>(query: string, onData: (data: T) => void, variables: Record<string, unknown> = {}): () => void {
			const begin = (how: Wanted) => {
				const { documentId, query: text } = wanted(query, how);
				return socket.subscribe<T>(
					{ query: text ?? '', variables, ...(documentId === undefined ? {} : { extensions: { documentId } }) },
					{
						next: (message) => message.data && onData(message.data),
						error: (error) => {
							if (how === 'id' && documentIdUnknown(error)) end = begin('text');
						},
						complete: () => undefined,
					},
				);
			};
			let end = begin(sendsTexts() ? 'text' : 'id');
			return () => end();
		},
		onReconnect(listener) {
			reconnected.add(listener);
			return () => reconnected.delete(listener);
		},
		lastNewsMs: () => lastNewsMs,
		close: () => void socket.dispose(),
	};
}

type Answer<T> = { data?: T; errors?: { message: string; extensions?: { code?: string } }[] };

/** By its id; where the API knows no such document (the portal is being developed, or the API is older), by its text, if it takes that. */
async function byIdOrText<T>(send: (how: Wanted) => Promise<Answer<T>>): Promise<Answer<T>> {
	if (sendsTexts()) return send('text');
	const byId = await send('id');
	if (!documentIdUnknown(byId.errors)) return byId;
	const byText = await send('text');
	if (documentsOnly(byText.errors)) return byId;
	sendsTexts(true);
	return byText;
}

/** One operation over HTTP. @throws with the API's own words. */
export async function requestApi<T>(
	api: { readonly url: string; readonly token: TokenSource | null },
	operation: { readonly query: string; readonly variables: Record<string, unknown> },
): Promise<T> {
	const authorization = api.token === null ? {} : { authorization: `Bearer ${await api.token()}` };
	const send = async (how: Wanted): Promise<Answer<T>> => {
		const response = await fetch(`${api.url}/graphql`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', ...authorization },
			body: JSON.stringify({ ...wanted(operation.query, how), variables: operation.variables }),
		});
		return (await response.json()) as Answer<T>;
	};
	const body = await byIdOrText(send);
	const failure = body.errors?.[0];
	if (failure?.extensions?.code === 'TOKEN_EXPIRED' || failure?.extensions?.code === 'TOKEN_INVALID')
		window.location.assign('/login?expired=1');
	if (failure || body.data === undefined) throw new Error(failure?.message ?? said('problem.noAnswer'));
	return body.data;
}
