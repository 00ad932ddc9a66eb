-- How long the request that placed an order took, stage by stage: OrderStages of @meridian/core. Null until it was answered.
ALTER TABLE "__tenant__"."orders" ADD COLUMN "stages" JSONB;
