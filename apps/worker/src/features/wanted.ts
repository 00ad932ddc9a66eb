import type { Db } from '@meridian/db';
import { builtInFeatureSet, featureSetDefinition } from '@meridian/ml';
import type { FollowedStream } from '@meridian/ml/live';
import type { Logger } from '@meridian/telemetry';

/** What a tenant wants to be kept warm: the tenant is whose schema the row stands in, never what a row says. */
export async function wantedStreams(
	db: Db,
	{ tenantId, log }: { readonly tenantId: number; readonly log: Logger },
): Promise<FollowedStream[]> {
	const own = db.forTenant(tenantId);
	const rows = await own.mlLiveFeature.findMany({ where: { active: true }, orderBy: [{ updatedAt: 'asc' }] });
	if (rows.length === 0) return [];
	const sets = await own.mlFeatureSet.findMany({ where: { name: { in: [...new Set(rows.map(({ setName }) => setName))] } } });
	return rows.flatMap(({ setName: name, setVersion: version, venue, instrument }) => {
		const stored = sets.find((set) => set.name === name && set.version === version);
		const definition = builtInFeatureSet({ name, version }) ?? featureSetDefinition.safeParse(stored?.definition).data;
		if (definition !== undefined) return [{ tenantId, venue, instrument, definition }];
		log.warn({ tenantId, name, version }, 'a feature set that should be live can not be read');
		return [];
	});
}
