import type { VenueDeal } from '../messages.ts';

/** The order in which the venue made its deals: by its time, then by ticket. */
export function byVenueTime(a: VenueDeal, b: VenueDeal): number {
	if (a.venueAtMs !== b.venueAtMs) return a.venueAtMs < b.venueAtMs ? -1 : 1;
	return a.ticket < b.ticket ? -1 : a.ticket > b.ticket ? 1 : 0;
}
