import type { VenueDeal } from '../messages.ts';
import { pointValue } from '../money/contract.ts';
import { currencyDigits } from '../money/currency.ts';
import { heldRate } from '../money/held-rate.ts';
import { mulDiv } from '../money/mul-div.ts';
import { pow10 } from '../money/pow10.ts';
import { type Order, wasSent } from '../orders/order.ts';
import { markOf } from '../state/marks.ts';
import { peekOrder } from '../state/orders.ts';
import type { Scope } from '../state/outbox.ts';
import { specOf } from '../state/state.ts';
import type { PositionKey } from './position.ts';
import { bookShares, ownerOf, type SubBooks } from './sub-books.ts';

/** Books a deal of a position to its strategies; `held` is what the account's position was before it. */
export function bookToStrategies(
	scope: Scope,
	input: { readonly books: SubBooks; readonly deal: VenueDeal; readonly held: number; readonly closedPoints: number },
): readonly number[] {
	const { account } = scope;
	const { books, deal, held, closedPoints } = input;
	const owner = ownerOf(account, { deal, order: orderOfDeal(scope, deal), held });
	const estimate = (points: number) => moneyOf(scope, { deal, points });
	return bookShares(books, { deal, owner, closedPoints, estimate }) ?? [];
}

/** The order of ours that a deal names, to look at. What the venue did by itself is no fill of it, whatever magic it carries. */
export function orderOfDeal({ state, account }: Pick<Scope, 'state' | 'account'>, deal: VenueDeal): Order | undefined {
	if (deal.reason === 'SL' || deal.reason === 'TP' || deal.reason === 'STOP_OUT') return undefined;
	const order = peekOrder(state.orders, deal.orderId);
	const isOurs = order !== undefined && order.tenantId === account.tenantId && order.accountId === account.accountId;
	return isOurs && wasSent(order) && order.instrumentId === deal.instrumentId ? order : undefined;
}

/** Pictures of the books that changed. A tenant without strategies has one book, nobody's, which is the account: it needs none. */
export function sayStrategies(
	{ tenant, account, out }: Scope,
	of: { readonly key: PositionKey; readonly strategyIds: readonly number[] },
): void {
	const books = account.subBooks.get(of.key);
	for (const strategyId of of.strategyIds) {
		const book = books?.get(strategyId);
		if (book !== undefined && (strategyId !== 0 || tenant.strategies.size > 0)) out.strategyPosition(account, book);
	}
}

/** Points of price x quantity in the account's currency, at the last quotes of its broker: a profit sold, a loss bought at the worse side. */
function moneyOf({ tenant, account }: Scope, of: { readonly deal: VenueDeal; readonly points: number }): number | undefined {
	const { instrumentId } = of.deal;
	const instrument = tenant.instruments.get(instrumentId);
	const spec = specOf(account, instrumentId);
	if (instrument === undefined || spec === undefined) return undefined;
	const { currency: to, currencyDigits: toDigits } = account.config;
	const { currency: from, num, den } = pointValue(spec, { ...instrument, accountCurrency: to });
	const quote = (id: number) => markOf(account, id);
	const rates = heldRate(tenant.fxPaths, { from, to, toDigits, quote });
	const amount = mulDiv(of.points, { times: num * pow10(currencyDigits(from)), over: den });
	if (rates === undefined || amount === undefined) return undefined;
	const rate = amount > 0 ? rates.claim : rates.liability;
	return mulDiv(amount, { times: rate.num, over: rate.den });
}
