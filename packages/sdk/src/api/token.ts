/** How a program proves who it is: by a client's secret, or by a token that it gets elsewhere. */
export type Credentials = { readonly clientId: string; readonly clientSecret: string } | { readonly token: () => string | Promise<string> };

/** A token is renewed so long before it ends. */
const earlyMs = 30_000;

/** Gives a token that is good; asks for a new one when it must, once however many ask. @throws ApiError of what POST /oauth/token answers */
export function tokenSource(url: string, credentials: Credentials): { get(): Promise<string>; forget(): void } {
	if ('token' in credentials) return { get: async () => credentials.token(), forget: () => undefined };
	let known: { readonly token: Promise<string>; untilMs: number } | null = null;
	const ask = async (): Promise<string> => {
		const form = new URLSearchParams({
			grant_type: 'client_credentials',
			client_id: credentials.clientId,
			client_secret: credentials.clientSecret,
		});
		const response = await fetch(`${url}/oauth/token`, { method: 'POST', body: form });
		const answer = (await response.json()) as { access_token?: string; expires_in?: number; error?: string };
		if (answer.access_token === undefined)
			throw new ApiError(answer.error ?? 'TOKEN_REFUSED', `no token: ${answer.error ?? response.status}`);
		if (known !== null) known.untilMs = Date.now() + (answer.expires_in ?? 60) * 1_000 - earlyMs;
		return answer.access_token;
	};
	return {
		get() {
			if (known === null || known.untilMs <= Date.now()) {
				known = { token: Promise.resolve(''), untilMs: Number.POSITIVE_INFINITY };
				const token = ask();
				known = { token, untilMs: Number.POSITIVE_INFINITY };
				token.catch(() => {
					known = null;
				});
			}
			return known.token;
		},
		forget() {
			known = null;
		},
	};
}

/** What the API refused, or could not do. `code` is the same in GraphQL and REST. */
export class ApiError extends Error {
	readonly code: string;
	readonly correlationId: string | undefined;

	constructor(code: string, message: string, correlationId?: string) {
		super(message);
		this.name = 'ApiError';
		this.code = code;
		this.correlationId = correlationId;
	}
}
