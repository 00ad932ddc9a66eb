import { newOpaque } from '@meridian/auth';
import { type JobKind, jobInputs, type PlatformPrisma, settingsOf, type TenantJob, tenantSettings } from '@meridian/db';
import { audit } from '../../audit.ts';
import { type ApiContext, operatorOf } from '../../context.ts';
import { proofTooOld } from '../shared/fresh-proof.ts';
import { userError } from '../shared/user-errors.ts';
import type { OperatedTenant } from './types.ts';

const waitMs = 3_000;
const lookMs = 25;
const invalid = (field: string, message: string) => userError('InvalidInput', { code: 'INVALID_INPUT', message, path: ['input', field] });

/** Every tenant that still has its data, and where it is. No row of any tenant is read. */
export async function listTenants(context: ApiContext): Promise<OperatedTenant[]> {
	operatorOf(context);
	return context.app.db.platform.tenant.findMany({
		where: { purgedAt: null },
		include: { _count: { select: { memberships: { where: { active: true } } } } },
		orderBy: { id: 'asc' },
	});
}

/** The newest jobs first. */
export function listJobs(context: ApiContext): Promise<TenantJob[]> {
	operatorOf(context);
	return context.app.db.platform.tenantJob.findMany({ orderBy: { id: 'desc' }, take: 100 });
}

/** Hands a job to the control process, which alone may do it, and waits a moment for its end. */
async function request(
	context: ApiContext,
	input: { readonly kind: JobKind; readonly tenantId: number | null; readonly input: PlatformPrisma.InputJsonObject },
) {
	const { userId } = operatorOf(context);
	const { platform } = context.app.db;
	const { correlationId } = context;
	const { kind, tenantId } = input;
	const made = await platform.tenantJob.create({ data: { kind, tenantId, input: input.input, requestedBy: userId, correlationId } });
	await audit(context, { action: 'TENANT_JOB_REQUESTED', tenantId, userId, detail: { job: made.id.toString(), kind } });
	const until = performance.now() + waitMs;
	for (;;) {
		const job = await platform.tenantJob.findUniqueOrThrow({ where: { id: made.id } });
		if (job.finishedAt !== null || performance.now() > until) return job;
		await new Promise((resolve) => setTimeout(resolve, lookMs));
	}
}

export async function createTenant(
	context: ApiContext,
	input: {
		readonly slug: string;
		readonly name: string;
		readonly baseCurrency: string;
		readonly adminEmail: string;
		readonly cell?: string | null | undefined;
	},
) {
	operatorOf(context);
	const old = proofTooOld(context);
	if (old !== null) return old;
	const { secret, hash } = newOpaque('min');
	const { cell, ...rest } = input;
	const parsed = jobInputs.CREATE.safeParse({ ...rest, ...(cell == null ? {} : { cell }), tokenHash: hash });
	if (!parsed.success) {
		const issue = parsed.error.issues[0];
		return invalid(String(issue?.path[0] ?? ''), issue?.message ?? 'Something is wrong with the input.');
	}
	const taken = await context.app.db.platform.tenant.count({ where: { slug: parsed.data.slug } });
	if (taken > 0) return invalid('slug', 'There is a tenant with this slug already.');
	const job = await request(context, { kind: 'CREATE', tenantId: null, input: parsed.data });
	// Behind the #: browsers send it to no server and to no other page.
	return { __typename: 'CreateTenantSuccess', job, link: `${context.app.webOrigins[0] ?? ''}/join#${secret}` } as const;
}

export type TenantAction = Exclude<JobKind, 'CREATE'>;
/** Which states an action is for, so that a wrong one is told at once. */
const from: Readonly<Record<TenantAction, readonly string[]>> = {
	SUSPEND: ['ACTIVE'],
	RESUME: ['SUSPENDED'],
	DELETE: ['SUSPENDED'],
	RESTORE: ['DELETED'],
	EXPORT: ['ACTIVE', 'SUSPENDED', 'DELETED'],
};

export async function actOnTenant(context: ApiContext, input: { readonly slug: string; readonly action: TenantAction }) {
	operatorOf(context);
	const old = proofTooOld(context);
	if (old !== null) return old;
	const tenant = await context.app.db.platform.tenant.findFirst({ where: { slug: input.slug, purgedAt: null } });
	if (tenant === null) return userError('NotFound', { code: 'TENANT_NOT_FOUND', message: 'There is no such tenant.', path: ['slug'] });
	if (!from[input.action].includes(tenant.status))
		return invalid('action', `${input.action} is for a tenant that is ${from[input.action].join(' or ')}; this one is ${tenant.status}.`);
	return {
		__typename: 'TenantActionRequested',
		job: await request(context, { kind: input.action, tenantId: tenant.id, input: {} }),
	} as const;
}

/** Changes what is given and keeps the rest. The gateway hears of it with the next configuration. */
export async function configureTenant(context: ApiContext, input: { readonly slug: string; readonly settings: string }) {
	const { userId } = operatorOf(context);
	const { platform } = context.app.db;
	const tenant = await platform.tenant.findFirst({ where: { slug: input.slug, purgedAt: null } });
	if (tenant === null) return userError('NotFound', { code: 'TENANT_NOT_FOUND', message: 'There is no such tenant.', path: ['slug'] });
	const change = parseObject(input.settings);
	const parsed = change === null ? null : tenantSettings.strict().safeParse({ ...settingsOf(tenant.settings), ...change });
	if (parsed?.success !== true)
		return invalid('settings', parsed?.error.issues[0]?.message ?? 'settings is a JSON object like {"timeZone":"Europe/Zurich"}.');
	await platform.tenant.update({ where: { id: tenant.id }, data: { settings: parsed.data, configVersion: { increment: 1 } } });
	context.app.db.forgetTenant(tenant.id);
	await audit(context, { action: 'TENANT_CONFIGURED', tenantId: tenant.id, userId, detail: { settings: JSON.stringify(change) } });
	return { __typename: 'TenantConfigured', settings: JSON.stringify(parsed.data) } as const;
}

function parseObject(text: string): Record<string, unknown> | null {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
	} catch {
		return null;
	}
}
