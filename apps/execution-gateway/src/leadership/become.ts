import { type Db, leadershipOf, startLeading } from '@meridian/db';
import type { Logger } from '@meridian/telemetry';
import { awaitLeadership } from './watch.ts';

export type Election = {
	readonly db: Pick<Db, 'platform'>;
	readonly shard: number;
	readonly gateway: string;
	readonly leaseMs: number;
	readonly log: Logger;
};

/** @param orElse what becomes of a gateway that may not lead: with role `leader` the process ends and says why. @returns the epoch. */
export async function leadAtOnce(
	election: Election,
	{ force, orElse }: { readonly force: string | undefined; readonly orElse: 'exit' | 'standBy' },
): Promise<bigint | undefined> {
	const { db, shard, gateway, log } = election;
	const epoch = await startLeading(db, { ...election, force });
	if (epoch !== undefined) log.info({ gateway, shard, epoch: Number(epoch) }, 'leader of the shard');
	if (epoch !== undefined || orElse === 'standBy') return epoch;
	const row = await leadershipOf(db, shard);
	log.fatal(
		{ gateway, leader: row?.leader, isExpired: row?.isExpired, follower: row?.follower },
		`gateway ${row?.leader} ${row?.isExpired === true ? 'was the last to lead' : 'leads'} shard ${shard}, and this one's journal is not known to hold what that one's does. ` +
			`Start this one with MERIDIAN_ROLE=standby. If the journal of ${row?.leader} is lost for good, MERIDIAN_FORCE_LEAD=${row?.leader} lets this one lead without it.`,
	);
	process.exit(1);
}

/** Waits till the leader is gone. @returns the epoch; undefined where `signal` ended the wait. */
export async function leadInTurn(election: Election, signal: AbortSignal): Promise<bigint | undefined> {
	const { shard, gateway, log } = election;
	log.info({ gateway, shard }, 'standby of the shard');
	const epoch = await awaitLeadership({ ...election, signal });
	if (epoch !== undefined) log.info({ gateway, shard, epoch: Number(epoch) }, 'leader of the shard');
	return epoch;
}
