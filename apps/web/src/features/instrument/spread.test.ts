import { expect, test } from 'vitest';
import type { Bar, QualityMinute } from '../../lib/types.ts';
import { spreadLines } from './spread.ts';

const start = (minute: number) => new Date(Date.UTC(2026, 10, 30, 9, minute)).toISOString();
const ms = (minute: number) => Date.parse(start(minute));
const bar = (minute: number, close: string): Bar => ({ start: start(minute), open: close, high: close, low: close, close });
const none = { seen: 9, dropped: 0, crossed: 0, nonPositive: 0, stale: 0, spike: 0, duplicate: 0, outOfOrder: 0, gap: 0, session: 0 };
const minute = (at: number, change: Partial<QualityMinute> = {}): QualityMinute => ({
	...{ start: start(at), counts: none, spreadMean: '0.0001025', spreadMax: '0.0001200' },
	...change,
});

test('the past comes from stored bars, in points, and ends where the gateway began to count', () => {
	const bids = [bar(1, '1.08700'), bar(2, '1.08710'), bar(3, '1.08720')];
	const asks = [bar(1, '1.08711'), bar(2, '1.08719'), bar(3, '1.08733')];
	const lines = spreadLines({ minutes: [minute(2)], bids, asks, digits: 5 });
	expect(lines.atEnd).toEqual([
		{ x: ms(1), y: 11 },
		{ x: ms(2), y: 9 },
	]);
	expect(lines.mean).toEqual([{ x: ms(2), y: 10.25 }]);
	expect(lines.largest).toEqual([{ x: ms(2), y: 12 }]);
});
test('a minute that only one side has tells no spread', () => {
	expect(spreadLines({ minutes: [], bids: [bar(1, '1.1')], asks: [bar(2, '1.2')], digits: 5 }).atEnd).toEqual([]);
});
test('a minute without quotes has no spread; repeated stamps are no fault, all else is', () => {
	const quiet = minute(1, { spreadMean: null, spreadMax: null, counts: { ...none, duplicate: 7 } });
	const bad = minute(2, { counts: { ...none, crossed: 1, gap: 2 } });
	const lines = spreadLines({ minutes: [quiet, bad], bids: [], asks: [], digits: 5 });
	expect(lines.mean).toHaveLength(1);
	expect(lines.faults).toEqual([{ x: ms(2), y: 3 }]);
});
test('three hours are shown, of both kinds', () => {
	const lines = spreadLines({
		minutes: [minute(0), minute(181)],
		bids: [bar(0, '1.1'), bar(1, '1.1')],
		asks: [bar(0, '1.2'), bar(1, '1.2')],
		digits: 5,
	});
	expect([lines.mean.map(({ x }) => x), lines.atEnd]).toEqual([[ms(181)], []]);
});
