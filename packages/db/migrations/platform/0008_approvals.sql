-- Changes that one person asks for and another decides on: limits, roles, policies. The database itself refuses that both are one.
CREATE TABLE "platform"."approvals" (
	"id" TEXT NOT NULL,
	"tenant_id" INTEGER NOT NULL,
	"kind" TEXT NOT NULL,
	"subject" TEXT NOT NULL,
	"change" JSONB NOT NULL,
	"status" TEXT NOT NULL DEFAULT 'OPEN',
	"requested_by" INTEGER NOT NULL,
	"requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	"expires_at" TIMESTAMPTZ(3) NOT NULL,
	"decided_by" INTEGER,
	"decided_at" TIMESTAMPTZ(3),
	"reason" TEXT,
	CONSTRAINT "approvals_pkey" PRIMARY KEY ("id"),
	CONSTRAINT "approvals_four_eyes" CHECK ("decided_by" IS DISTINCT FROM "requested_by"),
	CONSTRAINT "approvals_decided" CHECK (("status" IN ('APPROVED', 'DECLINED')) = ("decided_by" IS NOT NULL)),
	CONSTRAINT "approvals_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "platform"."tenants" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "approvals_tenant_id_status_idx" ON "platform"."approvals" ("tenant_id", "status");
