import { timingSafeEqual } from 'node:crypto';
import { hashOpaque, isRole } from '@meridian/auth';
import { z } from 'zod';
import { audit } from '../../audit.ts';
import type { ApiContext } from '../../context.ts';
import { isPlainText } from '../../limits/text.ts';
import { tooMany } from '../identity/login.ts';
import { openSession } from '../identity/session.ts';

/** RFC 6749's answers. */
export type TokenAnswer =
	| { readonly status: 200; readonly body: { readonly access_token: string; readonly token_type: 'Bearer'; readonly expires_in: number } }
	| {
			readonly status: 400 | 401 | 429;
			readonly body: { readonly error: string; readonly error_description: string };
			readonly retryAfterSec?: number;
	  };

const text = z.string().max(200).refine(isPlainText);
const credentials = z.object({ client_id: text.optional(), client_secret: text.optional() });
const form = credentials.extend({ grant_type: text });
const basic = /^Basic +([A-Za-z0-9+/=]{1,600})$/i;

/** The client's own name and secret: in the header, as RFC 6749 prefers, or in the form. */
function credentialsOf(authorization: string | undefined, body: z.infer<typeof credentials>): { id: string; secret: string } {
	const encoded = basic.exec(authorization ?? '')?.[1];
	if (encoded === undefined) return { id: body.client_id ?? '', secret: body.client_secret ?? '' };
	const text = Buffer.from(encoded, 'base64').toString('utf8');
	const colon = text.indexOf(':');
	return { id: text.slice(0, colon), secret: text.slice(colon + 1) };
}

/** As they came, or empty where none can be read. */
export function clientCredentials(input: { readonly authorization: string | undefined; readonly body: unknown }): {
	id: string;
	secret: string;
} {
	const parsed = credentials.safeParse(input.body ?? {});
	const found = parsed.success ? credentialsOf(input.authorization, parsed.data) : { id: '', secret: '' };
	return isPlainText(found.id) ? found : { id: '', secret: '' };
}

/**
 * OAuth 2, client credentials: an access token for a program, and no refresh token, since it can always ask again. The same answer for a client
 * that is absent, revoked, expired or of a suspended tenant, and for a wrong secret.
 */
export async function clientToken(
	context: ApiContext,
	input: { readonly authorization: string | undefined; readonly body: unknown },
): Promise<TokenAnswer> {
	const parsed = form.safeParse(input.body);
	if (!parsed.success)
		return { status: 400, body: { error: 'invalid_request', error_description: 'Send a form with grant_type=client_credentials.' } };
	if (parsed.data.grant_type !== 'client_credentials')
		return {
			status: 400,
			body: {
				error: 'unsupported_grant_type',
				error_description: 'client_credentials, authorization_code and refresh_token are offered here.',
			},
		};
	const { id, secret } = clientCredentials(input);
	const limited = await tooMany(context, `client ${id.slice(0, 100)}`);
	if (limited !== null)
		return { status: 429, body: { error: 'slow_down', error_description: limited.message }, retryAfterSec: limited.retryAfterSec };
	const { app, sourceIp } = context;
	const found = await app.db.platform.apiClient.findFirst({
		where: { id, revokedAt: null, expiresAt: { gt: new Date(app.nowMs()) }, tenant: { status: 'ACTIVE' } },
		include: { user: { include: { memberships: { where: { active: true } } } } },
	});
	const hash = Buffer.from(hashOpaque(secret));
	const fits = (kept: string | null | undefined): boolean => timingSafeEqual(hash, Buffer.from(kept ?? hashOpaque('')));
	const before = (found?.previousUntil?.getTime() ?? 0) > app.nowMs() ? found?.previousSecretHash : undefined;
	// Both are compared, always: how long it takes tells nothing.
	const [isNow, wasBefore] = [fits(found?.secretHash), fits(before)];
	const right = secret !== '' && (isNow || wasBefore);
	const membership = found?.user.memberships.find(({ tenantId }) => tenantId === found.tenantId);
	const fromThere = found === null || found.allowedIps.length === 0 || found.allowedIps.includes(sourceIp.replace(/^::ffff:/, ''));
	if (found === null || !right || !fromThere || !found.user.active || !isRole(membership?.role)) {
		context.log.warn({ clientId: id.slice(0, 100), sourceIp, fromThere }, 'an API client was refused');
		await audit(context, {
			...{ action: 'API_CLIENT_REFUSED', tenantId: found?.tenantId ?? null, userId: found?.userId ?? null },
			detail: { clientId: id.slice(0, 100), sourceIp, fromThere },
		});
		return { status: 401, body: { error: 'invalid_client', error_description: 'Unknown client, wrong secret, or not from this address.' } };
	}
	await app.loginLimiter.forgive(`client ${id}`);
	const person = { userId: found.userId, email: found.user.email, name: found.user.name };
	const session = await openSession(context, {
		person,
		belongs: { tenantId: found.tenantId, role: membership.role },
		methods: ['client_secret'],
	});
	await app.db.platform.apiClient.update({ where: { id }, data: { lastUsedAt: new Date(app.nowMs()) } });
	const expiresIn = Math.floor((session.expiresAt.getTime() - app.nowMs()) / 1_000);
	return { status: 200, body: { access_token: session.token, token_type: 'Bearer', expires_in: expiresIn } };
}
