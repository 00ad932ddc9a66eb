import { isExact } from '../../money/mul-div.ts';
import type { Account } from '../../state/state.ts';
import { type Check, deny, increaseOnly } from '../check.ts';

/** One order costs 1,000: each ms then brings `ordersPerSecond`, and no fraction is ever lost. */
const ORDER = 1000;

/** The bucket as it is now; undefined where the limit is missing or no exact number. */
function tokensAt(account: Account, nowMs: number): number | undefined {
	const { ordersPerSecond, ordersBurst } = account.config.limits;
	if (ordersPerSecond === null || ordersBurst === null) return undefined;
	const capacity = ordersBurst * ORDER;
	if (!isExact(capacity) || !isExact(ordersPerSecond)) return undefined;
	if (account.rate.milliTokens < 0) return capacity;
	return Math.min(capacity, account.rate.milliTokens + (nowMs - account.rate.atMs) * ordersPerSecond);
}

/** What reduces is not held back, but it takes its token where there is one. */
export function takeToken(account: Account, nowMs: number): void {
	const tokens = tokensAt(account, nowMs);
	if (tokens === undefined) return;
	account.rate.milliTokens = Math.max(0, tokens - ORDER);
	account.rate.atMs = nowMs;
}

export const orderRate: Check = {
	number: 24,
	title: 'orders per second of the account (token bucket)',
	applies: increaseOnly,
	run({ account, nowMs }) {
		const tokens = tokensAt(account, nowMs);
		if (tokens === undefined) return deny('LIMIT_MISSING');
		return tokens >= ORDER ? null : deny('ORDER_RATE', { value: 1, limit: account.config.limits.ordersPerSecond });
	},
};
