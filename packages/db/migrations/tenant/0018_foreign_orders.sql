-- Orders at the venue that are not ours: placed by hand, by another program, or by a terminal's dead-man's switch. ForeignOrderView of @meridian/core.
CREATE TABLE "__tenant__"."foreign_orders" (
	"account_id" INTEGER NOT NULL,
	"ticket" DECIMAL(20,0) NOT NULL,
	"origin" TEXT NOT NULL,
	"type" TEXT,
	"instrument_id" INTEGER,
	"side" TEXT NOT NULL,
	"state" TEXT NOT NULL,
	"qty" BIGINT NOT NULL,
	"leaves_qty" BIGINT NOT NULL,
	"price" BIGINT NOT NULL,
	"limit_price" BIGINT NOT NULL,
	"sl" BIGINT NOT NULL,
	"tp" BIGINT NOT NULL,
	"venue_at" TIMESTAMPTZ(3) NOT NULL,
	"updated_at" TIMESTAMPTZ(3) NOT NULL,
	CONSTRAINT "foreign_orders_pkey" PRIMARY KEY ("account_id", "ticket"),
	CONSTRAINT "foreign_orders_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "__tenant__"."accounts" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "foreign_orders_venue_at_idx" ON "__tenant__"."foreign_orders" ("venue_at", "account_id", "ticket");
