CREATE TYPE "platform"."tenant_status" AS ENUM ('ACTIVE', 'SUSPENDED', 'DELETED');
CREATE TYPE "platform"."role" AS ENUM ('TENANT_ADMIN', 'TRADER', 'RISK_OFFICER');

CREATE TABLE "platform"."tenants" (
	"id" SERIAL NOT NULL,
	"slug" TEXT NOT NULL,
	"name" TEXT NOT NULL,
	"schema_name" TEXT NOT NULL,
	"role_name" TEXT NOT NULL,
	"schema_version" INTEGER NOT NULL,
	"status" "platform"."tenant_status" NOT NULL DEFAULT 'ACTIVE',
	"base_currency" TEXT NOT NULL,
	"config_version" INTEGER NOT NULL DEFAULT 1,
	"halted" BOOLEAN NOT NULL DEFAULT false,
	"created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	CONSTRAINT "tenants_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "tenants_slug_key" ON "platform"."tenants" ("slug");
CREATE UNIQUE INDEX "tenants_schema_name_key" ON "platform"."tenants" ("schema_name");
CREATE UNIQUE INDEX "tenants_role_name_key" ON "platform"."tenants" ("role_name");

CREATE TABLE "platform"."users" (
	"id" SERIAL NOT NULL,
	"email" TEXT NOT NULL,
	"name" TEXT NOT NULL,
	"password_hash" TEXT NOT NULL,
	"active" BOOLEAN NOT NULL DEFAULT true,
	"created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "users_email_key" ON "platform"."users" ("email");

CREATE TABLE "platform"."memberships" (
	"tenant_id" INTEGER NOT NULL,
	"user_id" INTEGER NOT NULL,
	"role" "platform"."role" NOT NULL,
	"active" BOOLEAN NOT NULL DEFAULT true,
	CONSTRAINT "memberships_pkey" PRIMARY KEY ("tenant_id", "user_id"),
	CONSTRAINT "memberships_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "platform"."tenants" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
	CONSTRAINT "memberships_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "platform"."users" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

CREATE TABLE "platform"."admin_audit" (
	"id" BIGSERIAL NOT NULL,
	"tenant_id" INTEGER,
	"user_id" INTEGER,
	"action" TEXT NOT NULL,
	"detail" JSONB NOT NULL,
	"correlation_id" TEXT NOT NULL,
	"at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	CONSTRAINT "admin_audit_pkey" PRIMARY KEY ("id"),
	CONSTRAINT "admin_audit_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "platform"."tenants" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE INDEX "admin_audit_tenant_id_at_idx" ON "platform"."admin_audit" ("tenant_id", "at");

CREATE TABLE "platform"."shard_epochs" (
	"shard" INTEGER NOT NULL,
	"epoch" BIGINT NOT NULL,
	CONSTRAINT "shard_epochs_pkey" PRIMARY KEY ("shard")
);
