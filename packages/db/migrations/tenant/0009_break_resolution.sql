-- What became of a break: an operator's choice (and whose), or null where the venue's later word ended it by itself.
ALTER TABLE "__tenant__"."breaks"
	ADD COLUMN "resolved_at" TIMESTAMPTZ(3),
	ADD COLUMN "choice" TEXT,
	ADD COLUMN "resolved_by" INTEGER;
CREATE INDEX "breaks_open_idx" ON "__tenant__"."breaks" ("account_id") WHERE "resolved_at" IS NULL;
