-- Programs that log in by themselves (OAuth 2 client credentials). Each is a user of its own, so that orders, audit and limits know it.
CREATE TABLE "platform"."api_clients" (
	"id" TEXT NOT NULL,
	"tenant_id" INTEGER NOT NULL,
	"user_id" INTEGER NOT NULL,
	"name" TEXT NOT NULL,
	"secret_hash" TEXT NOT NULL,
	"allowed_ips" TEXT[] NOT NULL,
	"created_by" INTEGER NOT NULL,
	"created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	"expires_at" TIMESTAMPTZ(3) NOT NULL,
	"last_used_at" TIMESTAMPTZ(3),
	"revoked_at" TIMESTAMPTZ(3),
	CONSTRAINT "api_clients_pkey" PRIMARY KEY ("id"),
	CONSTRAINT "api_clients_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "platform"."tenants" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
	CONSTRAINT "api_clients_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "platform"."users" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "api_clients_user_id_key" ON "platform"."api_clients" ("user_id");
CREATE INDEX "api_clients_tenant_id_idx" ON "platform"."api_clients" ("tenant_id");
