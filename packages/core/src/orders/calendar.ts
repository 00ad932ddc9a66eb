import type { VenueSpec } from '../model.ts';
import { isExact } from '../money/mul-div.ts';

export const DAY_SEC = 86_400;
const WEEK_SEC = 7 * DAY_SEC;
/** 1 January 1970 was a Thursday: four days after a Sunday. */
const EPOCH_SEC = 4 * DAY_SEC;

type Calendar = Pick<VenueSpec, 'sessions' | 'serverOffsetSec'>;
/** Seconds since Sunday 00:00; `toSec` goes beyond the week where the session does. */
type Block = { readonly fromSec: number; readonly toSec: number };

/** Seconds since Sunday 00:00 of the broker's clock. */
export function secondOfWeek(nowMs: number, serverOffsetSec: number): number {
	return (Math.floor(nowMs / 1000) + serverOffsetSec + EPOCH_SEC) % WEEK_SEC;
}

export function isSessionOpen({ sessions, serverOffsetSec }: Calendar, nowMs: number): boolean {
	const sec = secondOfWeek(nowMs, serverOffsetSec);
	return sessions.some(({ fromSec, toSec }) => sec >= fromSec && sec < toSec);
}

/** When trading opens next, later than now; null: the calendar has no such moment. */
export function nextOpenMs(calendar: Calendar, nowMs: number): number | null {
	return nextMoment(calendar, { nowMs, moments: blocksOf(calendar).map(({ fromSec }) => fromSec) });
}

/** When trading ends next, later than now: of the session that is open, or of the next one. */
export function nextCloseMs(calendar: Calendar, nowMs: number): number | null {
	return nextMoment(calendar, { nowMs, moments: blocksOf(calendar).map(({ toSec }) => toSec % WEEK_SEC) });
}

/** When the broker's trading day ends: with the last session of the broker's present day, or of the next day that has one yet to come. */
export function dayEndMs(calendar: Calendar, nowMs: number): number | null {
	const ends: number[] = [];
	for (let day = 0; day < 7; day++) {
		const from = day * DAY_SEC;
		const own = calendar.sessions.filter((session) => isSound(session) && session.fromSec < from + DAY_SEC && session.toSec > from);
		if (own.length > 0) ends.push(Math.min(from + DAY_SEC, Math.max(...own.map(({ toSec }) => toSec))) % WEEK_SEC);
	}
	return nextMoment(calendar, { nowMs, moments: ends });
}

function nextMoment({ serverOffsetSec }: Calendar, at: { readonly nowMs: number; readonly moments: readonly number[] }): number | null {
	const sec = secondOfWeek(at.nowMs, serverOffsetSec);
	if (!isExact(serverOffsetSec) || at.moments.length === 0) return null;
	const ahead = Math.min(...at.moments.map((moment) => (((moment - sec) % WEEK_SEC) + WEEK_SEC) % WEEK_SEC || WEEK_SEC));
	return (Math.floor(at.nowMs / 1000) + ahead) * 1000;
}

function isSound({ fromSec, toSec }: Block): boolean {
	return isExact(fromSec) && isExact(toSec) && fromSec >= 0 && fromSec < toSec && toSec <= WEEK_SEC;
}

/** Sessions that follow each other without a break are one, over midnight and over the week's end; a market that never closes has none. */
function blocksOf({ sessions }: Calendar): readonly Block[] {
	const blocks: Block[] = [];
	for (const session of sessions.filter(isSound).sort((a, b) => a.fromSec - b.fromSec)) {
		const last = blocks.at(-1);
		if (last !== undefined && session.fromSec <= last.toSec)
			blocks[blocks.length - 1] = { fromSec: last.fromSec, toSec: Math.max(last.toSec, session.toSec) };
		else blocks.push({ fromSec: session.fromSec, toSec: session.toSec });
	}
	const [first] = blocks;
	const last = blocks.at(-1);
	if (first === undefined || last === undefined || first.fromSec !== 0 || last.toSec !== WEEK_SEC) return blocks;
	return blocks.length === 1 ? [] : [...blocks.slice(1, -1), { fromSec: last.fromSec, toSec: WEEK_SEC + first.toSec }];
}
