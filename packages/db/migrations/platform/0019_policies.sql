-- What a tenant's people may, as Cedar policies. Every version is kept; the newest is in force.
CREATE TABLE "platform"."tenant_policies" (
	"tenant_id" INTEGER NOT NULL,
	"version" INTEGER NOT NULL,
	"text" TEXT NOT NULL,
	"created_by" INTEGER NOT NULL,
	"created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	CONSTRAINT "tenant_policies_pkey" PRIMARY KEY ("tenant_id", "version"),
	CONSTRAINT "tenant_policies_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "platform"."tenants" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
