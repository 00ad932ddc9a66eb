-- A session id has 53 bits: at 31 two sessions of a busy tenant would soon share one.
ALTER TABLE "__tenant__"."orders" ALTER COLUMN "session_id" TYPE BIGINT;
