import type { Db } from './types.ts';

/** Takes the leadership of a shard: one atomic statement, so that two gateways can't get the same epoch. The first epoch is 1. */
export const nextShardEpoch = async (db: Pick<Db, 'platform'>, shard: number): Promise<bigint> => {
	const rows = await db.platform.$queryRaw<{ epoch: bigint }[]>`
		INSERT INTO "platform"."shard_epochs" ("shard", "epoch") VALUES (${shard}::int, 1)
		ON CONFLICT ("shard") DO UPDATE SET "epoch" = "platform"."shard_epochs"."epoch" + 1
		RETURNING "epoch"`;
	const epoch = rows[0]?.epoch;
	if (epoch === undefined) throw new Error(`no epoch for shard ${shard}`);
	return epoch;
};
