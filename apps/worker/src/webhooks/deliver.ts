import { decrypt, type KeyProvider } from '@meridian/auth';
import { type Db, type WebhookEndpoint, webhookSecretPurpose } from '@meridian/db';
import type { Logger } from '@meridian/telemetry';
import { webhookJob } from './dispatch.ts';
import { post } from './send.ts';
import { signed } from './sign.ts';

/** Between attempts, in seconds: about three days in all. */
export const scheduleSec: readonly number[] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
/** So many deliveries given up in a row switch an endpoint off. */
const failuresMax = 5;
/** Of one endpoint at a time: one that is slow holds up no other. */
const inFlightMax = 4;
const timeoutMs = 10_000;

export type Delivering = {
	readonly db: Db;
	readonly dataKeys: KeyProvider;
	readonly allow: ReadonlySet<string>;
	readonly schedule: readonly number[];
	readonly log: Logger;
	readonly inFlight: Map<string, number>;
};

/** Done, or when to look again. */
export type Delivered = { readonly againInMs: number | null };
const done: Delivered = { againInMs: null };

/** One attempt at one delivery, and what follows from it. The row says where it stands; the job only says when to look. */
export async function deliver(data: unknown, work: Delivering): Promise<Delivered> {
	const { tenantId, deliveryId } = webhookJob.parse(data);
	const { db, inFlight } = work;
	const own = db.forTenant(tenantId);
	const delivery = await own.webhookDelivery.findFirst({ where: { id: deliveryId, status: 'PENDING' } });
	if (delivery === null) return done;
	const endpoint = await db.platform.webhookEndpoint.findFirst({ where: { id: delivery.endpointId, tenantId } });
	// Of one that is paused or off the rows wait; who wakes it has them queued again.
	if (endpoint === null || endpoint.status !== 'ACTIVE') return done;
	const running = inFlight.get(endpoint.id) ?? 0;
	if (running >= inFlightMax) return { againInMs: 200 };
	inFlight.set(endpoint.id, running + 1);
	try {
		const atSec = Math.floor(Date.now() / 1_000);
		const headers = signed({ id: delivery.eventId, atSec, body: delivery.payload, secrets: await secretsOf(endpoint, work) });
		const sent = await post(endpoint.url, { headers, body: delivery.payload, allow: work.allow, timeoutMs });
		const { durationMs, statusCode, error } = sent;
		await own.webhookAttempt.create({ data: { deliveryId, durationMs, statusCode, error } });
		const attempts = delivery.attempts + 1;
		if (error === null) {
			await own.webhookDelivery.update({ where: { id: deliveryId }, data: { status: 'DELIVERED', attempts, deliveredAt: new Date() } });
			if (endpoint.failures > 0)
				await db.platform.webhookEndpoint.updateMany({ where: { id: endpoint.id, tenantId }, data: { failures: 0 } });
			return done;
		}
		const waitSec = work.schedule[delivery.attempts];
		if (statusCode === 410) return await giveUp(endpoint, { work, deliveryId, attempts, why: 'it answered 410 Gone' });
		if (waitSec === undefined) return await giveUp(endpoint, { work, deliveryId, attempts, why: null });
		// A little apart, so that what failed together does not come back together.
		const againInMs = Math.round(waitSec * 1_000 * (1 + Math.random() / 10));
		await own.webhookDelivery.update({ where: { id: deliveryId }, data: { attempts, dueAt: new Date(Date.now() + againInMs) } });
		return { againInMs };
	} finally {
		const left = (inFlight.get(endpoint.id) ?? 1) - 1;
		if (left === 0) inFlight.delete(endpoint.id);
		else inFlight.set(endpoint.id, left);
	}
}

async function secretsOf(endpoint: WebhookEndpoint, { dataKeys }: Delivering): Promise<string[]> {
	const { secret, previousSecret, previousUntil } = endpoint;
	const isKept = previousSecret !== null && previousUntil !== null && previousUntil.getTime() > Date.now();
	const texts = isKept ? [secret, previousSecret] : [secret];
	return Promise.all(texts.map((text) => decrypt(dataKeys, { text, purpose: webhookSecretPurpose(endpoint.id) })));
}

/** @param input.why what switches the endpoint off at once; null: only too many in a row do */
async function giveUp(
	{ id, tenantId }: WebhookEndpoint,
	input: { readonly work: Delivering; readonly deliveryId: string; readonly attempts: number; readonly why: string | null },
): Promise<Delivered> {
	const { work, deliveryId, attempts } = input;
	const { db, log } = work;
	await db.forTenant(tenantId).webhookDelivery.update({ where: { id: deliveryId }, data: { status: 'FAILED', attempts } });
	const { failures } = await db.platform.webhookEndpoint.update({
		where: { id },
		data: { failures: { increment: 1 } },
		select: { failures: true },
	});
	const why = input.why ?? (failures >= failuresMax ? `${failures} deliveries in a row could not be made` : null);
	if (why === null) return done;
	const { count } = await db.platform.webhookEndpoint.updateMany({
		where: { id, status: 'ACTIVE' },
		data: { status: 'DISABLED', disabledWhy: why },
	});
	if (count === 0) return done;
	// The notice: the audit that administrators read, and the page of webhooks, show it with the reason.
	await db.platform.adminAudit.create({
		data: { action: 'WEBHOOK_DISABLED', tenantId, userId: null, detail: { endpointId: id, why }, correlationId: `webhook-${deliveryId}` },
	});
	log.warn({ tenantId, endpointId: id, why }, 'a webhook endpoint was switched off');
	return done;
}
