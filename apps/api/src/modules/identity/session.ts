import { issueToken, newOpaque, newSessionId, permissionsOf, type Role } from '@meridian/auth';
import type { ApiContext } from '../../context.ts';
import type { LoginSuccess, OperatorLoginSuccess } from './types.ts';

/** A day's work; then everybody logs in again. */
const sessionMs = 12 * 3_600_000;
const refreshPrefix = 'mrt';

export type Person = { readonly userId: number; readonly email: string; readonly name: string };
export type Belongs = { readonly tenantId: number; readonly role: Role } | 'operator';
/** How somebody proved who they are. */
export type Method = 'password' | 'totp' | 'recovery' | 'passkey' | 'invitation' | 'client_secret' | 'oidc' | 'saml' | 'app' | 'support';

/** A new session on this device, with its first tokens. */
export async function openSession(
	context: ApiContext,
	input: {
		readonly person: Person;
		readonly belongs: Belongs;
		readonly methods: readonly Method[];
		/** Somebody who acts in the person's place, and how long the session then lasts. */
		readonly lent?: {
			readonly appId?: string;
			readonly scopes?: readonly string[];
			readonly supportGrantId?: string;
			readonly lifeMs: number;
		};
	},
): Promise<LoginSuccess | OperatorLoginSuccess> {
	const { app, sourceIp, userAgent } = context;
	const { person, belongs, methods, lent } = input;
	const { lifeMs = sessionMs, scopes = [], ...lender } = lent ?? {};
	const sessionId = newSessionId();
	const nowMs = app.nowMs();
	const refresh = newOpaque(refreshPrefix);
	await app.db.platform.session.create({
		data: {
			...{ id: BigInt(sessionId), userId: person.userId, tenantId: belongs === 'operator' ? null : belongs.tenantId },
			...{ methods: [...methods], userAgent, sourceIp, expiresAt: new Date(nowMs + lifeMs) },
			...{ ...lender, scopes: [...scopes] },
			refreshTokens: { create: { hash: refresh.hash } },
		},
	});
	return tokensOf(context, {
		...{ person, belongs, sessionId, refreshToken: refresh.secret },
		...{ provedAtMs: nowMs, sessionExpiresAtMs: nowMs + lifeMs },
	});
}

/** An access token for a session, and what goes with it. It never outlives the session. */
export async function tokensOf(
	context: ApiContext,
	input: {
		readonly person: Person;
		readonly belongs: Belongs;
		readonly sessionId: number;
		readonly refreshToken: string;
		readonly provedAtMs: number;
		readonly sessionExpiresAtMs: number;
	},
): Promise<LoginSuccess | OperatorLoginSuccess> {
	const { person, belongs, sessionId, refreshToken, provedAtMs } = input;
	const { app } = context;
	const leftSec = Math.floor((input.sessionExpiresAtMs - app.nowMs()) / 1_000);
	const claims = belongs === 'operator' ? ({ tenantId: 0, role: 'OPERATOR' } as const) : { tenantId: belongs.tenantId, role: belongs.role };
	const { token, expiresAtMs } = await issueToken(
		app.authSecret,
		{ userId: person.userId, sessionId, ...claims },
		{ nowMs: app.nowMs(), ttlSec: Math.min(app.tokenTtlSec, Math.max(leftSec, 1)) },
	);
	const session = { token, expiresAt: new Date(expiresAtMs), refreshToken, sessionExpiresAt: new Date(input.sessionExpiresAtMs) };
	const who = { ...person, sessionId, provedAtMs, tokenExpiresAtMs: expiresAtMs };
	if (belongs === 'operator') return { __typename: 'OperatorLoginSuccess', ...session, operator: who };
	const permissions = new Set(permissionsOf(belongs.role));
	// Programs are shown no viewer: they get their token alone.
	const viewer = { ...who, ...belongs, tenantActive: true, isProgram: false, permissions, delegated: null };
	return { __typename: 'LoginSuccess', ...session, viewer };
}
