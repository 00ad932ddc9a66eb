'use client';

import { type FormEvent, useState } from 'react';
import { useLook } from '../../design/look-context';
import { documents } from '../../lib/documents';
import { dateTime } from '../../lib/format';
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
const words = (role: string): string => role.toLowerCase().replaceAll('_', ' ');

/** Programs that get their own tokens. */
export function Programs(props: AdminInput) {
	const { data, failure, act, proof } = useAdmin<{ apiClients: Client[] }>(props, documents.apiClients);
	const { t } = useLook();
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
		<Frame title="Programs" here="/keys" failure={failure} proof={proof}>
			<section className="card">
				<form className="row-form" onSubmit={(event) => void create(event)}>
					<label>
						Name
						<input name="name" required maxLength={80} data-testid="client-name" />
					</label>
					<label>
						Role
						<select name="role" defaultValue="SERVICE">
							{roles.map((role) => (
								<option key={role} value={role}>
									{words(role)}
								</option>
							))}
						</select>
					</label>
					<label>
						Good for days
						<input name="days" type="number" min={1} max={365} defaultValue={90} required />
					</label>
					<label>
						Addresses, none for any
						<input name="addresses" />
					</label>
					<button className="primary" type="submit" data-testid="client-create">
						Create
					</button>
				</form>
				{made && (
					<p className="secret">
						Its name and its secret, which is shown this once:
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
							<span className="pill plain">{client.revokedAt === null ? words(client.role) : 'revoked'}</span>
							<div className="muted">{client.clientId}</div>
							<div className="muted">
								until {dateTime(client.expiresAt)}
								{client.lastUsedAt && `, last used ${dateTime(client.lastUsedAt)}`}
								{client.allowedIps.length > 0 && `, from ${client.allowedIps.join(', ')}`}
							</div>
							{client.oldSecretUntil !== null && Date.parse(client.oldSecretUntil) > Date.now() && (
								<div className="muted">{t('programs.oldUntil', { time: dateTime(client.oldSecretUntil) })}</div>
							)}
						</div>
						{client.revokedAt === null && (
							<div className="actions">
								<button type="button" onClick={() => void rotate(client.clientId)} data-testid="client-rotate">
									{t('programs.rotate')}
								</button>
								<button type="button" className="danger" onClick={() => void act(documents.revokeApiClient, { id: client.clientId })}>
									Revoke
								</button>
							</div>
						)}
					</article>
				))}
			</div>
		</Frame>
	);
}
