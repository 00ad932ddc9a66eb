-- The other position of a close-by (0 is none), and when a GTD order expires, ms since 1970.
ALTER TABLE "__tenant__"."orders" ADD COLUMN "position_by_ticket" DECIMAL(20,0) NOT NULL DEFAULT 0, ADD COLUMN "expires_at_ms" BIGINT;
