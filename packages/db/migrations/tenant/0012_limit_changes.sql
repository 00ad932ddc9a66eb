-- Limits have a version each, and change by proposals that a second person decides.
ALTER TABLE "__tenant__"."accounts" ADD COLUMN "limits_version" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "__tenant__"."level_limits" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;

CREATE TABLE "__tenant__"."limit_changes" (
	"id" SERIAL NOT NULL,
	"level" TEXT NOT NULL,
	"subject_id" INTEGER NOT NULL,
	"base_version" INTEGER NOT NULL,
	"limits" JSONB NOT NULL,
	"status" TEXT NOT NULL DEFAULT 'PROPOSED',
	"proposed_by" INTEGER NOT NULL,
	"proposed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	"decided_by" INTEGER,
	"decided_at" TIMESTAMPTZ(3),
	CONSTRAINT "limit_changes_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "limit_changes_status_id_idx" ON "__tenant__"."limit_changes"("status", "id");
