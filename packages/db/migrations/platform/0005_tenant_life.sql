-- Where a tenant's schema is, how it is set up, and when what a deleted one left may be destroyed.
ALTER TYPE "platform"."tenant_status" ADD VALUE 'PROVISIONING' BEFORE 'ACTIVE';

-- Databases that hold tenants. "main" is the one with this schema; the URLs of the others are the processes' own configuration.
CREATE TABLE "platform"."database_cells" (
	"name" TEXT NOT NULL,
	"tenants_max" INTEGER NOT NULL DEFAULT 500,
	"open" BOOLEAN NOT NULL DEFAULT true,
	CONSTRAINT "database_cells_pkey" PRIMARY KEY ("name")
);
INSERT INTO "platform"."database_cells" ("name") VALUES ('main');

ALTER TABLE "platform"."tenants"
	ADD COLUMN "cell" TEXT NOT NULL DEFAULT 'main',
	ADD COLUMN "settings" JSONB NOT NULL DEFAULT '{}',
	ADD COLUMN "purge_after" TIMESTAMPTZ(3),
	ADD COLUMN "purged_at" TIMESTAMPTZ(3),
	ADD CONSTRAINT "tenants_cell_fkey" FOREIGN KEY ("cell") REFERENCES "platform"."database_cells" ("name") ON DELETE RESTRICT ON UPDATE CASCADE;

-- People of the platform itself. They belong to no tenant and see none of its rows.
ALTER TABLE "platform"."users" ADD COLUMN "operator" BOOLEAN NOT NULL DEFAULT false;

-- What needs the administrator's rights in the database, asked for by operators and done by the control process.
CREATE TABLE "platform"."tenant_jobs" (
	"id" BIGSERIAL NOT NULL,
	"kind" TEXT NOT NULL,
	"tenant_id" INTEGER,
	"input" JSONB NOT NULL,
	"status" TEXT NOT NULL DEFAULT 'QUEUED',
	"result" JSONB,
	"error" TEXT,
	"requested_by" INTEGER NOT NULL,
	"correlation_id" TEXT NOT NULL,
	"requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	"started_at" TIMESTAMPTZ(3),
	"finished_at" TIMESTAMPTZ(3),
	CONSTRAINT "tenant_jobs_pkey" PRIMARY KEY ("id"),
	CONSTRAINT "tenant_jobs_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "platform"."tenants" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE INDEX "tenant_jobs_status_id_idx" ON "platform"."tenant_jobs" ("status", "id");
