const dayMs = 86_400_000;

/**
 * The moment at which a clock of this zone shows `wall`, as a field of the browser has it: 2026-01-31T13:00. Where summer time ends and it shows
 * that twice, the first; where it begins and it never does, as if it had not begun. Null where `wall` is no time.
 * @param timeZone an IANA name, or 'local' for the browser's own
 */
export function momentOf(wall: string, timeZone: string): Date | null {
	if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(wall)) return null;
	const shownMs = Date.parse(timeZone === 'local' ? wall : `${wall}Z`);
	if (Number.isNaN(shownMs)) return null;
	if (timeZone === 'local') return new Date(shownMs);
	const before = offsetMs(shownMs - dayMs, timeZone);
	const after = offsetMs(shownMs + dayMs, timeZone);
	const offset = [before, after].find((one) => offsetMs(shownMs - one, timeZone) === one) ?? before;
	return new Date(shownMs - offset);
}

/** How far the zone's clock is ahead of UTC at a moment. */
function offsetMs(atMs: number, timeZone: string): number {
	const parts = new Intl.DateTimeFormat('en-GB', {
		...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
		...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
	}).formatToParts(atMs);
	const of = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value);
	return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) - Math.floor(atMs / 1_000) * 1_000;
}
