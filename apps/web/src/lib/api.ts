import { type Client, createClient } from 'graphql-ws';

/** The portal's line to the API: one request at a time over HTTP, everything live over one socket. */
export type Api = {
	request<T>(query: string, variables?: Record<string, unknown>): Promise<T>;
	subscribe<T>(query: string, onData: (data: T) => void, variables?: Record<string, unknown>): () => void;
	close(): void;
};

/** Whether live data flows; where Meridian refuses it, why. */
export type Line = { readonly online: true } | { readonly online: false; readonly refusal: string };

const refusals: Readonly<Record<string, string>> = {
	TENANT_SUSPENDED: 'Your organisation is suspended: live data has ended and nobody can log in. What is open can still be closed.',
	TOKEN_INVALID: 'Your access was withdrawn. Sign out, or ask your administrator.',
};
const refusedCode = 4403;

export function connectApi(input: { url: string; token: string; onLine: (line: Line) => void; onReconnect: () => void }): Api {
	const authorization = `Bearer ${input.token}`;
	let everConnected = false;
	const socket: Client = createClient({
		url: `${input.url.replace(/^http/, 'ws')}/graphql`,
		connectionParams: { authorization },
		retryAttempts: Number.POSITIVE_INFINITY,
		shouldRetry: () => true,
		on: {
			connected: () => {
				input.onLine({ online: true });
				if (everConnected) input.onReconnect();
				everConnected = true;
			},
			closed: (event) => {
				const { code, reason } = event as { code?: number; reason?: string };
				input.onLine({ online: false, refusal: code === refusedCode ? (refusals[reason ?? ''] ?? '') : '' });
			},
		},
	});
	return {
		async request<T>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
			const response = await fetch(`${input.url}/graphql`, {
				method: 'POST',
				headers: { 'content-type': 'application/json', authorization },
				body: JSON.stringify({ query, variables }),
			});
			const body = (await response.json()) as { data?: T; errors?: { message: string; extensions?: { code?: string } }[] };
			const failure = body.errors?.[0];
			if (failure?.extensions?.code === 'TOKEN_EXPIRED') window.location.assign('/login?expired=1');
			if (failure || body.data === undefined) throw new Error(failure?.message ?? 'Meridian gave no answer.');
			return body.data;
		},
		subscribe<T>(query: string, onData: (data: T) => void, variables: Record<string, unknown> = {}): () => void {
			return socket.subscribe<T>(
				{ query, variables },
				{ next: (message) => message.data && onData(message.data), error: () => undefined, complete: () => undefined },
			);
		},
		close: () => void socket.dispose(),
	};
}
