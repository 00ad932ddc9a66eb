import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { z } from 'zod';

/**
 * A plain client of the public API, as an integrator would write one: fetch for requests, graphql-ws for subscriptions.
 * It shares no code with the portal.
 */
export type ApiClient = {
	readonly token: string;
	request<T>(query: string, variables: Record<string, unknown>, shape: z.ZodType<T>): Promise<T>;
	/** Collects everything a subscription delivers, until `stop`. */
	subscribe<T>(query: string, variables: Record<string, unknown>, shape: z.ZodType<T>): Feed<T>;
	close(): Promise<void>;
};
export type Feed<T> = { readonly items: readonly T[]; readonly errors: readonly unknown[]; stop(): void };

const answer = z.object({
	data: z.unknown().optional(),
	errors: z.array(z.object({ message: z.string(), extensions: z.record(z.string(), z.unknown()).optional() })).optional(),
});

export class ApiError extends Error {
	readonly code: string;
	constructor(message: string, code: string) {
		super(`${code}: ${message}`);
		this.code = code;
	}
}

export async function post<T>(
	url: string,
	input: { query: string; variables?: Record<string, unknown>; token?: string; shape: z.ZodType<T> },
): Promise<T> {
	const headers: Record<string, string> = { 'content-type': 'application/json' };
	if (input.token !== undefined) headers.authorization = `Bearer ${input.token}`;
	const response = await fetch(`${url}/graphql`, {
		method: 'POST',
		headers,
		body: JSON.stringify({ query: input.query, variables: input.variables ?? {} }),
	});
	const { data, errors } = answer.parse(await response.json());
	const first = errors?.[0];
	if (first) throw new ApiError(first.message, String(first.extensions?.code ?? 'UNKNOWN'));
	return input.shape.parse(data);
}

const loginShape = z.object({ login: z.object({ __typename: z.string(), token: z.string().optional(), message: z.string().optional() }) });

/** Logs in and returns a client. @throws where the login is refused. */
export async function connect(url: string, credentials: { email: string; password: string }): Promise<ApiClient> {
	const query = `mutation($input: LoginInput!) { login(input: $input) { __typename ... on LoginSuccess { token } ... on UserError { message } } }`;
	const { login } = await post(url, { query, variables: { input: credentials }, shape: loginShape });
	const token = login.token;
	if (token === undefined) throw new Error(`${login.__typename}: ${login.message}`);
	const socket = createClient({
		url: `${url.replace('http', 'ws')}/graphql`,
		webSocketImpl: WebSocket,
		lazy: true,
		connectionParams: { authorization: `Bearer ${token}` },
		retryAttempts: 50,
		shouldRetry: () => true,
	});
	return {
		token,
		request: (query, variables, shape) => post(url, { query, variables, token, shape }),
		subscribe<T>(query: string, variables: Record<string, unknown>, shape: z.ZodType<T>): Feed<T> {
			const items: T[] = [];
			const errors: unknown[] = [];
			const stop = socket.subscribe(
				{ query, variables },
				{
					next: (message) => {
						if (message.errors) errors.push(...message.errors);
						else items.push(shape.parse(message.data));
					},
					error: (error) => errors.push(error),
					complete: () => undefined,
				},
			);
			return { items, errors, stop };
		},
		close: async () => void (await socket.dispose()),
	};
}
