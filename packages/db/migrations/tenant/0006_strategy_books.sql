-- A deal that the venue takes back or says anew keeps its row: entries that reverse it and say it anew follow under the next revisions.
ALTER TABLE "__tenant__"."executions" ADD COLUMN "revision" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "__tenant__"."executions" DROP CONSTRAINT "executions_pkey";
ALTER TABLE "__tenant__"."executions" ADD CONSTRAINT "executions_pkey" PRIMARY KEY ("account_id", "deal_ticket", "revision");

-- An account's costs by kind, booked from deals.
ALTER TABLE "__tenant__"."accounts"
	ADD COLUMN "commission_minor" BIGINT NOT NULL DEFAULT 0,
	ADD COLUMN "swap_minor" BIGINT NOT NULL DEFAULT 0,
	ADD COLUMN "fee_minor" BIGINT NOT NULL DEFAULT 0;

-- What each strategy holds of each position; strategy 0 is nobody's, ticket 0 a netting account's, instrument 0 money that is of no position.
CREATE TABLE "__tenant__"."strategy_positions" (
	"account_id" INTEGER NOT NULL,
	"strategy_id" INTEGER NOT NULL,
	"instrument_id" INTEGER NOT NULL,
	"position_ticket" DECIMAL(20,0) NOT NULL,
	"side" TEXT NOT NULL,
	"qty" BIGINT NOT NULL,
	"open_notional" BIGINT NOT NULL,
	"realised_minor" BIGINT NOT NULL,
	"commission_minor" BIGINT NOT NULL,
	"swap_minor" BIGINT NOT NULL,
	"fee_minor" BIGINT NOT NULL,
	"account_seq" BIGINT NOT NULL,
	CONSTRAINT "strategy_positions_pkey" PRIMARY KEY ("account_id", "strategy_id", "instrument_id", "position_ticket"),
	CONSTRAINT "strategy_positions_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "__tenant__"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "strategy_positions_strategy_id_qty_idx" ON "__tenant__"."strategy_positions"("strategy_id", "qty");
