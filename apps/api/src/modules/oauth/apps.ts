import { randomBytes } from 'node:crypto';
import { newOpaque } from '@meridian/auth';
import type { OauthApp } from '@meridian/db';
import { audit } from '../../audit.ts';
import { type ApiContext, may, viewerOf } from '../../context.ts';
import { apiError } from '../../graphql/errors.ts';
import { endSessions } from '../identity/revoke.ts';
import { proofTooOld } from '../shared/fresh-proof.ts';
import { forbidden, userError } from '../shared/user-errors.ts';
import type { Scope } from './scopes.ts';

const appsMax = 100;
const invalid = (field: string, message: string) => userError('InvalidInput', { code: 'INVALID_INPUT', message, path: ['input', field] });

/** The tenant's apps, revoked ones too, newest first. @throws FORBIDDEN */
export async function listApps(context: ApiContext): Promise<OauthApp[]> {
	const { tenantId } = viewerOf(context);
	if (!may(context, 'CREDENTIAL_MANAGE')) throw apiError('FORBIDDEN', 'Only an administrator may see apps.');
	return context.app.db.platform.oauthApp.findMany({ where: { tenantId }, orderBy: [{ createdAt: 'desc' }, { id: 'asc' }], take: appsMax });
}

/** Whole and exact: https, or a loopback address for a program on the person's own machine. */
function redirectProblem(text: string): string | null {
	if (!URL.canParse(text) || text.length > 500) return `${text.slice(0, 80)} is no address.`;
	const url = new URL(text);
	if (url.hash !== '' || text.includes('#') || text.includes('*')) return 'An address has no # and no *.';
	if (url.username !== '' || url.password !== '') return 'An address carries no password.';
	const loopback = url.protocol === 'http:' && (url.hostname === '127.0.0.1' || url.hostname === '[::1]');
	return url.protocol === 'https:' || loopback
		? null
		: 'An address begins with https://, or is http://127.0.0.1 for a program on the person’s own machine.';
}

export async function createApp(
	context: ApiContext,
	input: {
		readonly name: string;
		readonly redirectUris: readonly string[];
		readonly scopes: readonly Scope[];
		readonly confidential: boolean;
	},
) {
	const { tenantId, userId } = viewerOf(context);
	if (!may(context, 'CREDENTIAL_MANAGE')) return forbidden('Only an administrator may register apps.');
	const old = proofTooOld(context);
	if (old !== null) return old;
	const name = input.name.trim();
	if (name === '' || name.length > 80) return invalid('name', 'A name has 1 to 80 characters.');
	if (input.redirectUris.length === 0 || input.redirectUris.length > 10) return invalid('redirectUris', 'Name 1 to 10 addresses.');
	const problem = input.redirectUris.map(redirectProblem).find((text) => text !== null);
	if (problem != null) return invalid('redirectUris', problem);
	const { platform } = context.app.db;
	if ((await platform.oauthApp.count({ where: { tenantId, revokedAt: null } })) >= appsMax)
		return invalid('name', `At most ${appsMax} apps.`);
	const { secret, hash } = newOpaque('mos');
	const row = { id: `moa-${randomBytes(12).toString('hex')}`, tenantId, name, redirectUris: [...input.redirectUris], createdBy: userId };
	const scopes = [...new Set<Scope>(['read', ...input.scopes])];
	const app = await platform.oauthApp.create({ data: { ...row, scopes, secretHash: input.confidential ? hash : null } });
	await audit(context, { action: 'OAUTH_APP_CREATED', tenantId, userId, detail: { appId: app.id, name, scopes: scopes.join(' ') } });
	return { __typename: 'OauthAppCreated', app, secret: input.confidential ? secret : null } as const;
}

/** Ends an app and every session that it holds for people. */
export async function revokeApp(context: ApiContext, appId: string) {
	const { tenantId, userId } = viewerOf(context);
	if (!may(context, 'CREDENTIAL_MANAGE')) return forbidden('Only an administrator may revoke apps.');
	const { platform } = context.app.db;
	const revokedAt = new Date(context.app.nowMs());
	const { count } = await platform.oauthApp.updateMany({ where: { id: appId, tenantId, revokedAt: null }, data: { revokedAt } });
	const app = await platform.oauthApp.findFirst({ where: { id: appId, tenantId } });
	if (app === null) return userError('NotFound', { code: 'APP_NOT_FOUND', message: 'There is no such app.', path: ['appId'] });
	if (count > 0) {
		await endSessions(context.app, { where: { appId, tenantId }, why: 'OAUTH_APP_REVOKED' });
		await audit(context, { action: 'OAUTH_APP_REVOKED', tenantId, userId, detail: { appId } });
	}
	return { __typename: 'OauthAppRevoked', app } as const;
}
