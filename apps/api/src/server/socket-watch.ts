import type { WebSocket } from 'ws';
import type { App } from '../app.ts';
import { liveSessions } from '../modules/identity/live-sessions.ts';

/** Close code of graphql-transport-ws for a peer that may not (any more). */
export const forbiddenCode = 4403;
/** So soon the socket of a removed user or a suspended tenant is closed, where nobody said so at once. */
const sweepMs = 2_000;

/** Sessions in one statement. */
const atOnce = 200;

export type Watched = { readonly socket: WebSocket; readonly sessionId: number };

/**
 * Closes the sockets of those who may not listen any more: one question to the database for all of them. A socket lives as long as its session,
 * not only as its first token, which is proved at the beginning: the session is looked at far more often than tokens are renewed.
 */
export class SocketWatch {
	readonly #app: App;
	readonly #watched = new Set<Watched>();
	readonly #timer: NodeJS.Timeout;
	#sweeping: Promise<void> | null = null;
	#again = false;

	constructor(app: App) {
		this.#app = app;
		this.#timer = setInterval(() => this.sweep(), sweepMs);
	}

	add(watched: Watched): void {
		this.#watched.add(watched);
	}

	/** At its own end. */
	remove(watched: Watched): void {
		this.#watched.delete(watched);
	}

	/** Looks now, or once more after the look that is under way: that one may have read before the change. */
	sweep(): void {
		if (this.#sweeping !== null) {
			this.#again = true;
			return;
		}
		this.#sweeping = this.#look()
			// Not proven to be wrong: the database may be away for a moment. The next look decides.
			.catch((error: unknown) => this.#app.log.warn({ err: error }, 'subscribers could not be checked again'))
			.finally(() => {
				this.#sweeping = null;
				if (!this.#again) return;
				this.#again = false;
				this.sweep();
			});
	}

	async stop(): Promise<void> {
		clearInterval(this.#timer);
		await this.#sweeping;
	}

	async #look(): Promise<void> {
		const ids = [...new Set([...this.#watched].map(({ sessionId }) => sessionId))];
		/** Why those may not listen any more; nearly always nobody. What is read of all others is let go at once. */
		const ended = new Map<number, string>();
		// Some at a time: the answer about ten thousand is read in one go, and everybody would wait for it.
		for (let from = 0; from < ids.length; from += atOnce) {
			const asked = ids.slice(from, from + atOnce);
			const live = await liveSessions(this.#app.db, asked);
			for (const id of asked) {
				const session = live.get(id);
				if (session === undefined) ended.set(id, 'TOKEN_INVALID');
				else if (session.of !== 'operator' && !session.of.tenantActive) ended.set(id, 'TENANT_SUSPENDED');
			}
		}
		if (ended.size === 0) return;
		// Whoever comes back at once is not believed from memory.
		this.#app.authenticator.forget();
		for (const one of this.#watched) {
			const reason = ended.get(one.sessionId);
			if (reason === undefined) continue;
			this.#watched.delete(one);
			one.socket.close(forbiddenCode, reason);
		}
	}
}
