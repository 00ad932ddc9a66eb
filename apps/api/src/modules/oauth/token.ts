import { createHash, timingSafeEqual } from 'node:crypto';
import { hashOpaque, isRole } from '@meridian/auth';
import { z } from 'zod';
import { audit } from '../../audit.ts';
import type { ApiContext } from '../../context.ts';
import { isPlainText } from '../../limits/text.ts';
import { clientCredentials } from '../clients/token.ts';
import { tooMany } from '../identity/login.ts';
import { refreshSession } from '../identity/refresh.ts';
import { endSessions } from '../identity/revoke.ts';
import { openSession } from '../identity/session.ts';
import type { LoginSuccess } from '../identity/types.ts';

/** So long an app may act without asking the person again; each refresh token works once. */
const grantLifeMs = 30 * 24 * 3_600_000;
const text = z.string().max(600).refine(isPlainText);
const form = z.object({
	grant_type: z.enum(['authorization_code', 'refresh_token']),
	...{ code: text.optional(), redirect_uri: text.optional(), code_verifier: text.optional(), refresh_token: text.optional() },
});

export type OauthAnswer = { readonly status: number; readonly body: Readonly<Record<string, unknown>>; readonly retryAfterSec?: number };
const wrong = (status: number, error: string, description: string): OauthAnswer => ({
	status,
	body: { error, error_description: description },
});
const badGrant = (): OauthAnswer =>
	wrong(400, 'invalid_grant', 'The code or token is unknown, used, expired, or not for this app and address.');

type Input = { readonly authorization: string | undefined; readonly body: unknown };

/** The app, by its secret where it has one; a public one proves itself by PKCE or by its refresh token. Null: not known, or the secret is wrong. */
async function appOf(context: ApiContext, input: Input) {
	const { id, secret } = clientCredentials(input);
	const app = await context.app.db.platform.oauthApp.findFirst({ where: { id, revokedAt: null, tenant: { status: 'ACTIVE' } } });
	const right = timingSafeEqual(Buffer.from(hashOpaque(secret)), Buffer.from(app?.secretHash ?? hashOpaque(secret)));
	return app !== null && right ? app : null;
}

/** Tokens for an app that acts for a person (RFC 6749 with PKCE, RFC 9700). */
export async function appToken(context: ApiContext, input: Input): Promise<OauthAnswer> {
	const parsed = form.safeParse(input.body);
	if (!parsed.success) return wrong(400, 'invalid_request', 'A parameter is missing or malformed.');
	const { id } = clientCredentials(input);
	const limited = await tooMany(context, `app ${id.slice(0, 100)}`);
	if (limited !== null) return { ...wrong(429, 'slow_down', limited.message), retryAfterSec: limited.retryAfterSec };
	const app = await appOf(context, input);
	if (app === null) return wrong(401, 'invalid_client', 'Unknown app, or wrong secret.');
	const {
		grant_type: grant,
		code = '',
		redirect_uri: redirectUri = '',
		code_verifier: verifier = '',
		refresh_token: refreshToken = '',
	} = parsed.data;
	const done =
		grant === 'refresh_token'
			? await refreshSession(context, refreshToken, app.id)
			: await tradeCode(context, { app, code, redirectUri, verifier });
	if (done?.__typename !== 'LoginSuccess') return badGrant();
	await context.app.loginLimiter.forgive(`app ${id.slice(0, 100)}`);
	const { scopes } = await context.app.db.platform.session.findUniqueOrThrow({
		where: { id: BigInt(done.viewer.sessionId) },
		select: { scopes: true },
	});
	const expiresIn = Math.floor((done.expiresAt.getTime() - context.app.nowMs()) / 1_000);
	const tokens = { access_token: done.token, token_type: 'Bearer', expires_in: expiresIn, refresh_token: done.refreshToken };
	return { status: 200, body: { ...tokens, scope: scopes.join(' ') } };
}

/** A code works once. One that comes again was stolen, or its answer was: what came of it ends. */
async function tradeCode(
	context: ApiContext,
	input: {
		readonly app: { readonly id: string; readonly tenantId: number };
		readonly code: string;
		readonly redirectUri: string;
		readonly verifier: string;
	},
): Promise<LoginSuccess | null> {
	const { app, redirectUri, verifier } = input;
	const { platform } = context.app.db;
	const codeHash = hashOpaque(input.code);
	const now = new Date(context.app.nowMs());
	const { count } = await platform.oauthCode.updateMany({
		where: { codeHash, appId: app.id, usedAt: null, expiresAt: { gt: now } },
		data: { usedAt: now },
	});
	const code = await platform.oauthCode.findUnique({ where: { codeHash } });
	if (code === null || code.appId !== app.id) return null;
	if (count === 0) {
		if (code.sessionId !== null && (await endSessions(context.app, { where: { id: code.sessionId }, why: 'OAUTH_CODE_REUSED' })) > 0)
			await audit(context, {
				action: 'OAUTH_CODE_REUSED',
				tenantId: app.tenantId,
				userId: code.userId,
				detail: { appId: app.id, sourceIp: context.sourceIp },
			});
		return null;
	}
	const challenge = createHash('sha256').update(verifier, 'utf8').digest('base64url');
	if (!/^[\w.~-]{43,128}$/.test(verifier) || challenge !== code.challenge || redirectUri !== code.redirectUri) return null;
	const member = await platform.membership.findFirst({
		where: { tenantId: app.tenantId, userId: code.userId, active: true, user: { active: true } },
		include: { user: { select: { email: true, name: true } } },
	});
	if (member === null || !isRole(member.role)) return null;
	const session = await openSession(context, {
		person: { userId: code.userId, ...member.user },
		belongs: { tenantId: app.tenantId, role: member.role },
		methods: ['app'],
		lent: { appId: app.id, scopes: code.scopes, lifeMs: grantLifeMs },
	});
	if (session.__typename !== 'LoginSuccess') return null;
	await platform.oauthCode.update({ where: { codeHash }, data: { sessionId: BigInt(session.viewer.sessionId) } });
	return session;
}

/** RFC 7009: the app gives back what it holds. The answer is the same whatever it was. */
export async function revokeToken(context: ApiContext, input: Input): Promise<OauthAnswer> {
	const app = await appOf(context, input);
	if (app === null) return wrong(401, 'invalid_client', 'Unknown app, or wrong secret.');
	const hash = hashOpaque(z.object({ token: text }).safeParse(input.body).data?.token ?? '');
	const known = await context.app.db.platform.refreshToken.findFirst({ where: { hash, session: { appId: app.id } } });
	if (known !== null) await endSessions(context.app, { where: { id: known.sessionId }, why: 'REVOKED' });
	return { status: 200, body: {} };
}
