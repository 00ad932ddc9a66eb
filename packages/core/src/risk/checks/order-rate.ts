import { type DenialCode, limitLevels } from '../../model.ts';
import { isExact } from '../../money/mul-div.ts';
import { type Check, deny, increaseOnly, type RiskInput } from '../check.ts';
import { type LevelInput, notSet, placeOfLimit } from '../levels.ts';
import { countMessage } from './order-to-trade.ts';

/** One request costs 1,000: each ms then brings `perSecond`, and no fraction is ever lost. */
const REQUEST = 1000;

type Bucket = {
	readonly perSecond: 'ordersPerSecond' | 'amendsPerSecond';
	readonly perSecondAt: number;
	readonly burstAt: number;
};
const orders: Bucket = {
	perSecond: 'ordersPerSecond',
	perSecondAt: placeOfLimit('ordersPerSecond'),
	burstAt: placeOfLimit('ordersBurst'),
};
const amends: Bucket = {
	perSecond: 'amendsPerSecond',
	perSecondAt: placeOfLimit('amendsPerSecond'),
	burstAt: placeOfLimit('amendsBurst'),
};

/** The level's bucket as it is now; undefined where a limit is missing or no exact number. */
function tokensAt(bucket: Bucket, at: LevelInput, nowMs: number): number | undefined {
	const perSecond = at.set[bucket.perSecondAt] ?? notSet;
	const burst = at.set[bucket.burstAt] ?? notSet;
	if (perSecond === notSet || burst === notSet) return undefined;
	const capacity = burst * REQUEST;
	if (!isExact(capacity) || !isExact(perSecond)) return undefined;
	const { counters } = at;
	// By their names, since a look-up by a name that changes costs more than the rest of this.
	const milliTokens = bucket === orders ? counters.orderTokens : counters.amendTokens;
	const atMs = bucket === orders ? counters.orderTokensAtMs : counters.amendTokensAtMs;
	if (milliTokens < 0) return capacity;
	return Math.min(capacity, milliTokens + (nowMs - atMs) * perSecond);
}

/** What reduces is not held back, but it takes its token at every level where there is one; an amend one of its own besides. */
export function takeTokens({ levels, amendedId, nowMs }: Pick<RiskInput, 'levels' | 'amendedId' | 'nowMs'>): void {
	for (let i = 0; i < levels.length; i++) {
		const at = levels[i];
		if (at === undefined) continue;
		take(orders, at, nowMs);
		if (amendedId !== null) take(amends, at, nowMs);
		countMessage(at.counters, nowMs);
	}
}

function take(bucket: Bucket, at: LevelInput, nowMs: number): void {
	const tokens = tokensAt(bucket, at, nowMs);
	if (tokens === undefined) return;
	const { counters } = at;
	const left = Math.max(0, tokens - REQUEST);
	if (bucket === orders) {
		counters.orderTokens = left;
		counters.orderTokensAtMs = nowMs;
	} else {
		counters.amendTokens = left;
		counters.amendTokensAtMs = nowMs;
	}
}

function tokensLeft(bucket: Bucket, code: DenialCode): Check['run'] {
	return ({ levels, nowMs }) => {
		for (const at of levels) {
			const tokens = tokensAt(bucket, at, nowMs);
			// Set by half is no limit that can be kept; at the account it must be there.
			const unset = at.level !== 'ACCOUNT' && at.set[bucket.perSecondAt] === notSet && at.set[bucket.burstAt] === notSet;
			if (tokens === undefined && !unset) return deny('LIMIT_MISSING');
			if (tokens !== undefined && tokens < REQUEST)
				return { code, value: 1, limit: at.limits[bucket.perSecond] ?? null, headroom: null, level: at.level };
		}
		return null;
	};
}

export const orderRate: Check = {
	number: 24,
	title: 'orders per second of each level (token bucket)',
	applies: increaseOnly,
	levels: limitLevels.ordersPerSecond,
	run: tokensLeft(orders, 'ORDER_RATE'),
};

const amendTokensLeft = tokensLeft(amends, 'AMEND_RATE');

export const amendRate: Check = {
	number: 25,
	title: 'amends per second of each level (token bucket)',
	applies: increaseOnly,
	levels: limitLevels.amendsPerSecond,
	run: (input) => (input.amendedId === null && isSet(input) ? null : amendTokensLeft(input)),
};

/** Without the account's limits no amend would be held back, so that nothing may be worked that could be amended. */
function isSet({ levels }: RiskInput): boolean {
	return levels.every(({ level, set }) => level !== 'ACCOUNT' || (set[amends.perSecondAt] !== notSet && set[amends.burstAt] !== notSet));
}
