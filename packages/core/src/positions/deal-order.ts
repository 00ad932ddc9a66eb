/** When the venue made a deal, among others of the same ms by its ticket. */
export type DealMoment = { venueAtMs: number; ticket: bigint };

/** The order in which the venue made its deals: by its time, then by ticket. */
export function byVenueTime(a: Readonly<DealMoment>, b: Readonly<DealMoment>): number {
	if (a.venueAtMs !== b.venueAtMs) return a.venueAtMs < b.venueAtMs ? -1 : 1;
	return a.ticket < b.ticket ? -1 : a.ticket > b.ticket ? 1 : 0;
}
