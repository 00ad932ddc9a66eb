'use client';

import { type FormEvent, useState } from 'react';
import { Loading } from '../../design/state';
import { documents } from '../../lib/documents';
import { dateTime } from '../../lib/format';
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

const actions: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
	ACTIVE: [
		['SUSPEND', 'Suspend'],
		['EXPORT', 'Export'],
	],
	SUSPENDED: [
		['RESUME', 'Resume'],
		['EXPORT', 'Export'],
		['DELETE', 'Delete'],
	],
	DELETED: [['RESTORE', 'Restore']],
};

/** The platform's own view: where tenants are and how they stand, and nothing that is in them. */
export function Tenants(props: AdminInput) {
	const { data, failure, act, proof } = useAdmin<Data>(props, documents.tenants);
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
		<Frame title="Tenants" here="/tenants" operator failure={failure} proof={proof}>
			<PlatformPanel />
			<section className="card">
				<form className="row-form" onSubmit={(event) => void create(event)}>
					<label>
						Name
						<input name="name" required data-testid="tenant-name" />
					</label>
					<label>
						Slug
						<input name="slug" required pattern="[a-z][a-z0-9_]*" data-testid="tenant-slug" />
					</label>
					<label>
						Base currency
						<input name="baseCurrency" required pattern="[A-Z]{3}" defaultValue="EUR" />
					</label>
					<label>
						Email of its administrator
						<input name="adminEmail" type="email" required data-testid="tenant-admin" />
					</label>
					<button className="primary" type="submit" data-testid="tenant-create">
						Create
					</button>
				</form>
				{link !== '' && (
					<p className="secret">
						Give this link to its administrator. It is shown this once and works once, for seven days:
						<code data-testid="tenant-link">{link}</code>
					</p>
				)}
			</section>
			{data === undefined && failure === '' && <Loading rows={4} />}
			<div className="cards" data-testid="tenants">
				{data?.tenants.map((tenant) => (
					<article key={tenant.slug} className="card">
						<div>
							<strong>{tenant.name}</strong> <span className="pill plain">{tenant.state.toLowerCase()}</span>
							<div className="muted">
								{tenant.slug}: {tenant.people} {tenant.people === 1 ? 'person' : 'people'}, cell {tenant.cell}, shard {tenant.shard}, schema{' '}
								{tenant.schemaVersion}
							</div>
							<div className="muted">
								since {dateTime(tenant.createdAt)}
								{tenant.purgeAfter && `, destroyed after ${dateTime(tenant.purgeAfter)}`}
							</div>
						</div>
						<div className="actions">
							<PlanSelect slug={tenant.slug} name={tenant.name} settings={tenant.settings} act={act} />
							{actions[tenant.state]?.map(([action, words]) => (
								<button
									key={action}
									type="button"
									className={['SUSPEND', 'DELETE'].includes(action) ? 'danger' : ''}
									onClick={() => void run(tenant, action)}
								>
									{sure === `${tenant.slug} ${action}` ? `${words}: sure?` : words}
								</button>
							))}
						</div>
					</article>
				))}
			</div>
			<SupportPanel tenants={data?.tenants ?? []} act={act} />
			{data && data.tenantJobs.length > 0 && (
				<>
					<h2>Jobs</h2>
					<div className="cards">
						{data.tenantJobs.slice(0, 20).map((job) => (
							<article key={job.jobId} className="card">
								<div>
									<strong>{job.kind?.toLowerCase() ?? 'unknown'}</strong> <span className="pill plain">{job.state.toLowerCase()}</span>
									<div className="muted">
										{dateTime(job.requestedAt)} {job.error}
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
