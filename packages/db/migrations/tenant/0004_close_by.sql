-- The other position of a close-by; 0 is none.
ALTER TABLE "__tenant__"."orders" ADD COLUMN "position_by_ticket" DECIMAL(20,0) NOT NULL DEFAULT 0;
