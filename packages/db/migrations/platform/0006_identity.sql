-- Who people are: sessions and what renews them, invitations, second factors.
ALTER TYPE "platform"."role" ADD VALUE 'QUANT';
ALTER TYPE "platform"."role" ADD VALUE 'COMPLIANCE';
ALTER TYPE "platform"."role" ADD VALUE 'READ_ONLY';
ALTER TYPE "platform"."role" ADD VALUE 'SERVICE';

-- One log-in on one device. Access tokens name it and are believed only while it lives.
CREATE TABLE "platform"."sessions" (
	"id" BIGINT NOT NULL,
	"user_id" INTEGER NOT NULL,
	"tenant_id" INTEGER,
	"methods" TEXT[] NOT NULL,
	"user_agent" TEXT NOT NULL,
	"source_ip" TEXT NOT NULL,
	"created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	"last_used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	"proved_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	"expires_at" TIMESTAMPTZ(3) NOT NULL,
	"revoked_at" TIMESTAMPTZ(3),
	"revoked_why" TEXT,
	CONSTRAINT "sessions_pkey" PRIMARY KEY ("id"),
	CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "platform"."users" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
	CONSTRAINT "sessions_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "platform"."tenants" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE INDEX "sessions_user_id_idx" ON "platform"."sessions" ("user_id");

-- Each may be used once. One that comes a second time was stolen, or its answer was: its session ends.
CREATE TABLE "platform"."refresh_tokens" (
	"hash" TEXT NOT NULL,
	"session_id" BIGINT NOT NULL,
	"issued_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	"used_at" TIMESTAMPTZ(3),
	CONSTRAINT "refresh_tokens_pkey" PRIMARY KEY ("hash"),
	CONSTRAINT "refresh_tokens_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "platform"."sessions" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "refresh_tokens_session_id_idx" ON "platform"."refresh_tokens" ("session_id");

CREATE TABLE "platform"."invitations" (
	"id" TEXT NOT NULL,
	"tenant_id" INTEGER NOT NULL,
	"email" TEXT NOT NULL,
	"role" "platform"."role" NOT NULL,
	"token_hash" TEXT NOT NULL,
	"invited_by" INTEGER NOT NULL,
	"created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	"expires_at" TIMESTAMPTZ(3) NOT NULL,
	"accepted_at" TIMESTAMPTZ(3),
	"revoked_at" TIMESTAMPTZ(3),
	CONSTRAINT "invitations_pkey" PRIMARY KEY ("id"),
	CONSTRAINT "invitations_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "platform"."tenants" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "invitations_token_hash_key" ON "platform"."invitations" ("token_hash");
CREATE INDEX "invitations_tenant_id_idx" ON "platform"."invitations" ("tenant_id");

-- TOTP: the secret, encrypted. PASSKEY: the public key. Unconfirmed ones count for nothing.
CREATE TABLE "platform"."second_factors" (
	"id" TEXT NOT NULL,
	"user_id" INTEGER NOT NULL,
	"kind" TEXT NOT NULL,
	"name" TEXT NOT NULL,
	"secret" TEXT NOT NULL,
	"counter" BIGINT NOT NULL DEFAULT 0,
	"created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	"confirmed_at" TIMESTAMPTZ(3),
	"last_used_at" TIMESTAMPTZ(3),
	"removed_at" TIMESTAMPTZ(3),
	CONSTRAINT "second_factors_pkey" PRIMARY KEY ("id"),
	CONSTRAINT "second_factors_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "platform"."users" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "second_factors_user_id_idx" ON "platform"."second_factors" ("user_id");

CREATE TABLE "platform"."recovery_codes" (
	"user_id" INTEGER NOT NULL,
	"hash" TEXT NOT NULL,
	"used_at" TIMESTAMPTZ(3),
	CONSTRAINT "recovery_codes_pkey" PRIMARY KEY ("user_id", "hash"),
	CONSTRAINT "recovery_codes_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "platform"."users" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
