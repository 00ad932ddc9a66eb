-- Experiments, runs and registered models. Names and life cycles are MLflow's, so that its client works.
CREATE TABLE "__tenant__"."ml_experiments" (
	"id" SERIAL NOT NULL,
	"name" TEXT NOT NULL,
	"lifecycle" TEXT NOT NULL DEFAULT 'active',
	"tags" JSONB NOT NULL DEFAULT '{}',
	"created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	"updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	CONSTRAINT "ml_experiments_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "ml_experiments_name_key" ON "__tenant__"."ml_experiments" ("name");

CREATE TABLE "__tenant__"."ml_runs" (
	"id" TEXT NOT NULL,
	"experiment_id" INTEGER NOT NULL,
	"name" TEXT NOT NULL,
	"user_id" INTEGER NOT NULL,
	"status" TEXT NOT NULL,
	"lifecycle" TEXT NOT NULL DEFAULT 'active',
	"started_ms" BIGINT NOT NULL,
	"ended_ms" BIGINT,
	"params" JSONB NOT NULL DEFAULT '{}',
	"tags" JSONB NOT NULL DEFAULT '{}',
	"latest_metrics" JSONB NOT NULL DEFAULT '{}',
	CONSTRAINT "ml_runs_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "ml_runs_experiment_id_started_ms_idx" ON "__tenant__"."ml_runs" ("experiment_id", "started_ms");
ALTER TABLE "__tenant__"."ml_runs" ADD CONSTRAINT "ml_runs_experiment_id_fkey" FOREIGN KEY ("experiment_id") REFERENCES "__tenant__"."ml_experiments" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "__tenant__"."ml_metrics" (
	"seq" BIGSERIAL NOT NULL,
	"run_id" TEXT NOT NULL,
	"key" TEXT NOT NULL,
	"value" DOUBLE PRECISION NOT NULL,
	"is_nan" BOOLEAN NOT NULL DEFAULT false,
	"timestamp_ms" BIGINT NOT NULL,
	"step" BIGINT NOT NULL,
	CONSTRAINT "ml_metrics_pkey" PRIMARY KEY ("seq")
);
CREATE INDEX "ml_metrics_run_id_key_seq_idx" ON "__tenant__"."ml_metrics" ("run_id", "key", "seq");
ALTER TABLE "__tenant__"."ml_metrics" ADD CONSTRAINT "ml_metrics_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "__tenant__"."ml_runs" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "__tenant__"."ml_artifacts" (
	"run_id" TEXT NOT NULL,
	"path" TEXT NOT NULL,
	"sha256" TEXT NOT NULL,
	"bytes" INTEGER NOT NULL,
	CONSTRAINT "ml_artifacts_pkey" PRIMARY KEY ("run_id", "path")
);
ALTER TABLE "__tenant__"."ml_artifacts" ADD CONSTRAINT "ml_artifacts_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "__tenant__"."ml_runs" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "__tenant__"."ml_models" (
	"name" TEXT NOT NULL,
	"description" TEXT NOT NULL DEFAULT '',
	"tags" JSONB NOT NULL DEFAULT '{}',
	"created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	"updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	CONSTRAINT "ml_models_pkey" PRIMARY KEY ("name")
);

CREATE TABLE "__tenant__"."ml_model_versions" (
	"model_name" TEXT NOT NULL,
	"version" INTEGER NOT NULL,
	"stage" TEXT NOT NULL DEFAULT 'None',
	"description" TEXT NOT NULL DEFAULT '',
	"source" TEXT NOT NULL,
	"run_id" TEXT,
	"sha256" TEXT,
	"lineage" JSONB NOT NULL DEFAULT '{}',
	"tags" JSONB NOT NULL DEFAULT '{}',
	"created_by" INTEGER NOT NULL,
	"approved_by" INTEGER,
	"created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	"updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	CONSTRAINT "ml_model_versions_pkey" PRIMARY KEY ("model_name", "version")
);
ALTER TABLE "__tenant__"."ml_model_versions" ADD CONSTRAINT "ml_model_versions_model_name_fkey" FOREIGN KEY ("model_name") REFERENCES "__tenant__"."ml_models" ("name") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "__tenant__"."ml_model_aliases" (
	"model_name" TEXT NOT NULL,
	"alias" TEXT NOT NULL,
	"version" INTEGER NOT NULL,
	CONSTRAINT "ml_model_aliases_pkey" PRIMARY KEY ("model_name", "alias")
);
ALTER TABLE "__tenant__"."ml_model_aliases" ADD CONSTRAINT "ml_model_aliases_model_name_fkey" FOREIGN KEY ("model_name") REFERENCES "__tenant__"."ml_models" ("name") ON DELETE RESTRICT ON UPDATE CASCADE;
