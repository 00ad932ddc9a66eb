-- Where a tenant's programs hear of events. What was delivered is in the tenant's own schema.
CREATE TABLE "platform"."webhook_endpoints" (
	"id" TEXT NOT NULL,
	"tenant_id" INTEGER NOT NULL,
	"url" TEXT NOT NULL,
	"description" TEXT NOT NULL,
	"events" TEXT[] NOT NULL,
	"status" TEXT NOT NULL DEFAULT 'ACTIVE',
	"secret" TEXT NOT NULL,
	"previous_secret" TEXT,
	"previous_until" TIMESTAMPTZ(3),
	"cursor" JSONB NOT NULL,
	"failures" INTEGER NOT NULL DEFAULT 0,
	"disabled_why" TEXT,
	"created_by" INTEGER NOT NULL,
	"created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	CONSTRAINT "webhook_endpoints_pkey" PRIMARY KEY ("id"),
	CONSTRAINT "webhook_endpoints_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "platform"."tenants" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "webhook_endpoints_tenant_id_idx" ON "platform"."webhook_endpoints" ("tenant_id");
CREATE INDEX "webhook_endpoints_status_idx" ON "platform"."webhook_endpoints" ("status");
