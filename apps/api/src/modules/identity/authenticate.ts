import { type Permission, permissionsOf, type Role, verifyToken } from '@meridian/auth';
import type { Db } from '@meridian/db';
import type { AuthState } from '../../context.ts';
import { delegatedPermissions } from '../oauth/scopes.ts';
import { type LiveSession, liveSessions } from './live-sessions.ts';

const refused = (code: 'UNAUTHENTICATED' | 'TOKEN_EXPIRED' | 'TOKEN_INVALID', message: string): AuthState => ({
	kind: 'refused',
	code,
	message,
});
const absent = refused('UNAUTHENTICATED', 'Log in first: send the header "authorization: Bearer <token>".');
const expired = refused('TOKEN_EXPIRED', 'Your session has expired. Log in again.');
const invalid = refused('TOKEN_INVALID', 'This token is not valid. Log in again.');

const cachedMax = 50_000;

/**
 * Turns the authorization header into a viewer or an operator. The token proves who it was at log-in; that the session, the user, the
 * membership and the tenant are still there is read again, at most once per `ttlMs` and session, and at once after a revocation.
 */
export class Authenticator {
	readonly #db: Db;
	readonly #secret: string;
	readonly #ttlMs: number;
	readonly #sessions = new Map<number, { readonly until: number; readonly value: Promise<LiveSession | undefined> }>();

	readonly #asked = new Set<number>();
	#asking: Promise<Map<number, LiveSession>> | null = null;

	constructor(input: { readonly db: Db; readonly authSecret: string; readonly ttlMs?: number }) {
		this.#db = input.db;
		this.#secret = input.authSecret;
		this.#ttlMs = input.ttlMs ?? 2_000;
	}

	async authenticate(header: unknown): Promise<AuthState> {
		if (header === undefined || header === '') return absent;
		const token = typeof header === 'string' ? /^Bearer +([\w.-]{1,2000})$/i.exec(header)?.[1] : undefined;
		if (token === undefined) return invalid;
		const verified = await verifyToken(this.#secret, token);
		if (verified.status === 'expired') return expired;
		if (verified.status === 'invalid') return invalid;
		const { userId, tenantId, sessionId } = verified.claims;
		const session = await this.#session(sessionId);
		if (session === undefined || session.userId !== userId) return invalid;
		return authOf(session, { tenantId, tokenExpiresAtMs: verified.expiresAtMs });
	}

	/** Those who come in the same turn are asked for by one statement: after a deploy thousands do. */
	async #ask(sessionId: number): Promise<LiveSession | undefined> {
		this.#asking ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
			const ids = [...this.#asked];
			this.#asked.clear();
			this.#asking = null;
			return liveSessions(this.#db, ids);
		});
		this.#asked.add(sessionId);
		return (await this.#asking).get(sessionId);
	}

	/** What is believed of sessions is read anew. */
	forget(): void {
		this.#sessions.clear();
	}

	#session(sessionId: number): Promise<LiveSession | undefined> {
		const now = performance.now();
		const known = this.#sessions.get(sessionId);
		if (known && known.until > now) return known.value;
		const value = this.#ask(sessionId);
		if (this.#sessions.size > cachedMax) this.#sessions.clear();
		this.#sessions.set(sessionId, { until: now + this.#ttlMs, value });
		value.catch(() => this.#sessions.delete(sessionId));
		return value;
	}
}

const ofRole = new Map<Role, ReadonlySet<Permission>>();
/** One set for all who have the role: ten thousand subscribers keep who they are. */
function rolePermissions(role: Role): ReadonlySet<Permission> {
	const set = ofRole.get(role) ?? new Set(permissionsOf(role));
	ofRole.set(role, set);
	return set;
}

/** Who a session speaks for. A token that names another tenant than its session (0: none, an operator's) is not ours. */
export function authOf(session: LiveSession, token: { readonly tenantId: number; readonly tokenExpiresAtMs: number }): AuthState {
	const { sessionId, userId, email, name, provedAtMs, of } = session;
	const { tokenExpiresAtMs } = token;
	if (of === 'operator')
		return token.tenantId === 0
			? { kind: 'operator', operator: { sessionId, userId, email, name, provedAtMs, tokenExpiresAtMs } }
			: invalid;
	if (of.tenantId !== token.tenantId) return invalid;
	const permissions = of.delegated === null ? rolePermissions(of.role) : new Set(delegatedPermissions(of.role, of.delegated.scopes));
	return { kind: 'viewer', viewer: { sessionId, userId, email, name, provedAtMs, tokenExpiresAtMs, permissions, ...of } };
}
