'use client';

import { type FormEvent, useState } from 'react';
import { Button } from '../../design/button';
import { FormField, FormSelect } from '../../design/form-field';
import { useLook } from '../../design/look-context';
import { documents } from '../../lib/documents';
import { Frame } from './frame';
import { type AdminInput, useAdmin } from './use-admin';

const roles = ['SERVICE', 'READ_ONLY', 'QUANT', 'COMPLIANCE'] as const;
type Client = {
	clientId: string;
	name: string;
	role: string;
	allowedIps: string[];
	expiresAt: string;
	lastUsedAt: string | null;
	revokedAt: string | null;
	oldSecretUntil: string | null;
};

/** Programs that get their own tokens. */
export function Programs(props: AdminInput) {
	const { data, failure, act, proof } = useAdmin<{ apiClients: Client[] }>(props, documents.apiClients);
	const { t, code, format } = useLook();
	const [made, setMade] = useState<{ id: string; secret: string }>();

	async function rotate(id: string): Promise<void> {
		setMade(undefined);
		const answer = await act(documents.rotateApiClient, { id });
		if (answer !== null) setMade({ id, secret: String(answer.secret) });
	}
	async function create(event: FormEvent<HTMLFormElement>): Promise<void> {
		event.preventDefault();
		const form = event.currentTarget;
		const fields = new FormData(form);
		const addresses = String(fields.get('addresses') ?? '')
			.split(/[\s,]+/)
			.filter((address) => address !== '');
		setMade(undefined);
		const input = { name: fields.get('name'), role: fields.get('role'), days: Number(fields.get('days')), allowedIps: addresses };
		const answer = await act(documents.createApiClient, { input });
		if (answer === null) return;
		const client = answer.client as { clientId: string };
		setMade({ id: client.clientId, secret: String(answer.secret) });
		form.reset();
	}

	return (
		<Frame title={t('room.keys')} here="/keys" failure={failure} proof={proof}>
			<section className="card">
				<form className="row-form" onSubmit={(event) => void create(event)}>
					<FormField label={t('programs.name')} help={t('programs.nameHelp')} name="name" required maxLength={80} testId="client-name" />
					<FormSelect
						label={t('programs.role')}
						help={t('programs.roleHelp')}
						name="role"
						options={roles.map((role) => [role, code('role', role)])}
						defaultValue="SERVICE"
					/>
					<FormField
						label={t('programs.days')}
						help={t('programs.daysHelp')}
						name="days"
						type="number"
						min={1}
						max={365}
						defaultValue={90}
						required
					/>
					<FormField label={t('programs.addresses')} help={t('programs.addressesHelp')} name="addresses" />
					<Button submit tone="primary" testId="client-create">
						{t('programs.create')}
					</Button>
				</form>
				{made && (
					<p className="secret">
						{t('programs.secret')}
						<code data-testid="client-secret">
							{made.id}:{made.secret}
						</code>
					</p>
				)}
			</section>
			<div className="cards" data-testid="clients">
				{data?.apiClients.map((client) => (
					<article key={client.clientId} className="card" data-gone={client.revokedAt !== null}>
						<div>
							<strong>{client.name}</strong>{' '}
							<span className="pill plain">{client.revokedAt === null ? code('role', client.role) : t('programs.revoked')}</span>
							<div className="muted">{client.clientId}</div>
							<div className="muted">
								{[
									t('people.until', { time: format.dateTime(client.expiresAt) }),
									...(client.lastUsedAt ? [t('people.lastUsed', { time: format.dateTime(client.lastUsedAt) })] : []),
									...(client.allowedIps.length > 0 ? [t('programs.from', { addresses: client.allowedIps.join(', ') })] : []),
								].join(' · ')}
							</div>
							{client.oldSecretUntil !== null && Date.parse(client.oldSecretUntil) > Date.now() && (
								<div className="muted">{t('programs.oldUntil', { time: format.dateTime(client.oldSecretUntil) })}</div>
							)}
						</div>
						{client.revokedAt === null && (
							<div className="actions">
								<Button onClick={() => void rotate(client.clientId)} testId="client-rotate">
									{t('programs.rotate')}
								</Button>
								<Button tone="danger" onClick={() => void act(documents.revokeApiClient, { id: client.clientId })}>
									{t('programs.revoke')}
								</Button>
							</div>
						)}
					</article>
				))}
			</div>
		</Frame>
	);
}
