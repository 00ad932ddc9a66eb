-- Versioned feature sets, trainings and studies as jobs of the worker, and what a version's maker says of it. A feature set's version never changes.
CREATE TABLE "__tenant__"."ml_feature_sets" (
	"name" TEXT NOT NULL,
	"version" INTEGER NOT NULL,
	"definition" JSONB NOT NULL,
	"created_by" INTEGER NOT NULL,
	"created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	CONSTRAINT "ml_feature_sets_pkey" PRIMARY KEY ("name", "version")
);

CREATE TABLE "__tenant__"."ml_jobs" (
	"id" TEXT NOT NULL,
	"kind" TEXT NOT NULL,
	"status" TEXT NOT NULL,
	"request" JSONB NOT NULL,
	"phase" TEXT,
	"step" INTEGER NOT NULL DEFAULT 0,
	"of" INTEGER NOT NULL DEFAULT 0,
	"loss" DOUBLE PRECISION,
	"error" TEXT,
	"starts" INTEGER NOT NULL DEFAULT 0,
	"run_id" TEXT,
	"version" INTEGER,
	"created_by" INTEGER NOT NULL,
	"created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	"updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	CONSTRAINT "ml_jobs_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "ml_jobs_created_at_idx" ON "__tenant__"."ml_jobs" ("created_at");

CREATE TABLE "__tenant__"."ml_trials" (
	"job_id" TEXT NOT NULL,
	"number" INTEGER NOT NULL,
	"point" JSONB NOT NULL,
	"status" TEXT NOT NULL,
	"loss" DOUBLE PRECISION,
	"steps" INTEGER NOT NULL DEFAULT 0,
	"curve" JSONB NOT NULL DEFAULT '[]',
	"updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	CONSTRAINT "ml_trials_pkey" PRIMARY KEY ("job_id", "number"),
	CONSTRAINT "ml_trials_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "__tenant__"."ml_jobs" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

ALTER TABLE "__tenant__"."ml_model_versions"
	ADD COLUMN "card" JSONB NOT NULL DEFAULT '{}',
	ADD COLUMN "signature" TEXT;
