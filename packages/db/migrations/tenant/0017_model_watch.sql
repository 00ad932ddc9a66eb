-- What models in production said, what came, and how they did against their training.
CREATE TABLE "__tenant__"."ml_predictions" (
	"id" TEXT NOT NULL,
	"model_name" TEXT NOT NULL,
	"version" INTEGER NOT NULL,
	"subject" TEXT,
	"at" TIMESTAMPTZ(3) NOT NULL,
	"answer" DOUBLE PRECISION NOT NULL,
	"outcome" DOUBLE PRECISION,
	"outcome_at" TIMESTAMPTZ(3),
	CONSTRAINT "ml_predictions_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "ml_predictions_model_name_at_idx" ON "__tenant__"."ml_predictions" ("model_name", "at");

CREATE TABLE "__tenant__"."ml_watch_points" (
	"id" BIGSERIAL NOT NULL,
	"model_name" TEXT NOT NULL,
	"version" INTEGER NOT NULL,
	"at" TIMESTAMPTZ(3) NOT NULL,
	"report" JSONB NOT NULL,
	CONSTRAINT "ml_watch_points_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "ml_watch_points_model_name_id_idx" ON "__tenant__"."ml_watch_points" ("model_name", "id");
