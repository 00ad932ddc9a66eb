import type { Candles } from './candles.ts';

/** What a bar alone, with those before it as a measure, is said to tell: above zero up, below zero down, 100 in size. */
export const singles = {
	beltHold: (k) => (k.isLong(0) && ((k.isWhite(0) && k.hasNoLower(0)) || (k.isBlack(0) && k.hasNoUpper(0))) ? 100 * k.colour(0) : 0),
	closingMarubozu: (k) => (k.isLong(0) && ((k.isWhite(0) && k.hasNoUpper(0)) || (k.isBlack(0) && k.hasNoLower(0))) ? 100 * k.colour(0) : 0),
	doji: (k) => (k.isDoji(0) ? 100 : 0),
	dragonflyDoji: (k) => (k.isDoji(0) && k.hasNoUpper(0) && k.lower(0) > k.usual('shadowVeryShort', 0) ? 100 : 0),
	gravestoneDoji: (k) => (k.isDoji(0) && k.hasNoLower(0) && k.upper(0) > k.usual('shadowVeryShort', 0) ? 100 : 0),
	highWave: (k) =>
		k.body(0) < k.usual('bodyShort', 0) && k.upper(0) > k.usual('shadowVeryLong', 0) && k.lower(0) > k.usual('shadowVeryLong', 0)
			? 100 * k.colour(0)
			: 0,
	longLeggedDoji: (k) => (k.isDoji(0) && (k.lower(0) > k.usual('shadowLong', 0) || k.upper(0) > k.usual('shadowLong', 0)) ? 100 : 0),
	longLine: (k) =>
		k.isLong(0) && k.upper(0) < k.usual('shadowShort', 0) && k.lower(0) < k.usual('shadowShort', 0) ? 100 * k.colour(0) : 0,
	marubozu: (k) => (k.isLong(0) && k.hasNoUpper(0) && k.hasNoLower(0) ? 100 * k.colour(0) : 0),
	rickshawMan: (k) => {
		const middle = k.low(0) + k.range(0) / 2;
		const near = k.usual('near', 0);
		const isCentred = k.bottom(0) <= middle + near && k.top(0) >= middle - near;
		return k.isDoji(0) && k.lower(0) > k.usual('shadowLong', 0) && k.upper(0) > k.usual('shadowLong', 0) && isCentred ? 100 : 0;
	},
	shortLine: (k) =>
		k.body(0) < k.usual('bodyShort', 0) && k.upper(0) < k.usual('shadowShort', 0) && k.lower(0) < k.usual('shadowShort', 0)
			? 100 * k.colour(0)
			: 0,
	spinningTop: (k) => (k.body(0) < k.usual('bodyShort', 0) && k.upper(0) > k.body(0) && k.lower(0) > k.body(0) ? 100 * k.colour(0) : 0),
	takuri: (k) => (k.isDoji(0) && k.hasNoUpper(0) && k.lower(0) > k.usual('shadowVeryLong', 0) ? 100 : 0),
} satisfies Record<string, (candles: Candles) => number>;
