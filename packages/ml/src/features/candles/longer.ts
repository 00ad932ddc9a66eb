import type { Candles } from './candles.ts';

type Pattern = (candles: Candles) => number;
const isFalling = (of: (back: number) => number, [first, ...rest]: readonly number[]): boolean =>
	rest.every((back, i) => of(back) < of(i === 0 ? (first ?? back) : (rest[i - 1] ?? back)));

/** Four and five bars. */
export const longer = {
	threeLineStrike: (k) => {
		const isRow = k.colour(3) === k.colour(2) && k.colour(2) === k.colour(1) && k.colour(0) === -k.colour(1);
		const opens = (back: number): boolean =>
			k.open(back) >= k.bottom(back + 1) - k.usual('near', back + 1) && k.open(back) <= k.top(back + 1) + k.usual('near', back + 1);
		const up = k.isWhite(1) && k.close(1) > k.close(2) && k.close(2) > k.close(3) && k.open(0) > k.close(1) && k.close(0) < k.open(3);
		const down = k.isBlack(1) && k.close(1) < k.close(2) && k.close(2) < k.close(3) && k.open(0) < k.close(1) && k.close(0) > k.open(3);
		return isRow && opens(2) && opens(1) && (up || down) ? 100 * k.colour(1) : 0;
	},
	concealingBabySwallow: (k) =>
		[3, 2, 1, 0].every(k.isBlack) &&
		[3, 2].every((back) => k.hasNoLower(back) && k.hasNoUpper(back)) &&
		k.gapsDown(1, 2) &&
		k.upper(1) > k.usual('shadowVeryShort', 1) &&
		k.high(1) > k.close(2) &&
		k.high(0) > k.high(1) &&
		k.low(0) < k.low(1)
			? 100
			: 0,
	breakaway: (k) => {
		if (!(k.isLong(4) && k.colour(4) === k.colour(3) && k.colour(3) === k.colour(1) && k.colour(1) === -k.colour(0))) return 0;
		const down =
			k.isBlack(4) && k.gapsDown(3, 4) && k.high(2) < k.high(3) && k.low(2) < k.low(3) && k.high(1) < k.high(2) && k.low(1) < k.low(2);
		const up =
			k.isWhite(4) && k.gapsUp(3, 4) && k.high(2) > k.high(3) && k.low(2) > k.low(3) && k.high(1) > k.high(2) && k.low(1) > k.low(2);
		const ends = k.isBlack(4) ? k.close(0) > k.open(3) && k.close(0) < k.close(4) : k.close(0) < k.open(3) && k.close(0) > k.close(4);
		return (down || up) && ends ? 100 * k.colour(0) : 0;
	},
	ladderBottom: (k) =>
		[4, 3, 2, 1].every(k.isBlack) &&
		isFalling(k.open, [4, 3, 2]) &&
		isFalling(k.close, [4, 3, 2]) &&
		k.upper(1) > k.usual('shadowVeryShort', 1) &&
		k.isWhite(0) &&
		k.open(0) > k.open(1) &&
		k.close(0) > k.high(1)
			? 100
			: 0,
	matHold: (k) => {
		const reach = k.close(4) - k.body(4) * 0.5;
		return k.isLong(4) &&
			[3, 2, 1].every(k.isShort) &&
			k.isWhite(4) &&
			k.isBlack(3) &&
			k.isWhite(0) &&
			k.gapsUp(3, 4) &&
			k.bottom(2) < k.close(4) &&
			k.bottom(1) < k.close(4) &&
			k.bottom(2) > reach &&
			k.bottom(1) > reach &&
			k.top(2) < k.open(3) &&
			k.top(1) < k.top(2) &&
			k.open(0) > k.close(1) &&
			k.close(0) > Math.max(k.high(3), k.high(2), k.high(1))
			? 100
			: 0;
	},
	riseFallThreeMethods: (k) => {
		const side = k.colour(4);
		const isPause = [3, 2, 1].every(
			(back) => k.isShort(back) && k.colour(back) === -side && k.bottom(back) < k.high(4) && k.top(back) > k.low(4),
		);
		const drifts = (k.close(2) - k.close(3)) * side < 0 && (k.close(1) - k.close(2)) * side < 0;
		const goesOn = (k.open(0) - k.close(1)) * side > 0 && (k.close(0) - k.close(4)) * side > 0;
		return k.isLong(4) && k.isLong(0) && k.colour(0) === side && isPause && drifts && goesOn ? 100 * side : 0;
	},
} satisfies Record<string, Pattern>;
