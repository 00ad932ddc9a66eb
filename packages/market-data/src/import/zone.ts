import { dayMs } from './time.ts';

const hourMs = 3_600_000;
/** Zones change at whole quarters of an hour of UTC; so one answer serves a quarter of local time. */
const quarterMs = hourMs / 4;

/** The name says neither an offset nor a zone that this machine knows. */
export class UnknownZone extends Error {
	override readonly name = 'UnknownZone';
}

export type Zone = {
	readonly name: string;
	/**
	 * UTC of a local time. Where clocks were set back and the local time came twice, the first of the two, unless that would be before
	 * `notBeforeMs` (the row before): then the second. @returns undefined where clocks were set forward over it: there was no such time
	 */
	toUtcMs(localMs: number, notBeforeMs: number): number | undefined;
};

/** @param name an IANA zone (`Europe/Athens`), `UTC`, or a fixed offset (`+02:00`, `UTC-5`). @throws UnknownZone */
export function zoneOf(name: string): Zone {
	const offset = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?$/.exec(name);
	if (offset !== null) {
		const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
		if (minutes > 14 * 60 || Number(offset[3] ?? 0) > 59) throw new UnknownZone(`${name}: no zone is that far from UTC`);
		const ms = minutes * 60_000 * (offset[1] === '-' ? -1 : 1);
		return { name, toUtcMs: (localMs) => localMs - ms };
	}
	if (name === 'UTC' || name === 'GMT') return { name: 'UTC', toUtcMs: (localMs) => localMs };
	return ianaZone(name);
}

function ianaZone(name: string): Zone {
	const offsetAt = offsets(name);
	let quarter = Number.NaN;
	let candidates: readonly number[] = [];
	return {
		name,
		toUtcMs(localMs, notBeforeMs) {
			const own = Math.floor(localMs / quarterMs);
			if (own !== quarter) {
				quarter = own;
				candidates = offsetsOfLocal(own * quarterMs, offsetAt);
			}
			const [first, second] = candidates;
			if (first === undefined) return undefined;
			return second !== undefined && localMs - first < notBeforeMs ? localMs - second : localMs - first;
		},
	};
}

/** The offsets under which a local time exists, the larger (earlier in UTC) first. */
function offsetsOfLocal(localMs: number, offsetAt: (utcMs: number) => number): readonly number[] {
	const around = new Set([offsetAt(localMs - dayMs), offsetAt(localMs + dayMs)]);
	return [...around].filter((offset) => offsetAt(localMs - offset) === offset).sort((a, b) => b - a);
}

function offsets(name: string): (utcMs: number) => number {
	const options = { timeZone: name, hourCycle: 'h23', era: 'short' } as const;
	const fields = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const;
	let format: Intl.DateTimeFormat;
	try {
		format = new Intl.DateTimeFormat('en-US', { ...options, ...fields });
	} catch {
		throw new UnknownZone(`no time zone is named ${name}; give an IANA name such as Europe/Athens, or an offset such as +02:00`);
	}
	const known = new Map<number, number>();
	return (utcMs) => {
		const key = Math.floor(utcMs / quarterMs);
		const found = known.get(key);
		if (found !== undefined) return found;
		const part = Object.fromEntries(format.formatToParts(key * quarterMs).map(({ type, value }) => [type, Number(value)]));
		const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
		const offset = Date.UTC(year, month - 1, day, hour, minute, second) - key * quarterMs;
		if (known.size > 100_000) known.clear();
		known.set(key, offset);
		return offset;
	};
}
