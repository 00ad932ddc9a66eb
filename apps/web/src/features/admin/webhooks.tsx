'use client';

import { type FormEvent, useState } from 'react';
import { documents } from '../../lib/documents';
import { dateTime } from '../../lib/format';
import { Frame } from './frame';
import { type AdminInput, useAdmin } from './use-admin';

const kinds = ['order.changed', 'execution.booked', 'break.opened', 'alert.fired'] as const;
type Endpoint = {
	endpointId: string;
	url: string;
	events: string[];
	state: string;
	disabledWhy: string | null;
	oldSecretUntil: string | null;
};
type Delivery = {
	deliveryId: string;
	eventType: string;
	state: string;
	attempts: number;
	createdAt: string;
	log: { at: string; statusCode: number | null; error: string | null }[];
};
type Log = { webhookDeliveries: { edges: { node: Delivery }[] } };

/** Where programs of the organisation hear of events, and what was sent to them. */
export function Webhooks(props: AdminInput) {
	const { data, failure, act, proof } = useAdmin<{ webhookEndpoints: Endpoint[] }>(props, documents.webhooks);
	const [secret, setSecret] = useState<string>();
	const [log, setLog] = useState<{ id: string; deliveries: Delivery[] }>();

	async function showLog(id: string): Promise<void> {
		const answer = await act(documents.webhookDeliveries, { id });
		const edges = (answer as unknown as Log['webhookDeliveries'] | null)?.edges ?? [];
		setLog({ id, deliveries: edges.map(({ node }) => node) });
	}
	async function create(event: FormEvent<HTMLFormElement>): Promise<void> {
		event.preventDefault();
		const form = event.currentTarget;
		const fields = new FormData(form);
		setSecret(undefined);
		const answer = await act(documents.createWebhook, { input: { url: fields.get('url'), events: fields.getAll('events') } });
		if (answer === null) return;
		setSecret(String(answer.secret));
		form.reset();
	}
	async function rotate(id: string): Promise<void> {
		const answer = await act(documents.rotateWebhook, { id });
		if (answer !== null) setSecret(String(answer.secret));
	}

	return (
		<Frame title="Webhooks" here="/webhooks" failure={failure} proof={proof}>
			<section className="card">
				<form className="row-form" onSubmit={(event) => void create(event)}>
					<label>
						Address
						<input name="url" type="url" required placeholder="https://" maxLength={500} data-testid="webhook-url" />
					</label>
					<label>
						Events
						<select name="events" multiple required size={kinds.length} data-testid="webhook-events">
							{kinds.map((kind) => (
								<option key={kind}>{kind}</option>
							))}
						</select>
					</label>
					<button className="primary" type="submit" data-testid="webhook-create">
						Create
					</button>
				</form>
				{secret !== undefined && (
					<p className="secret">
						The secret that verifies the signatures, shown this once:
						<code data-testid="webhook-secret">{secret}</code>
					</p>
				)}
			</section>
			<div className="cards" data-testid="webhooks">
				{data?.webhookEndpoints.map((endpoint) => (
					<article key={endpoint.endpointId} className="card" data-gone={endpoint.state !== 'ACTIVE'}>
						<div>
							<strong>{endpoint.url}</strong> <span className="pill plain">{endpoint.state.toLowerCase()}</span>
							<div className="muted">{endpoint.events.join(', ')}</div>
							{endpoint.disabledWhy !== null && <div role="status">Switched off: {endpoint.disabledWhy}</div>}
							{endpoint.oldSecretUntil !== null && (
								<div className="muted">the old secret signs too until {dateTime(endpoint.oldSecretUntil)}</div>
							)}
							{log?.id === endpoint.endpointId && (
								<ul data-testid="webhook-log">
									{log.deliveries.length === 0 && <li className="muted">Nothing was sent yet.</li>}
									{log.deliveries.map((delivery) => (
										<li key={delivery.deliveryId}>
											{dateTime(delivery.createdAt)} {delivery.eventType} {delivery.state.toLowerCase()}, {delivery.attempts} attempts
											{delivery.log.at(-1)?.error != null && `: ${delivery.log.at(-1)?.error}`}{' '}
											{delivery.state !== 'PENDING' && (
												<button type="button" onClick={() => void act(documents.replayWebhook, { id: delivery.deliveryId })}>
													Send again
												</button>
											)}
										</li>
									))}
								</ul>
							)}
						</div>
						<div className="actions">
							<button type="button" onClick={() => void showLog(endpoint.endpointId)}>
								Log
							</button>
							<button type="button" onClick={() => void rotate(endpoint.endpointId)}>
								New secret
							</button>
							<button
								type="button"
								onClick={() => void act(documents.setWebhookActive, { id: endpoint.endpointId, active: endpoint.state !== 'ACTIVE' })}
							>
								{endpoint.state === 'ACTIVE' ? 'Pause' : 'Wake'}
							</button>
							<button type="button" className="danger" onClick={() => void act(documents.removeWebhook, { id: endpoint.endpointId })}>
								Remove
							</button>
						</div>
					</article>
				))}
			</div>
		</Frame>
	);
}
