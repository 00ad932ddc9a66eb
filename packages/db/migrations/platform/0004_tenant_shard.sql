-- The shard whose engine and journal a tenant belongs to. It is chosen when the tenant is made, and stays: its orders are in that journal.
ALTER TABLE "platform"."tenants" ADD COLUMN "shard" INTEGER NOT NULL DEFAULT 0 CHECK ("shard" >= 0);

CREATE FUNCTION "platform"."tenant_keeps_its_shard"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'tenant % stays on shard %: its orders are in that journal', OLD."id", OLD."shard"
		USING ERRCODE = 'check_violation';
END $$;

CREATE TRIGGER "tenant_keeps_its_shard" BEFORE UPDATE OF "shard" ON "platform"."tenants"
	FOR EACH ROW WHEN (OLD."shard" IS DISTINCT FROM NEW."shard")
	EXECUTE FUNCTION "platform"."tenant_keeps_its_shard"();
