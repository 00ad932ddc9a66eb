import type { KeyProvider } from '@meridian/auth';
import type { Db, WebhookEndpoint } from '@meridian/db';
import type { Logger } from '@meridian/telemetry';
import { DelayedError, Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { alone } from '../alone.ts';
import { type Delivering, deliver, scheduleSec } from './deliver.ts';
import { dispatch, requeueDue, webhookQueue } from './dispatch.ts';

/** Events whose wake-up was lost are found at most so late, and endpoints that were changed too. */
const lookMs = 5_000;
const lockMs = 30_000;

export type WebhooksInput = {
	readonly db: Db;
	readonly redis: Redis;
	/** One that waits for ever; its copies are what is waited on. */
	readonly blocking: Redis;
	readonly dataKeys: KeyProvider;
	/** `host:port` that may be private and without TLS; for trying things out. */
	readonly allow?: readonly string[];
	/** Seconds between attempts. */
	readonly schedule?: readonly number[];
	readonly log: Logger;
};
export type RunningWebhooks = { readonly delivered: number; stop(): Promise<void> };

/** Tells tenants' programs what happened: what the tables of events hold becomes deliveries, and the queue makes attempts at them. */
export async function startWebhooks(input: WebhooksInput): Promise<RunningWebhooks> {
	const { db, redis, blocking, log } = input;
	const queue = new Queue(webhookQueue, { connection: redis });
	queue.on('error', (error) => log.error({ err: error }, 'the queue of webhooks'));
	const work: Delivering = {
		...{ db, dataKeys: input.dataKeys, allow: new Set(input.allow), schedule: input.schedule ?? scheduleSec, log },
		inFlight: new Map(),
	};
	let delivered = 0;
	const waiting = blocking.duplicate();
	waiting.on('error', (error: Error) => log.warn({ reason: error.message }, 'redis'));
	const worker = new Worker(
		webhookQueue,
		async (job, token) => {
			const { againInMs } = await deliver(job.data, work);
			if (againInMs === null) {
				delivered += 1;
				return;
			}
			await job.moveToDelayed(Date.now() + againInMs, token);
			throw new DelayedError();
		},
		{
			...{ connection: waiting, concurrency: 32, lockDuration: lockMs, stalledInterval: lockMs, maxStalledCount: 100 },
			...{ removeOnComplete: { count: 0 }, removeOnFail: { count: 0 } },
		},
	);
	worker.on('error', (error) => log.error({ err: error }, 'the worker of webhooks'));
	worker.on('failed', (job, error) => log.error({ err: error, job: job?.id }, 'a delivery could not be tried'));
	await worker.waitUntilReady();

	const stopping = new AbortController();
	/** Endpoints of every tenant that has some; read anew with every look. */
	let endpoints: readonly WebhookEndpoint[] = [];
	const busy = new Map<string, { again: boolean }>();
	/** One endpoint at a time; a wake-up during its turn gives it another. */
	const serve = async ({ id }: WebhookEndpoint): Promise<void> => {
		const turn = busy.get(id);
		if (turn !== undefined) {
			turn.again = true;
			return;
		}
		const own = { again: true };
		busy.set(id, own);
		try {
			while (own.again && !stopping.signal.aborted) {
				own.again = false;
				const endpoint = await db.platform.webhookEndpoint.findFirst({ where: { id, status: 'ACTIVE' } });
				if (endpoint === null) return;
				while (!stopping.signal.aborted) {
					const current = await db.platform.webhookEndpoint.findFirst({ where: { id, status: 'ACTIVE' } });
					if (current === null || !(await dispatch(current, { db, queue }))) break;
				}
			}
		} catch (error) {
			// One tenant that can't be read holds up no other; the next look tries again.
			log.error({ err: error, endpointId: id }, 'events could not be dispatched');
		} finally {
			busy.delete(id);
		}
	};
	const look = async (): Promise<void> => {
		endpoints = await db.platform.webhookEndpoint.findMany({ where: { status: 'ACTIVE', tenant: { status: 'ACTIVE' } } });
		for (const endpoint of endpoints) {
			await serve(endpoint);
			await requeueDue(endpoint, { db, queue }).catch((error: unknown) =>
				log.error({ err: error, endpointId: endpoint.id }, 'deliveries could not be queued'),
			);
		}
	};
	const looking = alone(look, (error) => log.error({ err: error }, 'endpoints could not be looked for'));
	const subscriber = blocking.duplicate();
	subscriber.on('error', (error: Error) => log.warn({ reason: error.message }, 'redis'));
	subscriber.on('pmessage', (_pattern: string, channel: string) => {
		const [, tenant = '', kind = ''] = channel.split(':');
		if (kind === 'webhooks') void looking();
		else for (const endpoint of endpoints) if (endpoint.tenantId === Number(tenant)) void serve(endpoint);
	});
	await subscriber.psubscribe('t:*:events', 't:*:alerts', 't:*:webhooks');
	await looking();
	const timer = setInterval(() => void looking(), lookMs);

	return {
		get delivered() {
			return delivered;
		},
		async stop() {
			clearInterval(timer);
			stopping.abort();
			subscriber.disconnect();
			await worker.close();
			await looking();
			await queue.close();
			waiting.disconnect();
		},
	};
}
