'use client';

import { type FormEvent, useState } from 'react';
import { Button } from '../../design/button';
import { FormField, FormSelect } from '../../design/form-field';
import { useLook } from '../../design/look-context';
import { documents } from '../../lib/documents';
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
	const { t, code, format } = useLook();
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
		<Frame title={t('room.webhooks')} here="/webhooks" failure={failure} proof={proof}>
			<section className="card">
				<form className="row-form" onSubmit={(event) => void create(event)}>
					<FormField
						label={t('webhooks.address')}
						help={t('webhooks.addressHelp')}
						name="url"
						type="url"
						required
						placeholder="https://"
						maxLength={500}
						testId="webhook-url"
					/>
					<FormSelect
						label={t('webhooks.events')}
						help={t('webhooks.eventsHelp')}
						name="events"
						options={kinds.map((kind) => [kind, kind])}
						many
						required
						testId="webhook-events"
					/>
					<Button submit tone="primary" testId="webhook-create">
						{t('webhooks.create')}
					</Button>
				</form>
				{secret !== undefined && (
					<p className="secret">
						{t('webhooks.secret')}
						<code data-testid="webhook-secret">{secret}</code>
					</p>
				)}
			</section>
			<div className="cards" data-testid="webhooks">
				{data?.webhookEndpoints.map((endpoint) => (
					<article key={endpoint.endpointId} className="card" data-gone={endpoint.state !== 'ACTIVE'}>
						<div>
							<strong>{endpoint.url}</strong> <span className="pill plain">{code('endpoint', endpoint.state)}</span>
							<div className="muted">{endpoint.events.join(', ')}</div>
							{endpoint.disabledWhy !== null && <div role="status">{t('webhooks.off', { why: endpoint.disabledWhy })}</div>}
							{endpoint.oldSecretUntil !== null && (
								<div className="muted">{t('webhooks.oldUntil', { time: format.dateTime(endpoint.oldSecretUntil) })}</div>
							)}
							{log?.id === endpoint.endpointId && (
								<ul data-testid="webhook-log">
									{log.deliveries.length === 0 && <li className="muted">{t('webhooks.nothing')}</li>}
									{log.deliveries.map((delivery) => (
										<li key={delivery.deliveryId}>
											{t('webhooks.line', {
												time: format.dateTime(delivery.createdAt),
												event: delivery.eventType,
												state: code('delivery', delivery.state),
												attempts: delivery.attempts,
											})}
											{delivery.log.at(-1)?.error != null && `: ${delivery.log.at(-1)?.error}`}{' '}
											{delivery.state !== 'PENDING' && (
												<Button onClick={() => void act(documents.replayWebhook, { id: delivery.deliveryId })}>
													{t('webhooks.again')}
												</Button>
											)}
										</li>
									))}
								</ul>
							)}
						</div>
						<div className="actions">
							<Button onClick={() => void showLog(endpoint.endpointId)}>{t('webhooks.log')}</Button>
							<Button onClick={() => void rotate(endpoint.endpointId)}>{t('webhooks.rotate')}</Button>
							<Button
								onClick={() => void act(documents.setWebhookActive, { id: endpoint.endpointId, active: endpoint.state !== 'ACTIVE' })}
							>
								{t(endpoint.state === 'ACTIVE' ? 'webhooks.pause' : 'webhooks.wake')}
							</Button>
							<Button tone="danger" onClick={() => void act(documents.removeWebhook, { id: endpoint.endpointId })}>
								{t('webhooks.remove')}
							</Button>
						</div>
					</article>
				))}
			</div>
		</Frame>
	);
}
