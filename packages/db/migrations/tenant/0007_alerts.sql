-- Alerts on market data, and each time that one fired. Nothing is deleted: a removed alert bears the time of its removal.
CREATE TABLE "__tenant__"."alerts" (
	"id" SERIAL NOT NULL,
	"name" TEXT NOT NULL,
	"instrument_id" INTEGER NOT NULL,
	"venue" TEXT NOT NULL,
	"metric" TEXT NOT NULL,
	"window_ms" INTEGER,
	"other_instrument_id" INTEGER,
	"other_venue" TEXT,
	"condition" JSONB NOT NULL,
	"active" BOOLEAN NOT NULL DEFAULT true,
	"state" TEXT NOT NULL DEFAULT 'unknown',
	"created_by" INTEGER NOT NULL,
	"created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	"deleted_at" TIMESTAMPTZ(3),
	CONSTRAINT "alerts_pkey" PRIMARY KEY ("id"),
	CONSTRAINT "alerts_instrument_id_fkey" FOREIGN KEY ("instrument_id") REFERENCES "__tenant__"."instruments" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

CREATE TABLE "__tenant__"."alert_events" (
	"id" BIGSERIAL NOT NULL,
	"alert_id" INTEGER NOT NULL,
	"at" TIMESTAMPTZ(3) NOT NULL,
	"value" DOUBLE PRECISION NOT NULL,
	CONSTRAINT "alert_events_pkey" PRIMARY KEY ("id"),
	CONSTRAINT "alert_events_alert_id_fkey" FOREIGN KEY ("alert_id") REFERENCES "__tenant__"."alerts" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "alert_events_alert_id_id_idx" ON "__tenant__"."alert_events" ("alert_id", "id");
