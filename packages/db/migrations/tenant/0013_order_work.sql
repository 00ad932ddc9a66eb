-- What an order asks besides its prices, what the engine does for it, and what it depends on. parent_order_id, oco_id, decided_by_id: 0 is none.
ALTER TABLE "__tenant__"."orders"
	ADD COLUMN "reduce_only" BOOLEAN NOT NULL DEFAULT false,
	ADD COLUMN "post_only" BOOLEAN NOT NULL DEFAULT false,
	ADD COLUMN "bracket" BOOLEAN NOT NULL DEFAULT false,
	ADD COLUMN "trail_by" TEXT,
	ADD COLUMN "trail_distance" BIGINT,
	ADD COLUMN "parent_order_id" BIGINT NOT NULL DEFAULT 0,
	ADD COLUMN "oco_id" BIGINT NOT NULL DEFAULT 0,
	ADD COLUMN "emulated" TEXT NOT NULL DEFAULT '',
	ADD COLUMN "waits_for" TEXT,
	ADD COLUMN "decided_by_id" INTEGER NOT NULL DEFAULT 0,
	ADD COLUMN "is_presumable" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "__tenant__"."order_events"
	ADD COLUMN "emulated" TEXT NOT NULL DEFAULT '',
	ADD COLUMN "waits_for" TEXT,
	ADD COLUMN "decided_by_id" INTEGER NOT NULL DEFAULT 0,
	ADD COLUMN "is_presumable" BOOLEAN NOT NULL DEFAULT false;
