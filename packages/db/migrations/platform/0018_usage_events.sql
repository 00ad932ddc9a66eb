-- What tenants used, for billing. Rows are only ever added; one that is told twice is there once.
CREATE TABLE "platform"."usage_events" (
	"id" TEXT NOT NULL,
	"tenant_id" INTEGER NOT NULL,
	"meter" TEXT NOT NULL,
	"quantity" BIGINT NOT NULL,
	"from_at" TIMESTAMPTZ(3) NOT NULL,
	"to_at" TIMESTAMPTZ(3) NOT NULL,
	CONSTRAINT "usage_events_pkey" PRIMARY KEY ("id"),
	CONSTRAINT "usage_events_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "platform"."tenants" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "usage_events_tenant_id_from_at_idx" ON "platform"."usage_events" ("tenant_id", "from_at");
