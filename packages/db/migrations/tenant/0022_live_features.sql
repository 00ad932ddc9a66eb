-- Which feature sets of which instruments are kept warm from live ticks. What is no longer wanted stays as a row that is not active.
CREATE TABLE "__tenant__"."ml_live_features" (
	"set_name" TEXT NOT NULL,
	"set_version" INTEGER NOT NULL,
	"venue" TEXT NOT NULL,
	"instrument" TEXT NOT NULL,
	"active" BOOLEAN NOT NULL DEFAULT true,
	"created_by" INTEGER NOT NULL,
	"updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	CONSTRAINT "ml_live_features_pkey" PRIMARY KEY ("set_name", "set_version", "venue", "instrument")
);
