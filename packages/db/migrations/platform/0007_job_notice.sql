-- The control process hears of a new job at once.
CREATE FUNCTION "platform"."tell_of_job"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_notify('tenant_jobs', NEW."id"::text);
	RETURN NULL;
END $$;
CREATE TRIGGER "tenant_jobs_told" AFTER INSERT ON "platform"."tenant_jobs" FOR EACH ROW EXECUTE FUNCTION "platform"."tell_of_job"();
