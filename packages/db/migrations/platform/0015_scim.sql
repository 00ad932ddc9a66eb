-- Provisioning by a tenant's directory (SCIM 2.0): the directory's token, what it says of people, and its groups.
CREATE TABLE "platform"."scim_tokens" (
	"id" TEXT NOT NULL,
	"tenant_id" INTEGER NOT NULL,
	"name" TEXT NOT NULL,
	"token_hash" TEXT NOT NULL,
	"created_by" INTEGER NOT NULL,
	"created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	"expires_at" TIMESTAMPTZ(3) NOT NULL,
	"last_used_at" TIMESTAMPTZ(3),
	"revoked_at" TIMESTAMPTZ(3),
	CONSTRAINT "scim_tokens_pkey" PRIMARY KEY ("id"),
	CONSTRAINT "scim_tokens_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "platform"."tenants" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "scim_tokens_token_hash_key" ON "platform"."scim_tokens" ("token_hash");
CREATE INDEX "scim_tokens_tenant_id_idx" ON "platform"."scim_tokens" ("tenant_id");

CREATE TABLE "platform"."directory_users" (
	"tenant_id" INTEGER NOT NULL,
	"user_id" INTEGER NOT NULL,
	"external_id" TEXT,
	"given_name" TEXT,
	"family_name" TEXT,
	"created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	"updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	"deleted_at" TIMESTAMPTZ(3),
	CONSTRAINT "directory_users_pkey" PRIMARY KEY ("tenant_id", "user_id"),
	CONSTRAINT "directory_users_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "platform"."tenants" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
	CONSTRAINT "directory_users_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "platform"."users" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

CREATE TABLE "platform"."directory_groups" (
	"id" TEXT NOT NULL,
	"tenant_id" INTEGER NOT NULL,
	"display_name" TEXT NOT NULL,
	"external_id" TEXT,
	"role" TEXT,
	"created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	"updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	"removed_at" TIMESTAMPTZ(3),
	CONSTRAINT "directory_groups_pkey" PRIMARY KEY ("id"),
	CONSTRAINT "directory_groups_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "platform"."tenants" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "directory_groups_tenant_id_idx" ON "platform"."directory_groups" ("tenant_id");

CREATE TABLE "platform"."directory_group_members" (
	"group_id" TEXT NOT NULL,
	"user_id" INTEGER NOT NULL,
	"added_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	"removed_at" TIMESTAMPTZ(3),
	CONSTRAINT "directory_group_members_pkey" PRIMARY KEY ("group_id", "user_id"),
	CONSTRAINT "directory_group_members_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "platform"."directory_groups" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
	CONSTRAINT "directory_group_members_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "platform"."users" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "directory_group_members_user_id_idx" ON "platform"."directory_group_members" ("user_id");
