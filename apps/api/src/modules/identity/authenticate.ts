import { isRole, permissionsOf, verifyToken } from '@meridian/auth';
import type { Db } from '@meridian/db';
import type { AuthState } from '../../context.ts';
import type { ViewerModel } from './types.ts';

const refused = (code: 'UNAUTHENTICATED' | 'TOKEN_EXPIRED' | 'TOKEN_INVALID', message: string): AuthState => ({
	kind: 'refused',
	code,
	message,
});
const absent = refused('UNAUTHENTICATED', 'Log in first: send the header "authorization: Bearer <token>".');
const expired = refused('TOKEN_EXPIRED', 'Your session has expired. Log in again.');
const invalid = refused('TOKEN_INVALID', 'This token is not valid. Log in again.');

type Membership = Pick<ViewerModel, 'email' | 'name' | 'role' | 'tenantActive'>;

/**
 * Turns the authorization header into a viewer. The token proves who it was at login; that the user, the membership and the tenant
 * are still there is read again, at most once per `ttlMs` and user, so that a removed user is out within that time.
 */
export class Authenticator {
	readonly #db: Db;
	readonly #secret: string;
	readonly #ttlMs: number;
	readonly #members = new Map<string, { readonly until: number; readonly value: Promise<Membership | null> }>();

	constructor(input: { readonly db: Db; readonly authSecret: string; readonly ttlMs?: number }) {
		this.#db = input.db;
		this.#secret = input.authSecret;
		this.#ttlMs = input.ttlMs ?? 5_000;
	}

	async authenticate(header: unknown): Promise<AuthState> {
		if (header === undefined || header === '') return absent;
		const token = typeof header === 'string' ? /^Bearer +([\w.-]{1,2000})$/i.exec(header)?.[1] : undefined;
		if (token === undefined) return invalid;
		const verified = await verifyToken(this.#secret, token);
		if (verified.status === 'expired') return expired;
		if (verified.status === 'invalid') return invalid;
		const { userId, tenantId, sessionId } = verified.claims;
		const member = await this.#member(tenantId, userId);
		if (!member) return invalid;
		return {
			kind: 'viewer',
			viewer: {
				userId,
				tenantId,
				sessionId,
				...member,
				permissions: new Set(permissionsOf(member.role)),
				tokenExpiresAtMs: verified.expiresAtMs,
			},
		};
	}

	#member(tenantId: number, userId: number): Promise<Membership | null> {
		const key = `${tenantId}:${userId}`;
		const now = performance.now();
		const known = this.#members.get(key);
		if (known && known.until > now) return known.value;
		const value = findMember(this.#db, { tenantId, userId });
		if (this.#members.size > 50_000) this.#members.clear();
		this.#members.set(key, { until: now + this.#ttlMs, value });
		value.catch(() => this.#members.delete(key));
		return value;
	}
}

/** The role is the one in force now, not the one in the token. */
async function findMember(db: Db, where: { tenantId: number; userId: number }): Promise<Membership | null> {
	const row = await db.platform.membership.findFirst({
		where: { ...where, active: true, user: { active: true }, tenant: { status: { not: 'DELETED' } } },
		include: { user: { select: { email: true, name: true } }, tenant: { select: { status: true } } },
	});
	if (!row || !isRole(row.role)) return null;
	return { email: row.user.email, name: row.user.name, role: row.role, tenantActive: row.tenant.status === 'ACTIVE' };
}
