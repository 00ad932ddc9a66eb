'use client';

import { type FormEvent, useState } from 'react';
import { Button } from '../../design/button';
import { FormField } from '../../design/form-field';
import { useLook } from '../../design/look-context';
import { Loading } from '../../design/state';
import { documents } from '../../lib/documents';
import { PlanSelect } from '../operator/plan-select';
import { PlatformPanel } from '../operator/platform-panel';
import { SupportPanel } from '../operator/support-panel';
import { Frame } from './frame';
import { type AdminInput, useAdmin } from './use-admin';

type Tenant = {
	slug: string;
	name: string;
	state: string;
	cell: string;
	shard: number;
	schemaVersion: number;
	people: number;
	/** JSON. */
	settings: string;
	createdAt: string;
	purgeAfter: string | null;
};
type Job = { jobId: string; kind: string | null; state: string; error: string | null; requestedAt: string };
type Data = { tenants: Tenant[]; tenantJobs: Job[] };

type Action = 'SUSPEND' | 'RESUME' | 'EXPORT' | 'DELETE' | 'RESTORE';
const actions: Readonly<Record<string, readonly Action[]>> = {
	ACTIVE: ['SUSPEND', 'EXPORT'],
	SUSPENDED: ['RESUME', 'EXPORT', 'DELETE'],
	DELETED: ['RESTORE'],
};

/** The platform's own view: where tenants are and how they stand, and nothing that is in them. */
export function Tenants(props: AdminInput) {
	const { data, failure, act, proof } = useAdmin<Data>(props, documents.tenants);
	const { t, code, format } = useLook();
	const [link, setLink] = useState('');
	const [sure, setSure] = useState('');

	async function create(event: FormEvent<HTMLFormElement>): Promise<void> {
		event.preventDefault();
		const form = event.currentTarget;
		setLink('');
		const answer = await act(documents.createTenant, { input: Object.fromEntries(new FormData(form)) });
		if (answer === null) return;
		setLink(String(answer.link));
		form.reset();
	}
	/** What takes orders back or data away is asked twice. */
	async function run(tenant: Tenant, action: string): Promise<void> {
		const key = `${tenant.slug} ${action}`;
		if (['SUSPEND', 'DELETE'].includes(action) && sure !== key) return setSure(key);
		setSure('');
		await act(documents.actOnTenant, { slug: tenant.slug, action });
	}

	return (
		<Frame title={t('room.tenants')} here="/tenants" operator failure={failure} proof={proof}>
			<PlatformPanel />
			<section className="card">
				<form className="row-form" onSubmit={(event) => void create(event)}>
					<FormField label={t('tenants.name')} help={t('tenants.nameHelp')} name="name" required testId="tenant-name" />
					<FormField
						label={t('tenants.slug')}
						help={t('tenants.slugHelp')}
						name="slug"
						required
						pattern="[a-z][a-z0-9_]*"
						testId="tenant-slug"
					/>
					<FormField
						label={t('tenants.currency')}
						help={t('tenants.currencyHelp')}
						name="baseCurrency"
						required
						pattern="[A-Z]{3}"
						defaultValue="EUR"
					/>
					<FormField
						label={t('tenants.admin')}
						help={t('tenants.adminHelp')}
						name="adminEmail"
						type="email"
						required
						testId="tenant-admin"
					/>
					<Button submit tone="primary" testId="tenant-create">
						{t('tenants.create')}
					</Button>
				</form>
				{link !== '' && (
					<p className="secret">
						{t('tenants.link')}
						<code data-testid="tenant-link">{link}</code>
					</p>
				)}
			</section>
			{data === undefined && failure === '' && <Loading rows={4} />}
			<div className="cards" data-testid="tenants">
				{data?.tenants.map((tenant) => (
					<article key={tenant.slug} className="card">
						<div>
							<strong>{tenant.name}</strong> <span className="pill plain">{code('tenant', tenant.state)}</span>
							<div className="muted">
								{t(tenant.people === 1 ? 'tenants.whereOne' : 'tenants.where', {
									...{ slug: tenant.slug, people: format.number(tenant.people) },
									...{ cell: tenant.cell, shard: tenant.shard, version: tenant.schemaVersion },
								})}
							</div>
							<div className="muted">
								{[
									t('tenants.since', { time: format.dateTime(tenant.createdAt) }),
									...(tenant.purgeAfter ? [t('tenants.purge', { time: format.dateTime(tenant.purgeAfter) })] : []),
								].join(' · ')}
							</div>
						</div>
						<div className="actions">
							<PlanSelect slug={tenant.slug} name={tenant.name} settings={tenant.settings} act={act} />
							{actions[tenant.state]?.map((action) => (
								<Button
									key={action}
									tone={['SUSPEND', 'DELETE'].includes(action) ? 'danger' : 'plain'}
									onClick={() => void run(tenant, action)}
								>
									{sure === `${tenant.slug} ${action}` ? t('tenants.sure', { act: t(`tenants.${action}`) }) : t(`tenants.${action}`)}
								</Button>
							))}
						</div>
					</article>
				))}
			</div>
			<SupportPanel tenants={data?.tenants ?? []} act={act} />
			{data && data.tenantJobs.length > 0 && (
				<>
					<h2>{t('tenants.jobs')}</h2>
					<div className="cards">
						{data.tenantJobs.slice(0, 20).map((job) => (
							<article key={job.jobId} className="card">
								<div>
									<strong>{job.kind === null ? t('tenants.unknownJob') : code('job', job.kind)}</strong>{' '}
									<span className="pill plain">{code('work', job.state)}</span>
									<div className="muted">
										{format.dateTime(job.requestedAt)} {job.error}
									</div>
								</div>
							</article>
						))}
					</div>
				</>
			)}
		</Frame>
	);
}
