import { randomUUID } from 'node:crypto';
import { sql } from './people.ts';

/** A paused endpoint, so that nothing is sent anywhere. */
export async function addWebhook(adminUrl: string, tenantId: number): Promise<string> {
	const id = `we-${randomUUID()}`;
	await sql(adminUrl, (query) =>
		query(`INSERT INTO platform.webhook_endpoints (id, tenant_id, url, description, events, status, secret, cursor, created_by)
			VALUES ('${id}', ${tenantId}, 'https://hooks.example/${id}', '', ARRAY['order.changed'], 'PAUSED', 'none', '{}', 1)`),
	);
	return id;
}

export async function addDelivery(adminUrl: string, endpointId: string): Promise<string> {
	const id = randomUUID();
	await sql(adminUrl, (query) =>
		query(`INSERT INTO tenant_aurora.webhook_deliveries (id, endpoint_id, event_id, event_type, payload, status, due_at)
			VALUES ('${id}', '${endpointId}', 'walk-${id}', 'order.changed', '{"walk":"${id}"}', 'FAILED', now());
			INSERT INTO tenant_aurora.webhook_attempts (delivery_id, duration_ms, status_code, error) VALUES ('${id}', 1, 500, 'answered 500')`),
	);
	return id;
}
