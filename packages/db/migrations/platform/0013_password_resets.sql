-- A link that lets its holder choose a new password, once and soon.
CREATE TABLE "platform"."password_resets" (
	"token_hash" TEXT NOT NULL,
	"user_id" INTEGER NOT NULL,
	"created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	"expires_at" TIMESTAMPTZ(3) NOT NULL,
	"used_at" TIMESTAMPTZ(3),
	CONSTRAINT "password_resets_pkey" PRIMARY KEY ("token_hash"),
	CONSTRAINT "password_resets_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "platform"."users" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "password_resets_user_id_idx" ON "platform"."password_resets" ("user_id");
