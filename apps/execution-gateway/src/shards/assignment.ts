import type { Db } from '@meridian/db';
import type { Logger } from '@meridian/telemetry';

/**
 * Which shard's journal has which tenant, where that agrees with the platform.
 * @param tenants of each shard's journal, by the shard's number.
 * @throws where a tenant is in two journals, or in another than the platform says: run so, it would have two truths.
 */
export async function requireOneShardEach(
	tenants: readonly (readonly number[])[],
	{ db, log }: { readonly db: Pick<Db, 'platform'>; readonly log: Logger },
): Promise<ReadonlyMap<number, number>> {
	const heldBy = new Map<number, number>();
	for (const [shard, ids] of tenants.entries())
		for (const tenantId of ids) {
			const other = heldBy.get(tenantId);
			if (other !== undefined)
				throw new Error(
					`tenant ${tenantId} is in the journals of shard ${other} and of shard ${shard}, and can be in one only. Put the journal folders back as they were: docs/shards.md`,
				);
			heldBy.set(tenantId, shard);
		}
	for (const [tenantId, shard] of await assigned(db, log)) {
		const holder = heldBy.get(tenantId);
		if (holder !== undefined && holder !== shard)
			throw new Error(
				`tenant ${tenantId} is in the journal of shard ${holder}, and the platform says that it belongs to shard ${shard}. Put the journal folders back as they were: docs/shards.md`,
			);
	}
	return heldBy;
}

/** What the platform says. A database that is away must not hold up a takeover: there a tenant's shard never changes, and the journals were compared. */
async function assigned(db: Pick<Db, 'platform'>, log: Logger): Promise<readonly (readonly [number, number])[]> {
	try {
		const rows = await db.platform.tenant.findMany({ select: { id: true, shard: true } });
		return rows.map(({ id, shard }) => [id, shard] as const);
	} catch (error) {
		log.error({ err: error }, 'the platform could not be asked which shard each tenant belongs to');
		return [];
	}
}
