import type { OrderLife } from '../model.ts';
import type { Transitions } from './transitions.ts';

export const lifeEvents = [
	'deny',
	'hold',
	'work',
	'submit',
	'accept',
	'trigger',
	'reject',
	'complete',
	'cancel',
	'expire',
	'lose',
	'vanish',
	'neverArrived',
	'presume',
] as const;
export type LifeEvent = (typeof lifeEvents)[number];

/** Only the venue's word ends an order that was submitted; one that the engine holds it may end itself. */
const ends = { complete: 'FILLED', cancel: 'CANCELED', expire: 'EXPIRED', reject: 'REJECTED' } as const;
const ended = {} as const;

/**
 * `work`: the engine holds it, since the venue can't. `trigger`: what it waited for has happened, here or at the venue. `submit`, `deny`, `work` and `hold` are for
 * orders that were never sent (`moveLife` sees to that): so the way from TRIGGERED to SUBMITTED is gone once. `lose`: the answer did not come (link cut, time-out, a retcode that says neither yes nor no). `neverArrived`: the terminal proved that it did not get the request.
 * `vanish`: a complete picture of the venue no longer holds a working order and does not say how it ended.
 * `presume`: it was received and has left no trace for long enough.
 */
export const lifeTransitions = {
	INITIALIZED: { deny: 'DENIED', hold: 'HELD', work: 'ACCEPTED', submit: 'SUBMITTED' },
	HELD: { deny: 'DENIED', work: 'ACCEPTED', submit: 'SUBMITTED', cancel: 'CANCELED', expire: 'EXPIRED' },
	SUBMITTED: { ...ends, accept: 'ACCEPTED', trigger: 'TRIGGERED', lose: 'UNKNOWN' },
	UNKNOWN: { ...ends, accept: 'ACCEPTED', trigger: 'TRIGGERED', neverArrived: 'NOT_SENT', presume: 'PRESUMED_ABSENT' },
	ACCEPTED: { ...ends, trigger: 'TRIGGERED', deny: 'DENIED', vanish: 'UNKNOWN' },
	TRIGGERED: { ...ends, submit: 'SUBMITTED', deny: 'DENIED', vanish: 'UNKNOWN' },
	DENIED: ended,
	FILLED: ended,
	CANCELED: ended,
	REJECTED: ended,
	EXPIRED: ended,
	NOT_SENT: ended,
	PRESUMED_ABSENT: ended,
} as const satisfies Transitions<OrderLife, LifeEvent>;

/** Held, working, on its way, or possibly so: it counts as open. */
export function isOpen(life: OrderLife): boolean {
	return life === 'SUBMITTED' || life === 'ACCEPTED' || life === 'TRIGGERED' || life === 'UNKNOWN' || life === 'HELD';
}
