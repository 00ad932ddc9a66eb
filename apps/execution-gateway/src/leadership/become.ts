import { type Db, leadershipOf, startLeading } from '@meridian/db';
import type { Logger } from '@meridian/telemetry';
import { awaitLeadership } from './watch.ts';

/**
 * Leads at once (role leader) or when the leader is gone (standby).
 * @returns the epoch; undefined where `signal` ended a standby's wait.
 */
export async function becomeLeader(input: {
	readonly db: Pick<Db, 'platform'>;
	readonly shard: number;
	readonly gateway: string;
	readonly leaseMs: number;
	readonly role: 'leader' | 'standby';
	readonly force: string | undefined;
	readonly log: Logger;
	readonly signal: AbortSignal;
}): Promise<bigint | undefined> {
	const { db, shard, gateway, role, log } = input;
	if (role === 'standby') log.info({ gateway, shard }, 'standby of the shard');
	const epoch = role === 'standby' ? await awaitLeadership(input) : await startLeading(db, input);
	if (epoch !== undefined) log.info({ gateway, shard, epoch: Number(epoch) }, 'leader of the shard');
	if (epoch !== undefined || role === 'standby') return epoch;
	const row = await leadershipOf(db, shard);
	log.fatal(
		{ gateway, leader: row?.leader, isExpired: row?.isExpired, follower: row?.follower },
		`gateway ${row?.leader} ${row?.isExpired === true ? 'was the last to lead' : 'leads'} shard ${shard}, and this one's journal is not known to hold what that one's does. ` +
			`Start this one with MERIDIAN_ROLE=standby. If the journal of ${row?.leader} is lost for good, MERIDIAN_FORCE_LEAD=${row?.leader} lets this one lead without it.`,
	);
	process.exit(1);
}
