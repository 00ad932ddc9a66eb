import type { Candles } from './candles.ts';

type Pattern = (candles: Candles) => number;
/** A long bar, a short one that leaps from it, and one back into the first. */
function star(k: Candles, { up, isSmall, shares }: { readonly up: boolean; readonly isSmall: boolean; readonly shares: number }): boolean {
	const away = up ? k.isBlack(2) && k.gapsDown(1, 2) : k.isWhite(2) && k.gapsUp(1, 2);
	const back = up
		? k.isWhite(0) && k.close(0) > k.close(2) + k.body(2) * shares
		: k.isBlack(0) && k.close(0) < k.close(2) - k.body(2) * shares;
	return k.isLong(2) && isSmall && away && k.body(0) > k.usual('bodyShort', 0) && back;
}
const isWhiteRow = (k: Candles): boolean =>
	k.isWhite(2) && k.isWhite(1) && k.isWhite(0) && k.close(0) > k.close(1) && k.close(1) > k.close(2);
/** Opens within, or near, the body of the white bar before. */
const opensIn = (k: Candles, back: number): boolean =>
	k.open(back) > k.open(back + 1) && k.open(back) <= k.close(back + 1) + k.usual('near', back + 1);
const opensInBlack = (k: Candles, back: number): boolean => k.open(back) < k.open(back + 1) && k.open(back) > k.close(back + 1);

