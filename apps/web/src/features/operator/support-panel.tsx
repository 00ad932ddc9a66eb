'use client';

import { type FormEvent, useState } from 'react';
import { Button } from '../../design/button';
import { SelectField, TextField } from '../../design/field';
import { useLook } from '../../design/look-context';
import { Panel, Row } from '../../design/panel';
import { Empty } from '../../design/state';
import { Status, type StatusTone } from '../../design/status';
import { Table } from '../../design/table';
import { documents } from '../../lib/documents';
import type { Act } from '../admin/use-admin';
import { useQuery } from '../shell/session';
import { LookInside } from './look-inside';
import type { SupportRequest } from './model';

const tones = { REQUESTED: 'wait', ALLOWED: 'good', DECLINED: 'bad', ENDED: 'off' } as const satisfies Record<
	SupportRequest['state'],
	StatusTone
>;

/** An operator asks to look into a tenant, and does so once its administrator agreed. */
export function SupportPanel({ tenants, act }: { tenants: readonly { slug: string; name: string; state: string }[]; act: Act }) {
	const { t, format } = useLook();
	const { data, reload } = useQuery<{ supportRequests: readonly SupportRequest[] }>(documents.supportRequests, { everyMs: 5_000 });
	const [slug, setSlug] = useState('');
	const [reason, setReason] = useState('');
	const [hours, setHours] = useState('1');
	const [inside, setInside] = useState<{ token: string; expiresAt: string }>();
	const served = tenants.filter(({ state }) => state === 'ACTIVE' || state === 'SUSPENDED');
	const asked = served.some((tenant) => tenant.slug === slug) ? slug : (served[0]?.slug ?? '');

	async function ask(event: FormEvent): Promise<void> {
		event.preventDefault();
		if ((await act(documents.requestSupport, { slug: asked, reason, hours: Number(hours) || 0 })) === null) return;
		setReason('');
		await reload();
	}
	async function enter(requestId: string): Promise<void> {
		const answer = await act(documents.enterTenant, { requestId });
		if (answer !== null) setInside({ token: String(answer.token), expiresAt: String(answer.expiresAt) });
	}
	return (
		<Panel title={t('operator.support')} testId="support-panel">
			<p className="muted">{t('operator.supportText')}</p>
			{inside && <LookInside key={inside.token} {...inside} onLeave={() => setInside(undefined)} />}
			<form onSubmit={(event) => void ask(event)}>
				<Row align="end">
					<SelectField
						label={t('operator.tenant')}
						help={t('operator.tenantHelp')}
						value={asked}
						options={served.map((tenant) => [tenant.slug, tenant.name] as const)}
						onChange={setSlug}
						testId="support-tenant"
					/>
					<TextField
						label={t('operator.reason')}
						help={t('operator.reasonHelp')}
						value={reason}
						onChange={setReason}
						required
						testId="support-reason"
					/>
					<TextField
						label={t('operator.hours')}
						help={t('operator.hoursHelp')}
						value={hours}
						onChange={setHours}
						decimal
						required
						testId="support-hours"
					/>
					<Button submit testId="support-ask">
						{t('operator.ask')}
					</Button>
				</Row>
			</form>
			<Table
				label={t('operator.support')}
				rows={data?.supportRequests ?? []}
				keyOf={({ requestId }) => requestId}
				rowTestId="support-request"
				empty={<Empty text={t('operator.noRequests')} icon="help" />}
				columns={[
					{ id: 'tenant', title: t('operator.tenant'), value: ({ tenantName }) => tenantName },
					{ id: 'reason', title: t('operator.reason'), value: ({ reason: why }) => why },
					{
						...{ id: 'state', title: '', value: ({ state }: SupportRequest) => state },
						cell: ({ state, expiresAt }) => (
							<>
								<Status tone={tones[state]}>{t(`operator.state.${state}`)}</Status> {expiresAt !== null && format.dateTime(expiresAt)}
							</>
						),
					},
				]}
				actions={({ requestId, state, tenantName }) =>
					state === 'ALLOWED' && (
						<Button size="s" onClick={() => void enter(requestId)} testId="support-enter">
							{t('operator.enter')} <span className="sr">{tenantName}</span>
						</Button>
					)
				}
			/>
		</Panel>
	);
}
