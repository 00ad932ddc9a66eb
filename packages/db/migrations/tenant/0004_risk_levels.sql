-- Limits at the levels beside the account: TENANT (subject 0), DESK, STRATEGY, INSTRUMENT, USER (subject: its id).
CREATE TABLE "__tenant__"."desks" (
	"id" SERIAL NOT NULL,
	"name" TEXT NOT NULL,
	CONSTRAINT "desks_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "desks_name_key" ON "__tenant__"."desks" ("name");

CREATE TABLE "__tenant__"."strategies" (
	"id" SERIAL NOT NULL,
	"name" TEXT NOT NULL,
	"active" BOOLEAN NOT NULL DEFAULT true,
	CONSTRAINT "strategies_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "strategies_name_key" ON "__tenant__"."strategies" ("name");

CREATE TABLE "__tenant__"."level_limits" (
	"level" TEXT NOT NULL,
	"subject_id" INTEGER NOT NULL,
	"limits" JSONB NOT NULL,
	CONSTRAINT "level_limits_pkey" PRIMARY KEY ("level", "subject_id")
);

ALTER TABLE "__tenant__"."instruments" ADD COLUMN "restricted" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "__tenant__"."accounts" ADD COLUMN "desk_id" INTEGER;
ALTER TABLE "__tenant__"."accounts" ADD CONSTRAINT "accounts_desk_id_fkey" FOREIGN KEY ("desk_id") REFERENCES "__tenant__"."desks" ("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "__tenant__"."orders" ADD COLUMN "strategy_id" INTEGER;
ALTER TABLE "__tenant__"."orders" ADD COLUMN "denial_headroom" BIGINT;
ALTER TABLE "__tenant__"."orders" ADD COLUMN "denial_level" TEXT;

-- A limit that an account does not have denies. Accounts that were trading before these limits existed get wide ones, to be narrowed
-- by their administrator; what is set already stays.
UPDATE "__tenant__"."accounts" SET "limits" = '{
	"maxSpreadBps": 100,
	"maxGrossMinor": 100000000000,
	"maxNetCurrencyMinor": 100000000000,
	"maxConcentrationBps": 2000000,
	"minMarginLevelBps": 10000,
	"maxDailyLossMinor": 10000000000,
	"maxDrawdownMinor": 10000000000,
	"duplicateWindowMs": 0,
	"approvalNotionalMinor": 100000000000
}'::jsonb || "limits";
