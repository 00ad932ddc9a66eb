/** Where a gateway's live market data is in Redis. Every name carries the tenant: what its own terminals say is that tenant's alone. */
export const liveKeys = {
	/** Sorted set of closed bars, by the start of each. */
	bars: (tenantId: number, instrumentId: number, place: { readonly venue: string; readonly series: string }): string =>
		`t:${tenantId}:bars:${instrumentId}:${place.venue}:${place.series}`,
	/** Hash of the bars in progress, by instrument, venue and series. */
	forming: (tenantId: number): string => `t:${tenantId}:forming`,
	/** Channel: lists of bars that closed or changed. */
	barsChannel: (tenantId: number): string => `t:${tenantId}:barnews`,
	/** Hash of the counts since the gateway started, by instrument and venue. */
	quality: (tenantId: number): string => `t:${tenantId}:quality`,
	/** Sorted set of what each minute was like, by its start. */
	minutes: (tenantId: number, instrumentId: number, venue: string): string => `t:${tenantId}:minutes:${instrumentId}:${venue}`,
	/** List of gaps, newest first. */
	gaps: (tenantId: number, instrumentId: number, venue: string): string => `t:${tenantId}:gaps:${instrumentId}:${venue}`,
	/** Channel: alerts that fired. */
	alertsChannel: (tenantId: number): string => `t:${tenantId}:alerts`,
	/** Channel of all tenants: the id of one whose rules have changed. */
	alertRulesChannel: 'alerts:changed',
} as const;

export const liveEvery = ['1s', '1m'] as const;
export const livePrices = ['bid', 'ask', 'mid'] as const;
/** What the gateway makes of every stream; larger bars are made of the minutes. */
export const liveSeries: readonly string[] = liveEvery.flatMap((every) => livePrices.map((price) => `${every}/${price}`));
/** How many closed bars are kept: an hour of seconds, a week of minutes. */
export const keptBars = { '1s': 3_600, '1m': 10_080 } as const;
export const keptMinutes = 10_080;
export const keptGaps = 200;
