import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from '@meridian/db';
import { idOfSequence } from '@meridian/market-data';
import { type FollowedStream, LiveFeatures, liveFeaturesChannel } from '@meridian/ml/live';
import { OnlineFeatures } from '@meridian/ml/store';
import type { Logger } from '@meridian/telemetry';
import type { Redis } from 'ioredis';
import { entriesBetween, newestEntry, nextEntries } from './entries.ts';
import { Lease } from './lease.ts';
import { wantedStreams } from './wanted.ts';

export type RunningFeatures = {
	readonly counts: { streams: number; rows: number; late: number; troubles: number };
	stop(): Promise<void>;
};
type Timing = {
	/** Wishes whose word was lost are seen at most so late. */
	readonly lookMs: number;
	/** After a crash at most so much is gone through again. */
	readonly keepMs: number;
	readonly leaseMs: number;
	readonly blockMs: number;
	readonly retryMs: number;
};
const usual: Timing = { lookMs: 30_000, keepMs: 10_000, leaseMs: 15_000, blockMs: 500, retryMs: 3_000 };

type Input = {
	readonly db: Db;
	/** For rows, snapshots and the lease. */
	readonly redis: Redis;
	/** Connections of its own, since it waits on one and listens on the other; both are closed with it. */
	readonly blocking: Redis;
	readonly subscriber: Redis;
	readonly log: Logger;
	readonly timing?: Partial<Timing>;
};

/**
 * Computes the feature sets that tenants want kept warm, from the live ticks of all of them, as the gateway sends them. One process does it, and another takes over where that is gone: each stream goes on
 * from its snapshot with the ticks that came since, as far as Redis still has them.
 */
export function startLiveFeatures(input: Input): RunningFeatures {
	const { blocking, subscriber, log } = input;
	const timing = { ...usual, ...input.timing };
	const stopping = new AbortController();
	const counts = { streams: 0, rows: 0, late: 0, troubles: 0 };
	const changed = { any: true };
	for (const connection of [blocking, subscriber]) connection.on('error', (error: Error) => log.warn({ reason: error.message }, 'redis'));
	subscriber.on('message', () => {
		changed.any = true;
	});
	const lease = new Lease(input.redis, timing);
	const run = async (): Promise<void> => {
		await subscriber
			.subscribe(liveFeaturesChannel)
			.catch((error: unknown) => log.warn({ err: error }, 'changes of live features are seen late'));
		while (!stopping.signal.aborted) {
			try {
				if (await lease.hold()) await lead({ ...input, timing, lease, counts, changed, signal: stopping.signal });
			} catch (error) {
				if (stopping.signal.aborted) return;
				counts.troubles += 1;
				if (counts.troubles % 60 === 1) log.warn({ err: error }, 'features are not computed live; it is tried again');
			}
			counts.streams = 0;
			await sleep(timing.retryMs, undefined, { signal: stopping.signal }).catch(() => undefined);
		}
	};
	const running = run();
	return {
		counts,
		async stop() {
			stopping.abort();
			subscriber.disconnect();
			await running;
			blocking.disconnect();
			await lease.release().catch(() => undefined);
		},
	};
}

/** Until it stops, or another holds the lease. */
async function lead(
	input: Input & {
		readonly timing: Timing;
		readonly lease: Lease;
		readonly counts: RunningFeatures['counts'];
		readonly changed: { any: boolean };
		readonly signal: AbortSignal;
	},
): Promise<void> {
	const { db, redis, blocking, log, timing, lease, counts, changed, signal } = input;
	const features = new LiveFeatures({ online: new OnlineFeatures(redis), snapshots: redis });
	let at = await newestEntry(redis);
	let [lookedAtMs, keptAtMs] = [Number.NEGATIVE_INFINITY, performance.now()];
	const known = new Map<number, readonly FollowedStream[]>();
	try {
		while (!signal.aborted && (await lease.hold())) {
			if (changed.any || performance.now() - lookedAtMs >= timing.lookMs) {
				changed.any = false;
				await follow({ features, db, redis, log, to: at, known });
				counts.streams = features.size;
				lookedAtMs = performance.now();
			}
			for (const { id, entry } of await nextEntries(blocking, { after: at, blockMs: timing.blockMs })) {
				at = id;
				if (entry !== undefined) await features.take(entry);
			}
			Object.assign(counts, { rows: features.counts.rows, late: features.counts.late });
			if (performance.now() - keptAtMs < timing.keepMs) continue;
			await features.keep();
			keptAtMs = performance.now();
		}
	} finally {
		// Who lost the lease keeps nothing: another has gone on by now.
		if (signal.aborted) await features.keep();
	}
}

/** Follows what all tenants want; new streams take what came before they were followed. */
async function follow(input: {
	readonly features: LiveFeatures;
	readonly db: Db;
	readonly redis: Redis;
	readonly log: Logger;
	readonly to: string;
	/** What each tenant wanted when it could last be read. */
	readonly known: Map<number, readonly FollowedStream[]>;
}): Promise<void> {
	const { features, db, redis, log, to, known } = input;
	const tenants = await db.platform.tenant.findMany({ where: { status: 'ACTIVE' }, select: { id: true } });
	for (const tenantId of [...known.keys()]) if (!tenants.some(({ id }) => id === tenantId)) known.delete(tenantId);
	for (const { id: tenantId } of tenants)
		try {
			known.set(tenantId, await wantedStreams(db, { tenantId, log }));
		} catch (error) {
			// One tenant that can't be read holds up no other, and what it wanted goes on.
			log.error({ err: error, tenantId }, 'what a tenant wants computed live could not be read');
		}
	const lowest = await features.follow([...known.values()].flat());
	if (lowest === undefined) return;
	for await (const { entry } of entriesBetween(redis, { after: idOfSequence(lowest), to }))
		if (entry !== undefined) await features.take(entry);
}
