-- Programs of integrators that act for a person who has agreed (OAuth 2.1, authorization code with PKCE).
CREATE TABLE "platform"."oauth_apps" (
	"id" TEXT NOT NULL,
	"tenant_id" INTEGER NOT NULL,
	"name" TEXT NOT NULL,
	"redirect_uris" TEXT[] NOT NULL,
	"scopes" TEXT[] NOT NULL,
	"secret_hash" TEXT,
	"created_by" INTEGER NOT NULL,
	"created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	"revoked_at" TIMESTAMPTZ(3),
	CONSTRAINT "oauth_apps_pkey" PRIMARY KEY ("id"),
	CONSTRAINT "oauth_apps_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "platform"."tenants" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "oauth_apps_tenant_id_idx" ON "platform"."oauth_apps" ("tenant_id");

CREATE TABLE "platform"."oauth_codes" (
	"code_hash" TEXT NOT NULL,
	"app_id" TEXT NOT NULL,
	"user_id" INTEGER NOT NULL,
	"redirect_uri" TEXT NOT NULL,
	"challenge" TEXT NOT NULL,
	"scopes" TEXT[] NOT NULL,
	"created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	"expires_at" TIMESTAMPTZ(3) NOT NULL,
	"used_at" TIMESTAMPTZ(3),
	"session_id" BIGINT,
	CONSTRAINT "oauth_codes_pkey" PRIMARY KEY ("code_hash"),
	CONSTRAINT "oauth_codes_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "platform"."oauth_apps" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- A session that somebody else holds for its person: an app, with what was agreed to.
ALTER TABLE "platform"."sessions" ADD COLUMN "app_id" TEXT, ADD COLUMN "scopes" TEXT[] NOT NULL DEFAULT '{}';
-- The default was for the sessions that there were: whoever makes one says what it may.
ALTER TABLE "platform"."sessions" ALTER COLUMN "scopes" DROP DEFAULT;
ALTER TABLE "platform"."sessions" ADD CONSTRAINT "sessions_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "platform"."oauth_apps" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
