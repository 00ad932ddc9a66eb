import type { OrderLife } from '../model.ts';
import type { Transitions } from './transitions.ts';

export type LifeEvent = 'deny' | 'submit' | 'accept' | 'reject' | 'complete' | 'cancel' | 'expire' | 'lose' | 'vanish' | 'neverArrived';

/** Only the venue's word ends an order that was submitted. */
const ends = { complete: 'FILLED', cancel: 'CANCELED', expire: 'EXPIRED', reject: 'REJECTED' } as const;
const ended = {} as const;

/**
 * `lose`: the answer did not come (link cut, time-out, a retcode that says neither yes nor no). `neverArrived`: the terminal proved that it did not get the request.
 * `vanish`: a complete picture of the venue no longer holds a working order and does not say how it ended.
 */
export const lifeTransitions = {
	INITIALIZED: { deny: 'DENIED', submit: 'SUBMITTED' },
	SUBMITTED: { ...ends, accept: 'ACCEPTED', lose: 'UNKNOWN' },
	UNKNOWN: { ...ends, accept: 'ACCEPTED', neverArrived: 'NOT_SENT' },
	ACCEPTED: { ...ends, vanish: 'UNKNOWN' },
	DENIED: ended,
	FILLED: ended,
	CANCELED: ended,
	REJECTED: ended,
	EXPIRED: ended,
	NOT_SENT: ended,
} as const satisfies Transitions<OrderLife, LifeEvent>;

/** At or on its way to the venue, or possibly so: it counts as open and its leaves are reserved. */
export function isOpen(life: OrderLife): boolean {
	return life === 'SUBMITTED' || life === 'ACCEPTED' || life === 'UNKNOWN';
}
