-- Every state that an order went through, as the journal tells it: orders alone holds the last one.
CREATE TABLE "__tenant__"."order_events" (
	"account_id" INTEGER NOT NULL,
	"account_seq" BIGINT NOT NULL,
	"order_id" BIGINT NOT NULL,
	"qty" BIGINT NOT NULL,
	"price" BIGINT,
	"sl" BIGINT,
	"tp" BIGINT,
	"life" TEXT NOT NULL,
	"pending" TEXT NOT NULL,
	"filled_qty" BIGINT NOT NULL,
	"filled_notional" BIGINT NOT NULL,
	"reserved_qty" BIGINT NOT NULL,
	"venue_order_ticket" DECIMAL(20,0) NOT NULL,
	"denial_code" TEXT,
	"denial_value" BIGINT,
	"denial_limit" BIGINT,
	"retcode" INTEGER NOT NULL,
	"at" TIMESTAMPTZ(3) NOT NULL,
	CONSTRAINT "order_events_pkey" PRIMARY KEY ("account_id", "account_seq"),
	CONSTRAINT "order_events_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "__tenant__"."accounts" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
	CONSTRAINT "order_events_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "__tenant__"."orders" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "order_events_order_id_idx" ON "__tenant__"."order_events" ("order_id");
CREATE INDEX "executions_account_id_account_seq_idx" ON "__tenant__"."executions" ("account_id", "account_seq");

-- Of orders from before this table the last state is all that is known.
INSERT INTO "__tenant__"."order_events"
SELECT "account_id", "account_seq", "id", "qty", "price", "sl", "tp", "life", "pending", "filled_qty", "filled_notional", "reserved_qty",
	"venue_order_ticket", "denial_code", "denial_value", "denial_limit", "retcode", "updated_at"
FROM "__tenant__"."orders";
