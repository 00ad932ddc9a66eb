import type { Db } from './types.ts';

type PlatformOnly = Pick<Db, 'platform'>;

/** What the row of a shard says. Times are of the database's clock, the only one that counts here. */
export type Leadership = {
	readonly epoch: bigint;
	/** The gateway whose journal is the newest; empty: nobody has led yet. */
	readonly leader: string;
	/** Counts the renewals of this epoch. */
	readonly renewal: bigint;
	readonly isExpired: boolean;
	/** The standby that has all that the leader acknowledged and showed, and so may take over; null: none has. */
	readonly follower: string | null;
};

export async function leadershipOf(db: PlatformOnly, shard: number): Promise<Leadership | undefined> {
	const rows = await db.platform.$queryRaw<Leadership[]>`
		SELECT "epoch", "leader", "renewal", "lease_until" <= now() AS "isExpired", "follower"
		FROM "platform"."shard_epochs" WHERE "shard" = ${shard}::int`;
	return rows[0];
}

/**
 * Takes the leadership of a shard for a gateway that starts: one atomic statement, so that two can't get the same epoch. The first epoch
 * is 1. Only the gateway that led last, or a standby that has all of a leader whose lease is over, holds the newest journal.
 * @param force a leader whose journal is lost, by the word of an operator: once its lease is over another may lead in its place.
 * @returns undefined where another gateway leads, or has the newest journal.
 */
export async function startLeading(
	db: PlatformOnly,
	input: { readonly shard: number; readonly gateway: string; readonly leaseMs: number; readonly force?: string | undefined },
): Promise<bigint | undefined> {
	const { shard, gateway, leaseMs, force = null } = input;
	const rows = await db.platform.$queryRaw<{ epoch: bigint }[]>`
		INSERT INTO "platform"."shard_epochs" AS "row" ("shard", "epoch", "leader", "lease_until")
		VALUES (${shard}::int, 1, ${gateway}, now() + ${leaseMs}::int * interval '1 millisecond')
		ON CONFLICT ("shard") DO UPDATE SET "epoch" = "row"."epoch" + 1, "leader" = excluded."leader",
			"lease_until" = excluded."lease_until", "renewal" = 0, "follower" = NULL
		WHERE "row"."leader" IN ('', ${gateway})
			OR (("row"."follower" = ${gateway} OR "row"."leader" = ${force}::text) AND "row"."lease_until" <= now())
		RETURNING "epoch"`;
	return rows[0]?.epoch;
}

/**
 * Says that the leader lives, and which standby may take over from it.
 * @param renewal counts up: one that the network held back must not undo a later one.
 * @returns false where it leads no more.
 */
export async function renewLease(
	db: PlatformOnly,
	input: {
		readonly shard: number;
		readonly epoch: bigint;
		readonly leaseMs: number;
		readonly renewal: bigint;
		readonly follower: string | null;
	},
): Promise<boolean> {
	const { shard, epoch, leaseMs, renewal, follower } = input;
	const renewed = await db.platform.$executeRaw`
		UPDATE "platform"."shard_epochs"
		SET "lease_until" = now() + ${leaseMs}::int * interval '1 millisecond',
			"renewal" = ${renewal}::bigint, "follower" = ${follower}::text
		WHERE "shard" = ${shard}::int AND "epoch" = ${epoch}::bigint AND "renewal" < ${renewal}::bigint`;
	return renewed === 1;
}

/**
 * Takes over from a leader that has not renewed its lease since `seen`. The leader's own renewal and this exclude each other.
 * @returns undefined where the leader was quicker, or this standby lacks what it has.
 */
export async function takeOver(
	db: PlatformOnly,
	input: { readonly shard: number; readonly gateway: string; readonly leaseMs: number; readonly seen: Leadership },
): Promise<bigint | undefined> {
	const { shard, gateway, leaseMs, seen } = input;
	const rows = await db.platform.$queryRaw<{ epoch: bigint }[]>`
		UPDATE "platform"."shard_epochs"
		SET "epoch" = "epoch" + 1, "leader" = ${gateway}, "lease_until" = now() + ${leaseMs}::int * interval '1 millisecond',
			"renewal" = 0, "follower" = NULL
		WHERE "shard" = ${shard}::int AND "epoch" = ${seen.epoch}::bigint AND "follower" = ${gateway}
			AND "renewal" = ${seen.renewal}::bigint AND "lease_until" <= now()
		RETURNING "epoch"`;
	return rows[0]?.epoch;
}
