-- The audit reads the states of all orders from the newest on.
CREATE INDEX "order_events_at_account_id_account_seq_idx" ON "__tenant__"."order_events" ("at", "account_id", "account_seq");
