import { randomUUID } from 'node:crypto';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { z } from 'zod';
import { type Answer, answerShape } from './judge.ts';

export type Sent = { readonly status: number; readonly body: string; readonly answer: Answer; readonly correlationId: string };

/** One operation over HTTP. The same correlation id makes two answers comparable byte by byte. */
export async function send(
	url: string,
	input: {
		readonly token?: string | undefined;
		readonly query: string;
		readonly variables: Record<string, unknown>;
		readonly correlationId?: string;
	},
): Promise<Sent> {
	const correlationId = input.correlationId ?? randomUUID();
	const authorization = input.token === undefined ? {} : { authorization: `Bearer ${input.token}` };
	const response = await fetch(`${url}/graphql`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', 'x-correlation-id': correlationId, ...authorization },
		body: JSON.stringify({ query: input.query, variables: input.variables }),
	});
	const body = await response.text();
	return { status: response.status, body, answer: answerShape.parse(JSON.parse(body)), correlationId };
}

export type Watched = {
	/** Everything that came, as text. */
	readonly messages: readonly string[];
	/** Resolves once all that the server had sent before this call is in `messages`. */
	fence(): Promise<void>;
	close(): Promise<void>;
};

/** One subscription on a socket of its own. */
export function watch(url: string, input: { token: string; query: string; variables: Record<string, unknown> }): Watched {
	const messages: string[] = [];
	class Named extends WebSocket {
		constructor(address: string, protocols: string | string[]) {
			super(address, protocols, { headers: { 'x-correlation-id': 'isolation-walk' } });
		}
	}
	const client = createClient({
		url: `${url.replace('http', 'ws')}/graphql`,
		webSocketImpl: Named,
		connectionParams: { authorization: `Bearer ${input.token}` },
		retryAttempts: 0,
	});
	const note = (message: unknown) => void messages.push(textOf(message));
	client.subscribe({ query: input.query, variables: input.variables }, { next: note, error: note, complete: () => undefined });
	return {
		messages,
		fence: () =>
			new Promise((resolve, reject) => {
				client.subscribe(
					{ query: '{ __typename }' },
					{ next: () => undefined, error: (error) => reject(new Error(textOf(error))), complete: resolve },
				);
			}),
		close: async () => void (await client.dispose()),
	};
}

const closing = z.object({ code: z.number(), reason: z.string() });
/** A message as it came; of an end of the socket, why. */
function textOf(message: unknown): string {
	const end = closing.safeParse(message).data;
	return end === undefined ? JSON.stringify(message) : `closed ${end.code} ${end.reason}`;
}
