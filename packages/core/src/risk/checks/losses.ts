import { drawdownOf } from '../../positions/group-profit.ts';
import { floatingOf, realisedOf } from '../../positions/profit-and-loss.ts';
import type { Profit } from '../../state/books.ts';
import type { Figure, RiskInput } from '../check.ts';
import { limitCheck } from '../limit-check.ts';

/** What was realised since the broker's midnight, costs included, and all that is open now: of the account in its currency, above it in the tenant's. */
export const dailyLoss = limitCheck<RiskInput>({
	number: 22,
	title: "realised loss of the broker's day and unrealised loss; of tenant and desk in the tenant's currency, else in the account's",
	code: 'DAILY_LOSS',
	limit: 'maxDailyLossMinor',
	bound: 'atMost',
	gather: (input) => input,
	valueAt: (input, { level, counters }) => (level === 'ACCOUNT' ? accountLoss(input) : todaysLoss(counters.profit)),
});

/** Below the highest that the profit ever was; deposits and withdrawals do not move it. */
export const drawdown = limitCheck<RiskInput>({
	number: 23,
	title: "trailing drawdown from the highest profit; of tenant, desk and strategy in the tenant's currency, else in the account's",
	code: 'DRAWDOWN',
	limit: 'maxDrawdownMinor',
	bound: 'atMost',
	gather: (input) => input,
	valueAt: (input, { level, counters }) => (level === 'ACCOUNT' ? accountDrawdown(input) : drawdownOf(counters.profit)),
});

function accountLoss({ account }: RiskInput): Figure {
	const floating = floatingOf(account);
	return typeof floating === 'string' ? floating : account.day.startMinor - realisedOf(account) - floating;
}

function accountDrawdown({ account }: RiskInput): Figure {
	const floating = floatingOf(account);
	if (typeof floating === 'string') return floating;
	const now = realisedOf(account) + floating;
	return (account.peakMinor ?? now) - now;
}

function todaysLoss({ today, unknown }: Profit): Figure {
	return unknown > 0 ? 'MARK_MISSING' : 0 - today;
}
