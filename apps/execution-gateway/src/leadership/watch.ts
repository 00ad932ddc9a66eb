import { setTimeout as delay } from 'node:timers/promises';
import { type Db, type Leadership, leadershipOf, startLeading, takeOver } from '@meridian/db';
import type { Logger } from '@meridian/telemetry';

/**
 * Waits until this standby may lead, and takes the leadership. The lease must be over and must have been seen unchanged for its whole
 * length, the database answering all that time: a leader that could not renew it while the database was away gets time to do so first.
 * @returns the new epoch; undefined where `signal` ended the wait.
 */
export async function awaitLeadership(input: {
	readonly db: Pick<Db, 'platform'>;
	readonly shard: number;
	readonly gateway: string;
	readonly leaseMs: number;
	readonly log: Logger;
	readonly signal: AbortSignal;
}): Promise<bigint | undefined> {
	const { db, shard, gateway, leaseMs, log, signal } = input;
	const lookEveryMs = Math.max(20, leaseMs / 20);
	let seen: { readonly row: Leadership; readonly sinceMs: number } | undefined;
	let lookedMs = performance.now();
	let trouble = '';
	while (!signal.aborted) {
		try {
			const row = await leadershipOf(db, shard);
			const nowMs = performance.now();
			// What happened while nobody looked is not known: this process slept, or the answer took long.
			if (nowMs - lookedMs > leaseMs) seen = undefined;
			lookedMs = nowMs;
			trouble = '';
			if (row === undefined) seen = undefined;
			else if (seen === undefined || !isSame(seen.row, row)) seen = { row, sinceMs: nowMs };
			else if (row.isExpired && nowMs - seen.sinceMs >= leaseMs) {
				const epoch = row.leader === gateway ? await startLeading(db, input) : await takeOver(db, { ...input, seen: seen.row });
				if (epoch !== undefined) return epoch;
				if (row.follower !== gateway && trouble === '')
					log.debug(
						{ leader: row.leader, follower: row.follower },
						'the leader is gone, and this standby may not take over: it lacks what the leader had',
					);
			}
		} catch (error) {
			seen = undefined;
			const reason = error instanceof Error ? error.message : String(error);
			if (trouble === '') log.error({ reason }, 'the database does not answer: this standby can’t take over till it does');
			trouble = reason;
		}
		await delay(lookEveryMs, undefined, { signal }).catch(() => undefined);
	}
	return undefined;
}

const isSame = (a: Leadership, b: Leadership): boolean => a.epoch === b.epoch && a.renewal === b.renewal && a.follower === b.follower;
