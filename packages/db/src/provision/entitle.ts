import { asAdmin } from '../migrate/transaction.ts';

export type MarketDataGrant = { readonly slug: string; readonly venue: string; readonly instrument: string };

/** Lets a tenant read shared market data, or no longer; an instrument of * is all of the venue. @throws where there is no such tenant */
export async function setMarketDataGrant(adminUrl: string, grant: MarketDataGrant & { readonly granted: boolean }): Promise<void> {
	const { slug, venue, instrument, granted } = grant;
	if (venue === '' || instrument === '') throw new Error('say tenant, venue and instrument (or *)');
	await asAdmin(adminUrl, async (client) => {
		const tenant = await client.query<{ id: number }>('SELECT "id" FROM "platform"."tenants" WHERE "slug" = $1', [slug]);
		const id = tenant.rows[0]?.id;
		if (id === undefined) throw new Error(`there is no tenant with the slug "${slug}"`);
		await client.query(
			granted
				? 'INSERT INTO "platform"."market_data_entitlements" ("tenant_id", "venue", "instrument") VALUES ($1, $2, $3) ON CONFLICT DO NOTHING'
				: 'DELETE FROM "platform"."market_data_entitlements" WHERE "tenant_id" = $1 AND "venue" = $2 AND "instrument" = $3',
			[id, venue, instrument],
		);
	});
}
