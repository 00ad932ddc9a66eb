import { type Permission, permissionsOf, type Role, type VerifiedToken, verifyToken } from '@meridian/auth';
import { Believed, type Db } from '@meridian/db';
import type { AuthState } from '../../context.ts';
import { delegatedPermissions } from '../oauth/scopes.ts';
import { type LiveSession, liveSessions, sessionMarks } from './live-sessions.ts';

const refused = (code: 'UNAUTHENTICATED' | 'TOKEN_EXPIRED' | 'TOKEN_INVALID', message: string): AuthState => ({
	kind: 'refused',
	code,
	message,
});
const absent = refused('UNAUTHENTICATED', 'Log in first: send the header "authorization: Bearer <token>".');
const expired = refused('TOKEN_EXPIRED', 'Your session has expired. Log in again.');
const invalid = refused('TOKEN_INVALID', 'This token is not valid. Log in again.');

const cachedMax = 50_000;
const verifiedMax = 20_000;

/**
 * Turns the authorization header into a viewer or an operator. The token proves who it was at log-in; that the session, the user, the
 * membership and the tenant are still there is believed for `ttlMs` at most, and read again at once after a revocation.
 */
export class Authenticator {
	readonly #secret: string;
	/** Tokens whose signature was checked: the same text again is as good, until it expires. */
	readonly #verified = new Map<string, Extract<VerifiedToken, { status: 'ok' }>>();
	readonly #sessions: Believed<number, LiveSession>;

	constructor(input: { readonly db: Db; readonly authSecret: string; readonly ttlMs?: number }) {
		this.#secret = input.authSecret;
		const { db, ttlMs = 2_000 } = input;
		this.#sessions = new Believed({
			...{ ttlMs, load: (ids) => liveSessions(db, ids), keptMax: cachedMax },
			marks: { of: ({ mark }) => mark, read: (ids) => sessionMarks(db, ids) },
		});
	}

	async authenticate(header: unknown): Promise<AuthState> {
		if (header === undefined || header === '') return absent;
		const token = typeof header === 'string' ? /^Bearer +([\w.-]{1,2000})$/i.exec(header)?.[1] : undefined;
		if (token === undefined) return invalid;
		const verified = await this.#verify(token);
		if (verified.status === 'expired') return expired;
		if (verified.status === 'invalid') return invalid;
		const { userId, tenantId, sessionId } = verified.claims;
		const session = await this.#sessions.get(sessionId);
		if (session === undefined || session.userId !== userId) return invalid;
		return authOf(session, { tenantId, tokenExpiresAtMs: verified.expiresAtMs });
	}

	async #verify(token: string): Promise<VerifiedToken> {
		const known = this.#verified.get(token);
		if (known !== undefined && known.expiresAtMs > Date.now()) return known;
		const verified = await verifyToken(this.#secret, token);
		if (this.#verified.size >= verifiedMax) this.#verified.clear();
		if (verified.status === 'ok') this.#verified.set(token, verified);
		return verified;
	}

	/** What is believed of sessions is read anew. */
	forget(): void {
		this.#sessions.forget();
	}

	get reads(): { readonly asked: number; readonly waited: number } {
		return this.#sessions.reads;
	}

	stop(): void {
		this.#sessions.stop();
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
	const { sessionId, userId, email, name, provedAtMs, isProgram, of } = session;
	const { tokenExpiresAtMs } = token;
	if (of === 'operator')
		return token.tenantId === 0
			? { kind: 'operator', operator: { sessionId, userId, email, name, provedAtMs, tokenExpiresAtMs } }
			: invalid;
	if (of.tenantId !== token.tenantId) return invalid;
	const permissions = of.delegated === null ? rolePermissions(of.role) : new Set(delegatedPermissions(of.role, of.delegated.scopes));
	return { kind: 'viewer', viewer: { sessionId, userId, email, name, provedAtMs, isProgram, tokenExpiresAtMs, permissions, ...of } };
}
