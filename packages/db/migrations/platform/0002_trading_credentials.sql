-- What an institution's program may do at the direct door. Secrets are derived (credentialSecret in @meridian/auth), never stored.
CREATE TABLE "platform"."trading_credentials" (
	"id" TEXT NOT NULL,
	"tenant_id" INTEGER NOT NULL,
	"user_id" INTEGER NOT NULL,
	"name" TEXT NOT NULL,
	"account_ids" INTEGER[] NOT NULL,
	"may_trade" BOOLEAN NOT NULL,
	"orders_per_second" INTEGER NOT NULL,
	"created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	"revoked_at" TIMESTAMPTZ(3),
	CONSTRAINT "trading_credentials_pkey" PRIMARY KEY ("id"),
	CONSTRAINT "trading_credentials_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "platform"."tenants" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
	CONSTRAINT "trading_credentials_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "platform"."users" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "trading_credentials_tenant_id_idx" ON "platform"."trading_credentials" ("tenant_id");
