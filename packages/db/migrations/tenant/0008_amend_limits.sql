-- A limit that an account does not have denies. Accounts that were trading before these limits existed get wide ones, to be narrowed
-- by their administrator; what is set already stays.
UPDATE "__tenant__"."accounts" SET "limits" = '{
	"amendsPerSecond": 1000,
	"amendsBurst": 1000,
	"maxOrdersPerTrade": 1000000
}'::jsonb || "limits";
