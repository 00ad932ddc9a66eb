-- Files that a tenant imports into its part of the tick store. The row is the truth; the queue of the worker only wakes it.
CREATE TABLE "__tenant__"."data_imports" (
	"id" TEXT NOT NULL,
	"file_name" TEXT NOT NULL,
	"file_bytes" BIGINT NOT NULL,
	"status" TEXT NOT NULL,
	"settings" JSONB,
	"phase" TEXT,
	"bytes_read" BIGINT NOT NULL DEFAULT 0,
	"rows" BIGINT NOT NULL DEFAULT 0,
	"taken" BIGINT NOT NULL DEFAULT 0,
	"bad" BIGINT NOT NULL DEFAULT 0,
	"error" TEXT,
	"report" JSONB,
	"created_by" INTEGER NOT NULL,
	"created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	"updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	CONSTRAINT "data_imports_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "data_imports_created_at_idx" ON "__tenant__"."data_imports" ("created_at");
