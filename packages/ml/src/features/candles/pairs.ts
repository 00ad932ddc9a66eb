import type { Candles } from './candles.ts';

type Pattern = (candles: Candles) => number;
const isMarubozu = (k: Candles, back: number): boolean => k.isLong(back) && k.hasNoUpper(back) && k.hasNoLower(back);
const isSmall = (k: Candles): boolean => k.body(0) < k.usual('bodyShort', 0);
const isKick = (k: Candles): boolean =>
	k.colour(1) === -k.colour(0) &&
	isMarubozu(k, 1) &&
	isMarubozu(k, 0) &&
	((k.isBlack(1) && k.leapsUp(0, 1)) || (k.isWhite(1) && k.leapsDown(0, 1)));
/** A long black bar, then a white one that opens below its low: what tells the three kinds apart is where it closes. */
const opensBelow = (k: Candles): boolean => k.isBlack(1) && k.isLong(1) && k.isWhite(0) && k.open(0) < k.low(1);

/** Two bars. */
export const pairs = {
	counterAttack: (k) =>
		k.colour(1) === -k.colour(0) && k.isLong(1) && k.isLong(0) && k.isAt(k.close(0), { to: k.close(1), name: 'equal', back: 1 })
			? 100 * k.colour(0)
			: 0,
	darkCloudCover: (k) =>
		k.isWhite(1) &&
		k.isLong(1) &&
		k.isBlack(0) &&
		k.open(0) > k.high(1) &&
		k.close(0) > k.open(1) &&
		k.close(0) < k.close(1) - k.body(1) * 0.5
			? -100
			: 0,
	dojiStar: (k) =>
		k.isLong(1) && k.isDoji(0) && ((k.isWhite(1) && k.gapsUp(0, 1)) || (k.isBlack(1) && k.gapsDown(0, 1))) ? -100 * k.colour(1) : 0,
	engulfing: (k) => {
		const up = k.isWhite(0) && k.isBlack(1) && k.close(0) > k.open(1) && k.open(0) < k.close(1);
		const down = k.isBlack(0) && k.isWhite(1) && k.open(0) > k.close(1) && k.close(0) < k.open(1);
		return up || down ? 100 * k.colour(0) : 0;
	},
	hammer: (k) =>
		isSmall(k) && k.lower(0) > k.usual('shadowLong', 0) && k.hasNoUpper(0) && k.bottom(0) <= k.low(1) + k.usual('near', 1) ? 100 : 0,
	hangingMan: (k) =>
		isSmall(k) && k.lower(0) > k.usual('shadowLong', 0) && k.hasNoUpper(0) && k.bottom(0) >= k.high(1) - k.usual('near', 1) ? -100 : 0,
	harami: (k) => (k.isLong(1) && k.isShort(0) && k.top(0) < k.top(1) && k.bottom(0) > k.bottom(1) ? -100 * k.colour(1) : 0),
	haramiCross: (k) => (k.isLong(1) && k.isDoji(0) && k.top(0) < k.top(1) && k.bottom(0) > k.bottom(1) ? -100 * k.colour(1) : 0),
	homingPigeon: (k) =>
		k.isBlack(1) && k.isBlack(0) && k.isLong(1) && k.isShort(0) && k.open(0) < k.open(1) && k.close(0) > k.close(1) ? 100 : 0,
	inNeck: (k) => (opensBelow(k) && k.close(0) <= k.close(1) + k.usual('equal', 1) && k.close(0) >= k.close(1) ? -100 : 0),
	invertedHammer: (k) => (isSmall(k) && k.upper(0) > k.usual('shadowLong', 0) && k.hasNoLower(0) && k.gapsDown(0, 1) ? 100 : 0),
	kicking: (k) => (isKick(k) ? 100 * k.colour(0) : 0),
	kickingByLength: (k) => (isKick(k) ? 100 * k.colour(k.body(0) > k.body(1) ? 0 : 1) : 0),
	matchingLow: (k) => (k.isBlack(1) && k.isBlack(0) && k.isAt(k.close(0), { to: k.close(1), name: 'equal', back: 1 }) ? 100 : 0),
	onNeck: (k) => (opensBelow(k) && k.isAt(k.close(0), { to: k.low(1), name: 'equal', back: 1 }) ? -100 : 0),
	piercing: (k) => (opensBelow(k) && k.isLong(0) && k.close(0) < k.open(1) && k.close(0) > k.close(1) + k.body(1) * 0.5 ? 100 : 0),
	separatingLines: (k) =>
		k.colour(1) === -k.colour(0) &&
		k.isAt(k.open(0), { to: k.open(1), name: 'equal', back: 1 }) &&
		k.isLong(0) &&
		((k.isWhite(0) && k.hasNoLower(0)) || (k.isBlack(0) && k.hasNoUpper(0)))
			? 100 * k.colour(0)
			: 0,
	shootingStar: (k) => (isSmall(k) && k.upper(0) > k.usual('shadowLong', 0) && k.hasNoLower(0) && k.gapsUp(0, 1) ? -100 : 0),
	thrusting: (k) =>
		opensBelow(k) && k.close(0) > k.close(1) + k.usual('equal', 1) && k.close(0) <= k.close(1) + k.body(1) * 0.5 ? -100 : 0,
} satisfies Record<string, Pattern>;