/** Three bars. */
export const triples = {
	twoCrows: (k) =>
		k.isWhite(2) &&
		k.isLong(2) &&
		k.isBlack(1) &&
		k.gapsUp(1, 2) &&
		k.isBlack(0) &&
		k.open(0) < k.open(1) &&
		k.open(0) > k.close(1) &&
		k.close(0) > k.open(2) &&
		k.close(0) < k.close(2)
			? -100
			: 0,
	threeInside: (k) => {
		const isInside = k.isLong(2) && k.isShort(1) && k.top(1) < k.top(2) && k.bottom(1) > k.bottom(2);
		const turns = k.isWhite(2) ? k.isBlack(0) && k.close(0) < k.open(2) : k.isWhite(0) && k.close(0) > k.open(2);
		return isInside && turns ? -100 * k.colour(2) : 0;
	},
	threeOutside: (k) => {
		const up = k.isWhite(1) && k.isBlack(2) && k.close(1) > k.open(2) && k.open(1) < k.close(2) && k.close(0) > k.close(1);
		const down = k.isBlack(1) && k.isWhite(2) && k.open(1) > k.close(2) && k.close(1) < k.open(2) && k.close(0) < k.close(1);
		return up || down ? 100 * k.colour(1) : 0;
	},
	threeStarsInSouth: (k) =>
		k.isBlack(2) &&
		k.isBlack(1) &&
		k.isBlack(0) &&
		k.isLong(2) &&
		k.lower(2) > k.usual('shadowLong', 2) &&
		k.body(1) < k.body(2) &&
		k.open(1) > k.close(2) &&
		k.open(1) <= k.high(2) &&
		k.low(1) < k.close(2) &&
		k.low(1) >= k.low(2) &&
		k.lower(1) > k.usual('shadowVeryShort', 1) &&
		k.body(0) < k.usual('bodyShort', 0) &&
		k.hasNoLower(0) &&
		k.hasNoUpper(0) &&
		k.low(0) > k.low(1) &&
		k.high(0) < k.high(1)
			? 100
			: 0,
	threeWhiteSoldiers: (k) =>
		isWhiteRow(k) &&
		[2, 1, 0].every((back) => k.hasNoUpper(back)) &&
		opensIn(k, 1) &&
		opensIn(k, 0) &&
		k.body(1) > k.body(2) - k.usual('far', 2) &&
		k.body(0) > k.body(1) - k.usual('far', 1) &&
		k.body(0) > k.usual('bodyShort', 0)
			? 100
			: 0,
	abandonedBaby: (k) => {
		if (!(k.isLong(2) && k.isDoji(1) && k.body(0) > k.usual('bodyShort', 0))) return 0;
		const down = k.isWhite(2) && k.isBlack(0) && k.close(0) < k.close(2) - k.body(2) * 0.3 && k.leapsUp(1, 2) && k.leapsDown(0, 1);
		const up = k.isBlack(2) && k.isWhite(0) && k.close(0) > k.close(2) + k.body(2) * 0.3 && k.leapsDown(1, 2) && k.leapsUp(0, 1);
		return down || up ? 100 * k.colour(0) : 0;
	},
	advanceBlock: (k) => {
		if (!(isWhiteRow(k) && opensIn(k, 1) && opensIn(k, 0) && k.isLong(2) && k.upper(2) < k.usual('shadowShort', 2))) return 0;
		const [far, near] = [(back: number) => k.usual('far', back), (back: number) => k.usual('near', back)];
		const isWeak =
			(k.body(1) < k.body(2) - far(2) && k.body(0) < k.body(1) + near(1)) ||
			k.body(0) < k.body(1) - far(1) ||
			(k.body(0) < k.body(1) &&
				k.body(1) < k.body(2) &&
				(k.upper(0) > k.usual('shadowShort', 0) || k.upper(1) > k.usual('shadowShort', 1))) ||
			(k.body(0) < k.body(1) && k.upper(0) > k.usual('shadowLong', 0));
		return isWeak ? -100 : 0;
	},
	eveningDojiStar: (k) => (star(k, { up: false, isSmall: k.isDoji(1), shares: 0.3 }) ? -100 : 0),
	eveningStar: (k) => (star(k, { up: false, isSmall: k.isShort(1), shares: 0.3 }) ? -100 : 0),
	morningDojiStar: (k) => (star(k, { up: true, isSmall: k.isDoji(1), shares: 0.3 }) ? 100 : 0),
	morningStar: (k) => (star(k, { up: true, isSmall: k.isShort(1), shares: 0.3 }) ? 100 : 0),
	gapSideBySideWhite: (k) => {
		const up = k.gapsUp(1, 2) && k.gapsUp(0, 2);
		const down = k.gapsDown(1, 2) && k.gapsDown(0, 2);
		const isAlike =
			k.isAt(k.body(0), { to: k.body(1), name: 'near', back: 1 }) && k.isAt(k.open(0), { to: k.open(1), name: 'equal', back: 1 });
		return (up || down) && k.isWhite(1) && k.isWhite(0) && isAlike ? (up ? 100 : -100) : 0;
	},
	identicalThreeCrows: (k) =>
		[2, 1, 0].every((back) => k.isBlack(back) && k.hasNoLower(back)) &&
		k.close(2) > k.close(1) &&
		k.close(1) > k.close(0) &&
		k.isAt(k.open(1), { to: k.close(2), name: 'equal', back: 2 }) &&
		k.isAt(k.open(0), { to: k.close(1), name: 'equal', back: 1 })
			? -100
			: 0,
	stalledPattern: (k) =>
		isWhiteRow(k) &&
		k.isLong(2) &&
		k.isLong(1) &&
		k.hasNoUpper(1) &&
		opensIn(k, 1) &&
		k.body(0) < k.usual('bodyShort', 0) &&
		k.open(0) >= k.close(1) - k.body(0) - k.usual('near', 1)
			? -100
			: 0,
	stickSandwich: (k) =>
		k.isBlack(2) && k.isWhite(1) && k.isBlack(0) && k.low(1) > k.close(2) && k.isAt(k.close(0), { to: k.close(2), name: 'equal', back: 2 })
			? 100
			: 0,
	tasukiGap: (k) => {
		const isAlike = Math.abs(k.body(1) - k.body(0)) < k.usual('near', 1);
		const up =
			k.gapsUp(1, 2) &&
			k.isWhite(1) &&
			k.isBlack(0) &&
			k.open(0) < k.close(1) &&
			k.open(0) > k.open(1) &&
			k.close(0) < k.open(1) &&
			k.close(0) > k.top(2);
		const down =
			k.gapsDown(1, 2) &&
			k.isBlack(1) &&
			k.isWhite(0) &&
			k.open(0) < k.open(1) &&
			k.open(0) > k.close(1) &&
			k.close(0) > k.open(1) &&
			k.close(0) < k.bottom(2);
		return isAlike && (up || down) ? 100 * k.colour(1) : 0;
	},
	tristar: (k) => {
		// All three are measured by what was usual before the first.
		const most = k.usual('bodyDoji', 2);
		if (![2, 1, 0].every((back) => k.body(back) <= most)) return 0;
		if (k.gapsUp(1, 2) && k.top(0) < k.top(1)) return -100;
		return k.gapsDown(1, 2) && k.bottom(0) > k.bottom(1) ? 100 : 0;
	},
	uniqueThreeRiver: (k) =>
		k.isLong(2) &&
		k.isBlack(2) &&
		k.isBlack(1) &&
		k.close(1) > k.close(2) &&
		k.open(1) <= k.open(2) &&
		k.low(1) < k.low(2) &&
		k.body(0) < k.usual('bodyShort', 0) &&
		k.isWhite(0) &&
		k.open(0) > k.low(1)
			? 100
			: 0,
	upsideGapTwoCrows: (k) =>
		k.isWhite(2) &&
		k.isLong(2) &&
		k.isBlack(1) &&
		k.isShort(1) &&
		k.gapsUp(1, 2) &&
		k.isBlack(0) &&
		k.open(0) > k.open(1) &&
		k.close(0) < k.close(1) &&
		k.close(0) > k.close(2)
			? -100
			: 0,
	gapThreeMethods: (k) => {
		const isFilled =
			k.colour(2) === k.colour(1) &&
			k.colour(1) === -k.colour(0) &&
			k.open(0) < k.top(1) &&
			k.open(0) > k.bottom(1) &&
			k.close(0) < k.top(2) &&
			k.close(0) > k.bottom(2);
		const gaps = k.isWhite(2) ? k.gapsUp(1, 2) : k.gapsDown(1, 2);
		return isFilled && gaps ? 100 * k.colour(2) : 0;
	},
	threeBlackCrows: (k) =>
		k.isWhite(3) &&
		[2, 1, 0].every((back) => k.isBlack(back) && k.hasNoLower(back)) &&
		opensInBlack(k, 1) &&
		opensInBlack(k, 0) &&
		k.high(3) > k.close(2) &&
		k.close(2) > k.close(1) &&
		k.close(1) > k.close(0)
			? -100
			: 0,
} satisfies Record<string, Pattern>;
