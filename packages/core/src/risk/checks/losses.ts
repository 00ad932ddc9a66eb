import { floatingOf, realisedOf } from '../../positions/profit-and-loss.ts';
import { limitCheck } from '../limit-check.ts';

/** What was realised since the broker's midnight, costs included, and all that is open now. */
export const dailyLoss = limitCheck({
	number: 22,
	title: "realised loss of the broker's day and unrealised loss, in the account's currency",
	code: 'DAILY_LOSS',
	limit: 'maxDailyLossMinor',
	bound: 'atMost',
	value({ account }) {
		const floating = floatingOf(account);
		return typeof floating === 'string' ? floating : account.day.startMinor - realisedOf(account) - floating;
	},
});

/** Below the highest that the account's profit ever was; deposits and withdrawals do not move it. */
export const drawdown = limitCheck({
	number: 23,
	title: "trailing drawdown from the account's highest profit, in its currency",
	code: 'DRAWDOWN',
	limit: 'maxDrawdownMinor',
	bound: 'atMost',
	value({ account }) {
		const floating = floatingOf(account);
		if (typeof floating === 'string') return floating;
		const now = realisedOf(account) + floating;
		return (account.peakMinor ?? now) - now;
	},
});
