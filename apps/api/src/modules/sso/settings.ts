import { createPublicKey, randomUUID, X509Certificate } from 'node:crypto';
import { encrypt, type Role } from '@meridian/auth';
import { type IdentityProvider, settingsOf } from '@meridian/db';
import { audit } from '../../audit.ts';
import { type ApiContext, may, viewerOf } from '../../context.ts';
import { apiError } from '../../graphql/errors.ts';
import { endSessions } from '../identity/revoke.ts';
import { proofTooOld } from '../shared/fresh-proof.ts';
import { forbidden, userError } from '../shared/user-errors.ts';
import { configOf, type ProviderKind, providerConfig, secretPurpose } from './config.ts';
import { discover } from './oidc.ts';

const providersMax = 10;
const invalid = (field: string, message: string) => userError('InvalidInput', { code: 'INVALID_INPUT', message, path: ['input', field] });
const notFound = () =>
	userError('NotFound', { code: 'PROVIDER_NOT_FOUND', message: 'There is no such identity provider.', path: ['providerId'] });

/** Null: go on. What every change of how people come in needs first. */
export function mayManageIdentity(context: ApiContext) {
	if (!may(context, 'IDENTITY_MANAGE')) return forbidden('Only an administrator may change how people come in.');
	return proofTooOld(context);
}
/** @throws FORBIDDEN */
export function requireIdentity(context: ApiContext): number {
	const { tenantId } = viewerOf(context);
	if (!may(context, 'IDENTITY_MANAGE')) throw apiError('FORBIDDEN', 'Only an administrator may see how people come in.');
	return tenantId;
}

export const listProviders = (context: ApiContext): Promise<IdentityProvider[]> =>
	context.app.db.platform.identityProvider.findMany({
		where: { tenantId: requireIdentity(context), removedAt: null },
		orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
	});
const findProvider = (context: ApiContext, id: string): Promise<IdentityProvider | null> =>
	context.app.db.platform.identityProvider.findFirst({ where: { id, tenantId: viewerOf(context).tenantId, removedAt: null } });

export type ProviderInput = {
	readonly providerId?: string | null | undefined;
	readonly kind: ProviderKind;
	readonly name: string;
	readonly enabled: boolean;
	readonly issuer: string;
	readonly clientId?: string | null | undefined;
	readonly clientSecret?: string | null | undefined;
	readonly entryPoint?: string | null | undefined;
	readonly certificates?: readonly string[] | null | undefined;
	readonly roleClaim?: string | null | undefined;
	readonly roleMap?: readonly { readonly value: string; readonly role: Role }[] | null | undefined;
	readonly defaultRole?: Role | null | undefined;
};

/** Makes a provider, or changes one. A secret that is not given stays as it is; it can be set and never read. */
export async function saveProvider(context: ApiContext, input: ProviderInput) {
	const { tenantId, userId } = viewerOf(context);
	const no = mayManageIdentity(context);
	if (no !== null) return no;
	const { platform } = context.app.db;
	const before = input.providerId == null ? null : await findProvider(context, input.providerId);
	if (input.providerId != null && before === null) return notFound();
	if (before === null && (await platform.identityProvider.count({ where: { tenantId, removedAt: null } })) >= providersMax)
		return invalid('name', `At most ${providersMax} identity providers.`);
	const name = input.name.trim();
	if (name === '' || name.length > 80) return invalid('name', 'A name has 1 to 80 characters.');
	const { kind, issuer, clientId, entryPoint } = input;
	const mapping = { roleClaim: input.roleClaim ?? null, roleMap: input.roleMap ?? [], defaultRole: input.defaultRole ?? null };
	const parsed = providerConfig.safeParse({
		kind,
		issuer: issuer.trim(),
		clientId,
		entryPoint,
		certificates: input.certificates,
		...mapping,
	});
	if (!parsed.success) {
		const issue = parsed.error.issues[0];
		return invalid(String(issue?.path[0] ?? 'kind'), issue?.message ?? 'Something is wrong with the input.');
	}
	if (before !== null && before.kind !== kind) return invalid('kind', 'The kind of a provider does not change: make another.');
	const config = parsed.data;
	const bad = config.kind === 'SAML' ? config.certificates.map(certificateProblem).find((text) => text !== null) : null;
	if (bad != null) return invalid('certificates', bad);
	if (
		context.app.outgoing.reach === 'public' &&
		[config.issuer, config.kind === 'SAML' ? config.entryPoint : ''].some((url) => /^http:/i.test(url))
	)
		return invalid('issuer', 'An identity provider is reached by https.');
	const id = before?.id ?? randomUUID();
	const given = input.clientSecret?.trim();
	const secret = given
		? await encrypt(context.app.dataKeys, { plain: given, purpose: secretPurpose({ tenantId, id }) })
		: (before?.secret ?? null);
	const row = { kind, name, config, secret, enabled: input.enabled, updatedAt: new Date(context.app.nowMs()) };
	const provider = await platform.identityProvider.upsert({ where: { id }, create: { id, tenantId, ...row }, update: row });
	await audit(context, {
		action: 'IDENTITY_PROVIDER_SAVED',
		tenantId,
		userId,
		detail: { providerId: id, kind, name, enabled: input.enabled, secretSet: Boolean(given) },
	});
	return { __typename: 'IdentityProviderSaved', provider } as const;
}

