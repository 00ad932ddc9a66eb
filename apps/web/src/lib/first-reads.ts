import { apiUrl } from './auth';

/** A page waits so long for what it would like to bring along; then the browser asks for it. */
const withinMs = 2_000;

/**
 * One document, read by the server while the browser still loads scripts: on its own it could ask only after them. In the name of whoever
 * opens the page, kept nowhere. Null where the API did not answer, or refused: the browser asks again, and says why.
 */
export async function readFirst<T>(token: string, query: string): Promise<T | null> {
	try {
		const response = await fetch(`${apiUrl()}/graphql`, {
			method: 'POST',
			cache: 'no-store',
			signal: AbortSignal.timeout(withinMs),
			headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
			body: JSON.stringify({ query }),
		});
		const { data, errors } = (await response.json()) as { data?: T | null; errors?: readonly unknown[] };
		return errors === undefined && data ? data : null;
	} catch {
		return null;
	}
}
