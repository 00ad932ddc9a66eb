import { z } from 'zod';
import { said } from '../i18n/said';

const shape = z.object({ apiToken: z.string(), expiresAtMs: z.number(), ended: z.boolean() });
/** The portal renews a minute before the end; asked a little later than that, it has. */
const earlyMs = 45_000;

/** An access token that is good now; the portal's own session renews it. Many may ask at once. */
export type TokenSource = () => Promise<string>;

export function tokenSource(first: { token: string; expiresAtMs: number }): TokenSource {
	let known = first;
	let asking: Promise<string> | null = null;
	async function ask(): Promise<string> {
		const response = await fetch('/api/auth/session', { cache: 'no-store' });
		const parsed = shape.safeParse(await response.json());
		if (!parsed.success || parsed.data.ended) {
			window.location.assign('/login?expired=1');
			throw new Error(said('login.expired'));
		}
		known = { token: parsed.data.apiToken, expiresAtMs: parsed.data.expiresAtMs };
		return known.token;
	}
	return () => {
		if (known.expiresAtMs - Date.now() > earlyMs) return Promise.resolve(known.token);
		asking ??= ask().finally(() => {
			asking = null;
		});
		return asking;
	};
}