export async function removeProvider(context: ApiContext, providerId: string) {
	const { tenantId, userId } = viewerOf(context);
	const no = mayManageIdentity(context);
	if (no !== null) return no;
	const provider = await findProvider(context, providerId);
	if (provider === null) return notFound();
	if (await isLastDoor(context, providerId))
		return invalid('providerId', 'Single sign-on is enforced: end that first, or nobody comes in.');
	const removedAt = new Date(context.app.nowMs());
	await context.app.db.platform.identityProvider.update({ where: { id: providerId }, data: { removedAt, enabled: false, secret: null } });
	await audit(context, { action: 'IDENTITY_PROVIDER_REMOVED', tenantId, userId, detail: { providerId } });
	return { __typename: 'IdentityProviderSaved', provider: { ...provider, enabled: false } } as const;
}

async function isLastDoor(context: ApiContext, providerId: string): Promise<boolean> {
	const { tenantId } = viewerOf(context);
	const { platform } = context.app.db;
	const { settings } = await platform.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { settings: true } });
	const others = await platform.identityProvider.count({ where: { tenantId, enabled: true, removedAt: null, id: { not: providerId } } });
	return settingsOf(settings).ssoEnforced && others === 0;
}

/** Asks the provider for its description, or looks at its certificates, as a sign-in would, and says what is found. */
export async function testProvider(context: ApiContext, providerId: string) {
	const no = mayManageIdentity(context);
	if (no !== null) return no;
	const provider = await findProvider(context, providerId);
	if (provider === null) return notFound();
	const config = configOf(provider);
	const found = (ok: boolean, detail: string) => ({ __typename: 'IdentityProviderTested', ok, detail }) as const;
	if (config.kind === 'SAML') {
		const until = config.certificates.map((text) => new X509Certificate(text).validToDate);
		const good = until.filter((date) => date.getTime() > context.app.nowMs());
		return found(
			good.length > 0,
			`Certificates are good until ${until.map((date) => date.toISOString().slice(0, 10)).join(', ')}. Whether it signs with them shows the first sign-in.`,
		);
	}
	try {
		const server = (await discover(context.app, { provider, config })).serverMetadata();
		const keys = server.jwks_uri === undefined ? null : await context.app.outgoing.fetch(server.jwks_uri);
		if (keys?.status !== 200) return found(false, `Its keys at ${server.jwks_uri ?? '(no address)'} could not be read.`);
		if (!server.code_challenge_methods_supported?.includes('S256'))
			return found(true, `${server.issuer} answers. It does not say that it knows PKCE; it is sent all the same.`);
		return found(true, `${server.issuer} answers, and knows PKCE.`);
	} catch (error) {
		const reason = error instanceof Error && error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : String(error);
		return found(false, reason.slice(0, 300));
	}
}

/** From now on everybody comes by the provider, and sessions that were opened by password end; administrators with a second factor stay. */
export async function enforceSso(context: ApiContext, enforced: boolean) {
	const { tenantId, userId } = viewerOf(context);
	const no = mayManageIdentity(context);
	if (no !== null) return no;
	const { platform } = context.app.db;
	const doors = await platform.identityProvider.count({ where: { tenantId, enabled: true, removedAt: null } });
	const domains = await platform.tenantDomain.count({ where: { tenantId, verifiedAt: { not: null }, removedAt: null } });
	if (enforced && (doors === 0 || domains === 0))
		return userError('InvalidInput', {
			code: 'NO_DOOR',
			message: 'Enable a provider and prove a domain first: nobody could come in.',
			path: ['enforced'],
		});
	const factor = { confirmedAt: { not: null }, removedAt: null };
	const admins = { memberships: { some: { tenantId, role: 'TENANT_ADMIN', active: true } }, factors: { some: factor } } as const;
	if (enforced && (await platform.user.count({ where: { active: true, ...admins } })) === 0)
		return userError('InvalidInput', {
			...{ code: 'NO_KEY', path: ['enforced'] },
			message: 'First let an administrator set up a second factor: when the provider is out, only such a one comes in.',
		});
	await platform.$transaction(async (tx) => {
		await tx.$queryRaw`SELECT 1 FROM "platform"."tenants" WHERE "id" = ${tenantId} FOR UPDATE`;
		const { settings } = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { settings: true } });
		await tx.tenant.update({ where: { id: tenantId }, data: { settings: { ...settingsOf(settings), ssoEnforced: enforced } } });
	});
	if (enforced) {
		const byPassword = { tenantId, methods: { hasSome: ['password', 'invitation'] }, user: { NOT: admins } };
		await endSessions(context.app, { where: byPassword, why: 'SSO_ENFORCED' });
	}
	await audit(context, { action: 'SSO_ENFORCED', tenantId, userId, detail: { enforced } });
	return { __typename: 'SsoEnforced', enforced } as const;
}

function certificateProblem(text: string): string | null {
	try {
		const key = createPublicKey(new X509Certificate(text).toString());
		const bits = key.asymmetricKeyDetails?.modulusLength;
		return bits !== undefined && bits < 2_048 ? 'The key of a certificate has at least 2,048 bits.' : null;
	} catch {
		return 'A certificate is PEM: -----BEGIN CERTIFICATE-----, lines, -----END CERTIFICATE-----.';
	}
}
