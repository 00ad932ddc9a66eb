-- The kill switch of single desks, accounts and strategies, as the engine last said: one row for each that ever was halted.
CREATE TABLE "__tenant__"."halts" (
	"level" TEXT NOT NULL,
	"subject_id" INTEGER NOT NULL,
	"halted" BOOLEAN NOT NULL,
	"changed_by" INTEGER NOT NULL,
	"changed_at" TIMESTAMPTZ(3) NOT NULL,
	CONSTRAINT "halts_pkey" PRIMARY KEY ("level", "subject_id")
);
