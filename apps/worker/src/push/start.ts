import { pushKeys } from '@meridian/auth';
import type { Db } from '@meridian/db';
import type { Logger } from '@meridian/telemetry';
import { Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { alone } from '../alone.ts';
import { type Pushing, push } from './deliver.ts';
import { dispatchPushes, pushQueue } from './dispatch.ts';

/** Events and subscriptions whose wake-up was lost are found at most so late. */
const lookMs = 30_000;
const lockMs = 30_000;

export type PushInput = {
	readonly db: Db;
	readonly redis: Redis;
	/** One that waits for ever; its copies are what is waited on. */
	readonly blocking: Redis;
	/** Hex, of which the keys are made that browsers know our pushes by. */
	readonly pushKey: string;
	/** Whom a push service can write to: mailto: or https:. */
	readonly subject: string;
	readonly allow?: readonly string[];
	readonly log: Logger;
};
export type RunningPush = { readonly pushed: number; stop(): Promise<void> };

/** Tells people's browsers what happened, for those who asked, though no page is open. */
export async function startPush(input: PushInput): Promise<RunningPush> {
	const { db, redis, blocking, log } = input;
	const queue = new Queue(pushQueue, { connection: redis });
	queue.on('error', (error) => log.error({ err: error }, 'the queue of pushes'));
	const work: Pushing = { db, vapid: { subject: input.subject, ...pushKeys(input.pushKey) }, allow: new Set(input.allow), log };
	let pushed = 0;
	const waiting = blocking.duplicate();
	waiting.on('error', (error: Error) => log.warn({ reason: error.message }, 'redis'));
	const worker = new Worker(
		pushQueue,
		async (job) => {
			await push(job.data, work);
			pushed += 1;
		},
		{ connection: waiting, concurrency: 16, lockDuration: lockMs, stalledInterval: lockMs, maxStalledCount: 100 },
	);
	worker.on('error', (error) => log.error({ err: error }, 'the worker of pushes'));
	worker.on('failed', (job, error) =>
		log.warn({ reason: error.message, job: job?.id, attempts: job?.attemptsMade }, 'a push was not made'),
	);
	await worker.waitUntilReady();

	let isStopping = false;
	/** Tenants of which somebody asked; each has turns of its own, and a wake-up during one gives it another. */
	const turns = new Map<number, () => Promise<void>>();
	const turnOf = (tenantId: number): (() => Promise<void>) =>
		alone(
			async () => {
				for (let more = true; more && !isStopping; ) {
					const { asking, more: again } = await dispatchPushes(tenantId, { db, queue });
					more = again;
					if (asking === 0) turns.delete(tenantId);
				}
			},
			(error) => log.error({ err: error, tenantId }, 'events could not be told to browsers'),
		);
	const serve = (tenantId: number): Promise<void> => {
		const turn = turns.get(tenantId) ?? turnOf(tenantId);
		turns.set(tenantId, turn);
		return turn();
	};
	const looking = alone(
		async () => {
			for (const { id } of await db.platform.tenant.findMany({ where: { status: 'ACTIVE' }, select: { id: true } }))
				if (!isStopping) await serve(id);
		},
		(error) => log.error({ err: error }, 'subscriptions to pushes could not be looked for'),
	);
	const subscriber = blocking.duplicate();
	subscriber.on('error', (error: Error) => log.warn({ reason: error.message }, 'redis'));
	subscriber.on('pmessage', (_pattern: string, channel: string) => {
		const [, tenant = '', kind = ''] = channel.split(':');
		if (kind === 'push' || turns.has(Number(tenant))) void serve(Number(tenant));
	});
	await subscriber.psubscribe('t:*:events', 't:*:alerts', 't:*:push');
	await looking();
	const timer = setInterval(() => void looking(), lookMs);
	return {
		get pushed() {
			return pushed;
		},
		async stop() {
			clearInterval(timer);
			isStopping = true;
			subscriber.disconnect();
			await worker.close();
			await looking();
			await Promise.all([...turns.values()].map((turn) => turn()));
			await queue.close();
			waiting.disconnect();
		},
	};
}
