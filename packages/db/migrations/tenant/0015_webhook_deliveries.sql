-- What is to be delivered to whom, once per event and endpoint, and every attempt at it.
CREATE TABLE "__tenant__"."webhook_deliveries" (
	"id" TEXT NOT NULL,
	"endpoint_id" TEXT NOT NULL,
	"event_id" TEXT NOT NULL,
	"event_type" TEXT NOT NULL,
	"payload" TEXT NOT NULL,
	"status" TEXT NOT NULL DEFAULT 'PENDING',
	"attempts" INTEGER NOT NULL DEFAULT 0,
	"due_at" TIMESTAMPTZ(3) NOT NULL,
	"created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	"delivered_at" TIMESTAMPTZ(3),
	CONSTRAINT "webhook_deliveries_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "webhook_deliveries_endpoint_id_event_id_key" ON "__tenant__"."webhook_deliveries" ("endpoint_id", "event_id");
CREATE INDEX "webhook_deliveries_endpoint_id_created_at_id_idx" ON "__tenant__"."webhook_deliveries" ("endpoint_id", "created_at", "id");
CREATE INDEX "webhook_deliveries_status_due_at_idx" ON "__tenant__"."webhook_deliveries" ("status", "due_at");

CREATE TABLE "__tenant__"."webhook_attempts" (
	"id" BIGSERIAL NOT NULL,
	"delivery_id" TEXT NOT NULL,
	"at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	"duration_ms" INTEGER NOT NULL,
	"status_code" INTEGER,
	"error" TEXT,
	CONSTRAINT "webhook_attempts_pkey" PRIMARY KEY ("id"),
	CONSTRAINT "webhook_attempts_delivery_id_fkey" FOREIGN KEY ("delivery_id") REFERENCES "__tenant__"."webhook_deliveries" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "webhook_attempts_delivery_id_idx" ON "__tenant__"."webhook_attempts" ("delivery_id");
