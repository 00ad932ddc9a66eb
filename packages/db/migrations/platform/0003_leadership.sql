-- Who leads a shard, till when it may be believed, and the standby that has all that the leader has acknowledged and shown.
ALTER TABLE "platform"."shard_epochs"
	ADD COLUMN "leader" TEXT NOT NULL DEFAULT '',
	ADD COLUMN "lease_until" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	ADD COLUMN "renewal" BIGINT NOT NULL DEFAULT 0,
	ADD COLUMN "follower" TEXT;
