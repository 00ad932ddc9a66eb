-- Single sign-on: a tenant's own identity providers, the domains that it has proved to be its own, and who a provider's people are here.
CREATE TABLE "platform"."identity_providers" (
	"id" TEXT NOT NULL,
	"tenant_id" INTEGER NOT NULL,
	"kind" TEXT NOT NULL,
	"name" TEXT NOT NULL,
	"config" JSONB NOT NULL,
	"secret" TEXT,
	"enabled" BOOLEAN NOT NULL DEFAULT FALSE,
	"created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	"updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	"removed_at" TIMESTAMPTZ(3),
	CONSTRAINT "identity_providers_pkey" PRIMARY KEY ("id"),
	CONSTRAINT "identity_providers_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "platform"."tenants" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "identity_providers_tenant_id_idx" ON "platform"."identity_providers" ("tenant_id");

CREATE TABLE "platform"."tenant_domains" (
	"id" TEXT NOT NULL,
	"tenant_id" INTEGER NOT NULL,
	"domain" TEXT NOT NULL,
	"token" TEXT NOT NULL,
	"created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	"verified_at" TIMESTAMPTZ(3),
	"removed_at" TIMESTAMPTZ(3),
	CONSTRAINT "tenant_domains_pkey" PRIMARY KEY ("id"),
	CONSTRAINT "tenant_domains_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "platform"."tenants" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "tenant_domains_tenant_id_idx" ON "platform"."tenant_domains" ("tenant_id");
-- A domain is one tenant's.
CREATE UNIQUE INDEX "tenant_domains_verified_key" ON "platform"."tenant_domains" ("domain") WHERE "verified_at" IS NOT NULL AND "removed_at" IS NULL;

CREATE TABLE "platform"."external_identities" (
	"provider_id" TEXT NOT NULL,
	"subject" TEXT NOT NULL,
	"user_id" INTEGER NOT NULL,
	"created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	CONSTRAINT "external_identities_pkey" PRIMARY KEY ("provider_id", "subject"),
	CONSTRAINT "external_identities_provider_id_fkey" FOREIGN KEY ("provider_id") REFERENCES "platform"."identity_providers" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
	CONSTRAINT "external_identities_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "platform"."users" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "external_identities_user_id_idx" ON "platform"."external_identities" ("user_id");
