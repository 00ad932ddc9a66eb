import type { Order } from '../../orders/order.ts';
import type { Counters } from '../../state/books.ts';
import type { Account, Tenant } from '../../state/state.ts';
import { levelsFor } from '../levels.ts';
import { limitCheck } from '../limit-check.ts';

const DAY_MS = 86_400_000;

/** Orders and amends of the UTC day for each deal, rounded up, this one counted and one deal given in advance. Cancels do not count: nobody is kept from one. */
export const orderToTrade = limitCheck<{ readonly nowMs: number }>({
	number: 25,
	title: 'orders and amends of the day per deal of each level',
	code: 'ORDER_TO_TRADE',
	limit: 'maxOrdersPerTrade',
	bound: 'atMost',
	gather: ({ nowMs }) => ({ nowMs }),
	valueAt({ nowMs }, { counters }) {
		const { dayIndex, messages, trades } = counters;
		return dayIndex === dayOf(nowMs) ? Math.floor((messages + 1 + trades) / (trades + 1)) : 1;
	},
});

export function countMessage(counters: Counters, nowMs: number): void {
	begin(counters, nowMs);
	counters.messages += 1;
}

/** A deal of an order counts at each level that limits it. */
export function countTrade(
	{ tenant, account }: { readonly tenant: Tenant; readonly account: Account },
	of: { readonly order: Order; readonly nowMs: number },
): void {
	const { order, nowMs } = of;
	const { instrumentId, strategyId, envelope } = order;
	for (const { counters } of levelsFor({ tenant, account, userId: envelope.principalId, instrumentId, strategyId }).all) {
		begin(counters, nowMs);
		counters.trades += 1;
	}
}

function begin(counters: Counters, nowMs: number): void {
	const dayIndex = dayOf(nowMs);
	if (counters.dayIndex === dayIndex) return;
	counters.dayIndex = dayIndex;
	counters.messages = 0;
	counters.trades = 0;
}

function dayOf(nowMs: number): number {
	return Math.floor(nowMs / DAY_MS);
}
