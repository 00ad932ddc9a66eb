import { limitLevels } from '../../model.ts';
import { isExact } from '../../money/mul-div.ts';
import { type Check, deny, increaseOnly, type RiskInput } from '../check.ts';
import { type LevelInput, notSet, placeOfLimit } from '../levels.ts';

/** One order costs 1,000: each ms then brings `ordersPerSecond`, and no fraction is ever lost. */
const ORDER = 1000;
const perSecond = placeOfLimit('ordersPerSecond');
const burst = placeOfLimit('ordersBurst');

/** The level's bucket as it is now; undefined where a limit is missing or no exact number. */
function tokensAt({ set, counters }: LevelInput, nowMs: number): number | undefined {
	const ordersPerSecond = set[perSecond] ?? notSet;
	const ordersBurst = set[burst] ?? notSet;
	if (ordersPerSecond === notSet || ordersBurst === notSet) return undefined;
	const capacity = ordersBurst * ORDER;
	if (!isExact(capacity) || !isExact(ordersPerSecond)) return undefined;
	const { rate } = counters;
	if (rate.milliTokens < 0) return capacity;
	return Math.min(capacity, rate.milliTokens + (nowMs - rate.atMs) * ordersPerSecond);
}

/** What reduces is not held back, but it takes its token at every level where there is one. */
export function takeTokens({ levels, nowMs }: Pick<RiskInput, 'levels' | 'nowMs'>): void {
	for (const at of levels) {
		const tokens = tokensAt(at, nowMs);
		if (tokens === undefined) continue;
		at.counters.rate.milliTokens = Math.max(0, tokens - ORDER);
		at.counters.rate.atMs = nowMs;
	}
}

export const orderRate: Check = {
	number: 24,
	title: 'orders per second of each level (token bucket)',
	applies: increaseOnly,
	levels: limitLevels.ordersPerSecond,
	run({ levels, nowMs }) {
		for (const at of levels) {
			const tokens = tokensAt(at, nowMs);
			// Set by half is no limit that can be kept; at the account it must be there.
			const unset = at.level !== 'ACCOUNT' && at.set[perSecond] === notSet && at.set[burst] === notSet;
			if (tokens === undefined && !unset) return deny('LIMIT_MISSING');
			if (tokens !== undefined && tokens < ORDER)
				return { code: 'ORDER_RATE', value: 1, limit: at.limits.ordersPerSecond ?? null, headroom: null, level: at.level };
		}
		return null;
	},
};
