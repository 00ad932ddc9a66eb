-- As of approvals: the database itself refuses that who asked for a change of limits decides on it.
ALTER TABLE "__tenant__"."limit_changes" ADD CONSTRAINT "limit_changes_four_eyes" CHECK ("decided_by" IS DISTINCT FROM "proposed_by");
