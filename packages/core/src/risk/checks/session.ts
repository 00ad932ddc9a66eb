import { type Check, deny, increaseOnly } from '../check.ts';

const DAY_SEC = 86_400;
const WEEK_SEC = 7 * DAY_SEC;
/** 1 January 1970 was a Thursday: four days after a Sunday. */
const EPOCH_SEC = 4 * DAY_SEC;

/** Seconds since Sunday 00:00 of the broker's clock. */
function secondOfWeek(nowMs: number, serverOffsetSec: number): number {
	return (Math.floor(nowMs / 1000) + serverOffsetSec + EPOCH_SEC) % WEEK_SEC;
}

export const session: Check = {
	number: 4,
	title: 'trading session open',
	applies: increaseOnly,
	run({ spec, nowMs }) {
		if (spec === undefined) return deny('INSTRUMENT_SPEC_MISSING');
		const sec = secondOfWeek(nowMs, spec.serverOffsetSec);
		return spec.sessions.some(({ fromSec, toSec }) => sec >= fromSec && sec < toSec) ? null : deny('SESSION_CLOSED');
	},
};
