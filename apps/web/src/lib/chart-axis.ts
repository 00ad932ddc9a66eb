import type { IChartApi, TickMarkType, Time } from 'lightweight-charts';
import { formatter } from '../design/format.ts';
import type { Look } from '../design/look';

/** Half of a label at the font of the charts, by the letter. */
const halfLetterPx = 3.3;
/** The library's TickMarkType by its numbers: its script is for pages with a chart alone. */
const kinds = { year: 0, month: 1, day: 2, minute: 3 } as const;

type Zone = Pick<Look, 'locale' | 'timeZone'>;

/** What stands below a mark, in the person's language and zone. @param at seconds since 1970 */
export function markText(at: number, kind: number, look: Zone): string {
	const parts: Intl.DateTimeFormatOptions =
		kind === kinds.year
			? { year: 'numeric' }
			: kind === kinds.month
				? { month: 'short' }
				: kind === kinds.day
					? { day: 'numeric', month: 'short' }
					: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...(kind === kinds.minute ? {} : { second: '2-digit' }) };
	const zone = look.timeZone === 'local' ? {} : { timeZone: look.timeZone };
	return new Date(at * 1_000).toLocaleString(formatter(look).tag, { ...parts, ...zone });
}

/** The same of a moment in ms, as hours and minutes. */
export const clockMark = (atMs: number, look: Zone): string => markText(atMs / 1_000, kinds.minute, look);

/** The label where all of it can be seen, nothing where an edge would cut it. */
export function wholeOrNone(text: string, { at, widthPx }: { readonly at: number | null; readonly widthPx: number }): string {
	const half = text.length * halfLetterPx;
	return at !== null && (at < half || at > widthPx - half) ? '' : text;
}

/** Times below a chart in the person's language and zone, none cut by an edge. @returns what ends it */
export function labelTimes(chart: IChartApi, look: Zone): () => void {
	const scale = chart.timeScale();
	const tickMarkFormatter = (time: Time, kind: TickMarkType): string =>
		wholeOrNone(markText(Number(time), kind, look), { at: scale.timeToCoordinate(time), widthPx: scale.width() });
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
