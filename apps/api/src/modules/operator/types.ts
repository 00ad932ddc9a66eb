import { jobKinds, type Tenant, type TenantJob } from '@meridian/db';
import { builder } from '../../graphql/builder.ts';
import { invalidInputRef, notFoundRef, proofRequiredRef } from '../shared/user-errors.ts';
import type { TenantAction } from './service.ts';

export type OperatedTenant = Tenant & { readonly _count: { readonly memberships: number } };
const stateEnum = builder.enumType('TenantState', { values: ['PROVISIONING', 'ACTIVE', 'SUSPENDED', 'DELETED'] as const });

export const operatedTenantRef = builder.objectRef<OperatedTenant>('OperatedTenant').implement({
	description: 'A tenant as the platform sees it: where it is and how it stands, and nothing that is in it.',
	fields: (t) => ({
		slug: t.exposeString('slug'),
		name: t.exposeString('name'),
		state: t.expose('status', { type: stateEnum }),
		cell: t.exposeString('cell', { description: 'The database that holds it.' }),
		shard: t.exposeInt('shard'),
		schemaVersion: t.exposeInt('schemaVersion'),
		configVersion: t.exposeInt('configVersion'),
		people: t.int({ resolve: ({ _count }) => _count.memberships }),
		settings: t.string({ description: 'JSON.', resolve: ({ settings }) => JSON.stringify(settings) }),
		createdAt: t.expose('createdAt', { type: 'DateTime' }),
		purgeAfter: t.expose('purgeAfter', { type: 'DateTime', nullable: true, description: 'Of a deleted one: the end of its grace.' }),
	}),
});

const kindEnum = builder.enumType('TenantJobKind', { values: jobKinds });
const jobStateEnum = builder.enumType('TenantJobState', { values: ['QUEUED', 'RUNNING', 'DONE', 'FAILED'] as const });
const kinds = new Map(jobKinds.map((kind) => [String(kind), kind]));
const states = { QUEUED: 'QUEUED', RUNNING: 'RUNNING', DONE: 'DONE' } as const;
export const jobRef = builder.objectRef<TenantJob>('TenantJob').implement({
	fields: (t) => ({
		jobId: t.string({ resolve: ({ id }) => id.toString() }),
		kind: t.field({ type: kindEnum, nullable: true, resolve: ({ kind }) => kinds.get(kind) ?? null }),
		state: t.field({
			type: jobStateEnum,
			resolve: ({ status }) => (status === 'QUEUED' || status === 'RUNNING' || status === 'DONE' ? states[status] : 'FAILED'),
		}),
		error: t.exposeString('error', { nullable: true }),
		result: t.string({ nullable: true, description: 'JSON.', resolve: ({ result }) => (result === null ? null : JSON.stringify(result)) }),
		requestedAt: t.expose('requestedAt', { type: 'DateTime' }),
		finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true }),
	}),
});

const createdRef = builder
	.objectRef<{ readonly __typename: 'CreateTenantSuccess'; readonly job: TenantJob; readonly link: string }>('CreateTenantSuccess')
	.implement({
		fields: (t) => ({
			job: t.expose('job', { type: jobRef, description: 'Not done yet where it took longer than three seconds: look at tenantJobs.' }),
			link: t.exposeString('link', { description: 'For its first administrator, shown this once; it works as soon as the job is done.' }),
		}),
	});
const requestedRef = builder
	.objectRef<{ readonly __typename: 'TenantActionRequested'; readonly job: TenantJob }>('TenantActionRequested')
	.implement({ fields: (t) => ({ job: t.expose('job', { type: jobRef }) }) });
const configuredRef = builder
	.objectRef<{ readonly __typename: 'TenantConfigured'; readonly settings: string }>('TenantConfigured')
	.implement({ fields: (t) => ({ settings: t.exposeString('settings') }) });

export const createTenantResultRef = builder.unionType('CreateTenantResult', { types: [createdRef, invalidInputRef, proofRequiredRef] });
export const actOnTenantResultRef = builder.unionType('ActOnTenantResult', {
	types: [requestedRef, invalidInputRef, notFoundRef, proofRequiredRef],
});
export const configureTenantResultRef = builder.unionType('ConfigureTenantResult', {
	types: [configuredRef, invalidInputRef, notFoundRef],
});

const actions = ['SUSPEND', 'RESUME', 'DELETE', 'RESTORE', 'EXPORT'] as const satisfies readonly TenantAction[];
export const tenantActionEnum = builder.enumType('TenantAction', { values: actions });
export const createTenantInputRef = builder.inputType('CreateTenantInput', {
	fields: (t) => ({
		slug: t.string({ required: true, description: 'a-z 0-9 _, begins with a letter; it names the schema and never changes.' }),
		name: t.string({ required: true }),
		baseCurrency: t.string({ required: true }),
		adminEmail: t.string({ required: true }),
		cell: t.string({ description: 'The database that gets it; absent: the main one.' }),
	}),
});
