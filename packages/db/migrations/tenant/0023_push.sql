-- Browsers that asked to be told while no page is open: each of one log-in of one person, and gone with it.
CREATE TABLE "__tenant__"."push_subscriptions" (
	"id" TEXT NOT NULL,
	"user_id" INTEGER NOT NULL,
	"session_id" BIGINT NOT NULL,
	"endpoint" TEXT NOT NULL,
	"p256dh" TEXT NOT NULL,
	"auth" TEXT NOT NULL,
	"kinds" text[] NOT NULL,
	"locale" TEXT NOT NULL,
	"user_agent" TEXT NOT NULL,
	"created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	"removed_at" TIMESTAMPTZ(3),
	"removed_why" TEXT,
	CONSTRAINT "push_subscriptions_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "push_subscriptions_user_id_idx" ON "__tenant__"."push_subscriptions" ("user_id");
-- Up to which event all of them were told.
CREATE TABLE "__tenant__"."push_cursor" (
	"id" INTEGER NOT NULL,
	"cursor" JSONB NOT NULL,
	"updated_at" TIMESTAMPTZ(3) NOT NULL,
	CONSTRAINT "push_cursor_pkey" PRIMARY KEY ("id")
);
