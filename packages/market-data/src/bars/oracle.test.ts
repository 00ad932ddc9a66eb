import { describe, expect, test } from 'vitest';
import { buildBars, parseBarSpec } from '../index.ts';
import { testRegistry } from '../testing/arbitrary.ts';
import { hasLean, leanMidnightMs, leanRows, leanTicks, leanUnits } from '../testing/lean.ts';

const cases = [
	['oanda', '20140506', 'second', '1s'],
	['oanda', '20140507', 'second', '1s'],
	['oanda', '20140506', 'minute', '1m'],
	['oanda', '20140507', 'minute', '1m'],
	['fxcm', '20140506', 'minute', '1m'],
] as const;

/** Columns of the shipped bars: time, open, high, low, close and size of the bid, then of the ask. */
const firstColumn = { bid: 1, ask: 6 } as const;

describe.skipIf(!hasLean)('bars of real ticks are the bars that were shipped with them', () => {
	test.each(cases.flatMap((one) => [[...one, 'bid'] as const, [...one, 'ask'] as const]))(
		'%s %s, %s bars (%s), %s',
		(venue, day, folder, every, side) => {
			const path = `forex/${venue}/${folder}/eurusd/${day}_quote.zip`;
			const from = firstColumn[side];
			const shipped = leanRows(path).map((row) => [leanMidnightMs(path) + Number(row[0]), ...row.slice(from, from + 4).map(leanUnits)]);
			const built = buildBars(parseBarSpec(`${every}/${side}`), {
				registry: testRegistry(),
				ticks: [leanTicks(`forex/${venue}/tick/eurusd/${day}_quote.zip`)],
			});
			expect(shipped.length).toBeGreaterThan(1_000);
			expect(built.map((bar) => [bar.startMs, bar.open, bar.high, bar.low, bar.close])).toEqual(shipped);
		},
	);
});
