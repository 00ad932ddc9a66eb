-- A program changes over to its new secret when it likes: the one before works too, for a while.
ALTER TABLE "platform"."api_clients"
	ADD COLUMN "previous_secret_hash" TEXT,
	ADD COLUMN "previous_until" TIMESTAMPTZ(3);
