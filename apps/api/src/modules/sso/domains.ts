import { randomUUID } from 'node:crypto';
import { newOpaque } from '@meridian/auth';
import { PlatformPrisma, type TenantDomain } from '@meridian/db';
import { z } from 'zod';
import { audit } from '../../audit.ts';
import { type ApiContext, viewerOf } from '../../context.ts';
import { userError } from '../shared/user-errors.ts';
import { mayManageIdentity, requireIdentity } from './settings.ts';

const domainsMax = 20;
const domainShape = z.hostname().max(253).regex(/\./, 'a domain has a dot');
const invalid = (code: string, message: string) => userError('InvalidInput', { code, message, path: ['domain'] });
const notFound = () => userError('NotFound', { code: 'DOMAIN_NOT_FOUND', message: 'There is no such domain here.', path: ['domain'] });

/** The TXT record that proves a domain. */
export const recordOf = ({ domain, token }: Pick<TenantDomain, 'domain' | 'token'>) => ({
	name: `_meridian.${domain}`,
	value: `meridian-verification=${token}`,
});

export const listDomains = (context: ApiContext): Promise<TenantDomain[]> =>
	context.app.db.platform.tenantDomain.findMany({
		where: { tenantId: requireIdentity(context), removedAt: null },
		orderBy: [{ domain: 'asc' }, { id: 'asc' }],
	});
const find = (context: ApiContext, domain: string) =>
	context.app.db.platform.tenantDomain.findFirst({
		where: { tenantId: viewerOf(context).tenantId, domain: domain.trim().toLowerCase(), removedAt: null },
	});

/** Says which record proves a domain. Any tenant may try any domain: only who holds its name servers can prove it. */
export async function addDomain(context: ApiContext, given: string) {
	const { tenantId, userId } = viewerOf(context);
	const no = mayManageIdentity(context);
	if (no !== null) return no;
	const domain = domainShape.safeParse(given.trim().toLowerCase()).data;
	if (domain === undefined) return invalid('INVALID_INPUT', 'A domain is what stands behind the @, like example.com.');
	const { platform } = context.app.db;
	const before = await find(context, domain);
	if (before !== null) return { __typename: 'DomainChanged', domain: before } as const;
	if ((await platform.tenantDomain.count({ where: { tenantId, removedAt: null } })) >= domainsMax)
		return invalid('INVALID_INPUT', `At most ${domainsMax} domains.`);
	const row = await platform.tenantDomain.create({ data: { id: randomUUID(), tenantId, domain, token: newOpaque('mdv').secret } });
	await audit(context, { action: 'DOMAIN_ADDED', tenantId, userId, detail: { domain } });
	return { __typename: 'DomainChanged', domain: row } as const;
}

/** Looks for the record. */
export async function verifyDomain(context: ApiContext, given: string) {
	const { tenantId, userId } = viewerOf(context);
	const no = mayManageIdentity(context);
	if (no !== null) return no;
	const row = await find(context, given);
	if (row === null) return notFound();
	const { name, value } = recordOf(row);
	const records = await context.app.outgoing.txt(name).catch((error: unknown) => {
		context.log.warn({ err: error, tenantId, name }, 'a record could not be looked up');
		return null;
	});
	if (records === null) return invalid('DNS_SILENT', 'The name servers did not answer. Try again in a moment.');
	if (!records.includes(value))
		return invalid('RECORD_MISSING', `There is no TXT record ${name} with ${value} yet; it may take a while until it is seen.`);
	const verifiedAt = row.verifiedAt ?? new Date(context.app.nowMs());
	try {
		await context.app.db.platform.tenantDomain.update({ where: { id: row.id }, data: { verifiedAt } });
	} catch (error) {
		if (error instanceof PlatformPrisma.PrismaClientKnownRequestError && error.code === 'P2002')
			return invalid('DOMAIN_TAKEN', 'Another institution has proved this domain. Ask Meridian’s support if it is yours.');
		throw error;
	}
	await audit(context, { action: 'DOMAIN_VERIFIED', tenantId, userId, detail: { domain: row.domain } });
	return { __typename: 'DomainChanged', domain: { ...row, verifiedAt } } as const;
}

export async function removeDomain(context: ApiContext, given: string) {
	const { tenantId, userId } = viewerOf(context);
	const no = mayManageIdentity(context);
	if (no !== null) return no;
	const row = await find(context, given);
	if (row === null) return notFound();
	await context.app.db.platform.tenantDomain.update({ where: { id: row.id }, data: { removedAt: new Date(context.app.nowMs()) } });
	await audit(context, { action: 'DOMAIN_REMOVED', tenantId, userId, detail: { domain: row.domain } });
	return { __typename: 'DomainChanged', domain: row } as const;
}
