import type { VenueDeal } from '../messages.ts';

/** When the venue made a deal, among others of the same ms by its ticket. */
export type DealMoment = Pick<VenueDeal, 'venueAtMs' | 'ticket'>;

/** The order in which the venue made its deals: by its time, then by ticket. */
export function byVenueTime(a: DealMoment, b: DealMoment): number {
	if (a.venueAtMs !== b.venueAtMs) return a.venueAtMs < b.venueAtMs ? -1 : 1;
	return a.ticket < b.ticket ? -1 : a.ticket > b.ticket ? 1 : 0;
}
