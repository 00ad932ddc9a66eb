-- The other position of a close-by (0 is none), when a GTD order expires (ms since 1970), and the limit price of a stop-limit.
ALTER TABLE "__tenant__"."orders"
	ADD COLUMN "position_by_ticket" DECIMAL(20,0) NOT NULL DEFAULT 0,
	ADD COLUMN "expires_at_ms" BIGINT,
	ADD COLUMN "limit_price" BIGINT;
ALTER TABLE "__tenant__"."order_events" ADD COLUMN "limit_price" BIGINT;
