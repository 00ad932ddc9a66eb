-- Which shared market data a tenant may read; what is not here is denied. An instrument of * is all of the venue.
CREATE TABLE "platform"."market_data_entitlements" (
	"tenant_id" INTEGER NOT NULL,
	"venue" TEXT NOT NULL,
	"instrument" TEXT NOT NULL,
	"granted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	CONSTRAINT "market_data_entitlements_pkey" PRIMARY KEY ("tenant_id", "venue", "instrument"),
	CONSTRAINT "market_data_entitlements_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "platform"."tenants" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
-- What was read of it, by day in UTC.
CREATE TABLE "platform"."market_data_usage" (
	"tenant_id" INTEGER NOT NULL,
	"day" TEXT NOT NULL,
	"venue" TEXT NOT NULL,
	"instrument" TEXT NOT NULL,
	"requests" BIGINT NOT NULL,
	"rows" BIGINT NOT NULL,
	CONSTRAINT "market_data_usage_pkey" PRIMARY KEY ("tenant_id", "day", "venue", "instrument"),
	CONSTRAINT "market_data_usage_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "platform"."tenants" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
