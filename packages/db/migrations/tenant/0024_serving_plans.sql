-- What a model does beside answering by its version in production: a shadow, an experiment among versions, learning from what comes.
CREATE TABLE "__tenant__"."ml_serving_plans" (
	"model_name" TEXT NOT NULL,
	"plan" JSONB NOT NULL,
	"updated_by" INTEGER NOT NULL,
	"updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	CONSTRAINT "ml_serving_plans_pkey" PRIMARY KEY ("model_name")
);
CREATE INDEX "ml_predictions_model_name_outcome_at_idx" ON "__tenant__"."ml_predictions" ("model_name", "outcome_at") WHERE "outcome_at" IS NOT NULL;
