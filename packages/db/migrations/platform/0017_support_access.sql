-- Operators look into a tenant only where it has agreed, for a time.
CREATE TABLE "platform"."support_grants" (
	"id" TEXT NOT NULL,
	"tenant_id" INTEGER NOT NULL,
	"reason" TEXT NOT NULL,
	"hours" INTEGER NOT NULL,
	"requested_by" INTEGER NOT NULL,
	"requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	"decided_by" INTEGER,
	"decided_at" TIMESTAMPTZ(3),
	"expires_at" TIMESTAMPTZ(3),
	"revoked_at" TIMESTAMPTZ(3),
	CONSTRAINT "support_grants_pkey" PRIMARY KEY ("id"),
	CONSTRAINT "support_grants_hours" CHECK ("hours" BETWEEN 1 AND 72),
	CONSTRAINT "support_grants_consent" CHECK ("expires_at" IS NULL OR ("decided_by" IS NOT NULL AND "decided_by" <> "requested_by")),
	CONSTRAINT "support_grants_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "platform"."tenants" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "support_grants_tenant_id_idx" ON "platform"."support_grants" ("tenant_id");
ALTER TABLE "platform"."sessions" ADD COLUMN "support_grant_id" TEXT;
ALTER TABLE "platform"."sessions" ADD CONSTRAINT "sessions_support_grant_id_fkey" FOREIGN KEY ("support_grant_id") REFERENCES "platform"."support_grants" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
