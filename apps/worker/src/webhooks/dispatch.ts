import { randomUUID } from 'node:crypto';
import type { Db, WebhookEndpoint } from '@meridian/db';
import type { Queue } from 'bullmq';
import { z } from 'zod';
import { pageRows, type Source, sources } from './events.ts';

export const webhookQueue = 'webhooks';
export const webhookJob = z.object({ tenantId: z.int().positive(), deliveryId: z.uuid() });
type Job = z.infer<typeof webhookJob>;
const jobOf = (data: Job) => ({ name: 'deliver', data, opts: { jobId: `${data.tenantId}-${data.deliveryId}` } });

const cursorShape = z.record(z.string(), z.string().regex(/^\d{1,20}$/));

export type Dispatching = { readonly db: Db; readonly queue: Queue };

/**
 * Turns what happened since the endpoint's cursor into deliveries, then moves the cursor. A crash in between does it again, and the key (endpoint, event)
 * lets nothing in twice. @returns whether there may be more
 */
export async function dispatch(endpoint: WebhookEndpoint, { db, queue }: Dispatching): Promise<boolean> {
	const { tenantId } = endpoint;
	const own = db.forTenant(tenantId);
	const cursor = { ...cursorShape.parse(endpoint.cursor) };
	const [accounts, rows] = await Promise.all([own.account.findMany({ select: { id: true } }), own.instrument.findMany()]);
	const instruments = new Map(rows.map((row) => [row.id, row]));
	const from: (readonly [Source, number])[] = sources
		.filter(({ type }) => endpoint.events.includes(type))
		.flatMap((source) => (source.perAccount ? accounts.map(({ id }) => [source, id] as const) : [[source, 0] as const]));
	let more = false;
	let moved = false;
	for (const [source, accountId] of from) {
		const key = `${source.type}:${accountId}`;
		const known = cursor[key];
		const after = known === undefined ? await source.before(own, { accountId, at: endpoint.createdAt }) : BigInt(known);
		const events = await source.after(own, { accountId, after, instruments });
		const last = events.at(-1)?.seq ?? after;
		if (events.length > 0) {
			const deliveries = events.map((event) => ({
				...{ id: randomUUID(), endpointId: endpoint.id, eventId: event.id, eventType: source.type, dueAt: new Date() },
				payload: JSON.stringify({ type: source.type, timestamp: event.at.toISOString(), data: event.data }),
			}));
			await own.webhookDelivery.createMany({ data: deliveries, skipDuplicates: true });
			await queue.addBulk(deliveries.map(({ id }) => jobOf({ tenantId, deliveryId: id })));
		}
		more ||= events.length === pageRows;
		moved ||= cursor[key] !== last.toString();
		cursor[key] = last.toString();
	}
	if (moved) await db.platform.webhookEndpoint.update({ where: { id: endpoint.id }, data: { cursor } });
	return more;
}

/** Puts deliveries that are due into the queue: what it lost the rows still have, and a replay is a row that is due again. */
export async function requeueDue(endpoint: WebhookEndpoint, { db, queue }: Dispatching): Promise<void> {
	const { tenantId, id: endpointId } = endpoint;
	const due = await db.forTenant(tenantId).webhookDelivery.findMany({
		where: { endpointId, status: 'PENDING', dueAt: { lte: new Date() } },
		orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
		...{ take: 1_000, select: { id: true } },
	});
	await queue.addBulk(due.map(({ id }) => jobOf({ tenantId, deliveryId: id })));
}
