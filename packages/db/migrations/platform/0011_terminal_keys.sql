-- Keys of terminals that a tenant set up itself, encrypted (encrypt in @meridian/auth). An account that ever had one is known by its own keys alone.
CREATE TABLE "platform"."terminal_keys" (
	"id" TEXT NOT NULL,
	"tenant_id" INTEGER NOT NULL,
	"account_id" INTEGER NOT NULL,
	"encrypted" TEXT NOT NULL,
	"created_by" INTEGER NOT NULL,
	"created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	"revoked_at" TIMESTAMPTZ(3),
	CONSTRAINT "terminal_keys_pkey" PRIMARY KEY ("id"),
	CONSTRAINT "terminal_keys_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "platform"."tenants" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "terminal_keys_in_force" ON "platform"."terminal_keys" ("tenant_id", "account_id") WHERE "revoked_at" IS NULL;
CREATE INDEX "terminal_keys_tenant_id_idx" ON "platform"."terminal_keys" ("tenant_id");
