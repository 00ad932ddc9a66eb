import type { IChartApi, TickMarkType, Time } from 'lightweight-charts';
import { formatter } from '../design/format.ts';
import type { Look } from '../design/look';

/** Half of a label at the font of the charts, by the letter. */
const halfLetterPx = 3.3;
/** By the library's TickMarkType: year, month, day, minute, second. Its own script is for pages with a chart alone. */
const kinds: readonly Intl.DateTimeFormatOptions[] = [
	{ year: 'numeric' },
	{ month: 'short' },
	{ day: 'numeric', month: 'short' },
	{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
	{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
];
const minute = 3;

type Zone = Pick<Look, 'locale' | 'timeZone'>;

/** What stands below marks, in the person's language and zone: of a moment in seconds since 1970 and its TickMarkType. */
export function marker(look: Zone): (at: number, kind: number) => string {
	const { tag } = formatter(look);
	const zone = look.timeZone === 'local' ? {} : { timeZone: look.timeZone };
	const formats = kinds.map((parts) => new Intl.DateTimeFormat(tag, { ...parts, ...zone }));
	return (at, kind) => (formats[kind] ?? formats[minute])?.format(new Date(at * 1_000)) ?? '';
}

/** Of a moment in ms, as hours and minutes. */
export function clockMark(look: Zone): (atMs: number) => string {
	const mark = marker(look);
	return (atMs) => mark(atMs / 1_000, minute);
}

/** The label where all of it can be seen, nothing where an edge would cut it. */
export function wholeOrNone(text: string, { at, widthPx }: { readonly at: number | null; readonly widthPx: number }): string {
	const half = text.length * halfLetterPx;
	return at !== null && (at < half || at > widthPx - half) ? '' : text;
}

/** Times below a chart in the person's language and zone, none cut by an edge. @returns what ends it */
export function labelTimes(chart: IChartApi, look: Zone): () => void {
	const scale = chart.timeScale();
	const mark = marker(look);
	const tickMarkFormatter = (time: Time, kind: TickMarkType): string =>
		wholeOrNone(mark(Number(time), kind), { at: scale.timeToCoordinate(time), widthPx: scale.width() });
	// The library remembers labels, and forgets them where the options are told again.
	const again = () => chart.applyOptions({ timeScale: { tickMarkFormatter } });
	let left = Number.NaN;
	const moved = (range: { from: number } | null) => {
		const now = Math.round(range?.from ?? 0);
		if (now === left) return;
		left = now;
		again();
	};
	again();
	scale.subscribeVisibleLogicalRangeChange(moved);
	scale.subscribeSizeChange(again);
	return () => {
		scale.unsubscribeVisibleLogicalRangeChange(moved);
		scale.unsubscribeSizeChange(again);
	};
}
