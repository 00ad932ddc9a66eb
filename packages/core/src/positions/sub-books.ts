import type { StrategyPositionView, VenueDeal } from '../messages.ts';
import { mulDiv } from '../money/mul-div.ts';
import type { Order } from '../orders/order.ts';
import { entryOf } from '../state/books.ts';
import type { Account } from '../state/state.ts';
import { type Fill, fillOf, type Held } from './position.ts';

/** Whose deals no strategy claims. */
export const UNATTRIBUTED = 0;

/** What one strategy holds of one position of the account, and the money of its deals. Over all strategies it is the account's position and its money, exactly. */
export type SubBook = {
	readonly strategyId: number;
	readonly instrumentId: number;
	/** 0n on a netting account. */
	readonly positionTicket: bigint;
	signedQty: number;
	openNotional: number;
	realisedMinor: number;
	commissionMinor: number;
	swapMinor: number;
	feeMinor: number;
};
/** By strategy. */
export type SubBooks = Map<number, SubBook>;

/** What a deal did to the account's position, and how points of price x quantity would turn into its money; undefined: there is no rate. */
export type DealBooking = {
	readonly deal: VenueDeal;
	/** Null: by the rule. */
	readonly owner: number | null;
	/** Price x quantity that the account's position closed with. */
	readonly closedPoints: number;
	readonly estimate: (points: number) => number | undefined;
};

/**
 * Whose deal it is. Hedging: a position belongs to who opened it, whoever closes it. Netting: the strategy of the order; an order of none that was judged to reduce,
 * and all that the venue or someone else did, goes by the rule; else nobody's.
 */
export function ownerOf(
	account: Account,
	input: { readonly deal: VenueDeal; readonly order: Order | undefined; readonly held: number },
): number | null {
	const { deal, order, held } = input;
	const strategyId = order?.strategyId ?? null;
	if (account.config.mode === 'HEDGING') return held !== 0 && held > 0 === (deal.type === 'SELL') ? null : (strategyId ?? UNATTRIBUTED);
	return strategyId ?? (order === undefined || order.reduces ? null : UNATTRIBUTED);
}

/** Books a deal of the account's position to those whose it is. Returns them, or undefined where a number would not be exact; then nothing changed. */
export function bookShares(books: SubBooks, booking: DealBooking): readonly number[] | undefined {
	const { deal } = booking;
	const owner = booking.owner ?? onlyHolder(books);
	const whole = owner === null ? undefined : bookWhole(books, booking, owner);
	if (whole !== undefined) return whole;
	const shares = owner === null ? sharesByRule(books, deal) : [{ strategyId: owner, qty: deal.qty }];
	const fills: { readonly book: SubBook; readonly qty: number; readonly fill: Fill }[] = [];
	for (const { strategyId, qty } of shares) {
		const book = books.get(strategyId) ?? createSubBook(deal, strategyId);
		const fill = fillOf(book, { type: deal.type, qty, price: deal.price });
		if (fill === undefined) return undefined;
		fills.push({ book, qty, fill });
	}
	const profits = splitProfit(
		booking,
		fills.map(({ fill }) => fill.closedPoints),
	);
	let from = 0;
	for (const [i, { book, qty, fill }] of fills.entries()) {
		const to = from + qty;
		const part = (amount: number): number => portion(amount, { upTo: to, of: deal.qty }) - portion(amount, { upTo: from, of: deal.qty });
		book.signedQty = fill.signedQty;
		book.openNotional = fill.openNotional;
		book.realisedMinor += profits.each[i] ?? 0;
		book.commissionMinor += part(deal.commissionMinor);
		book.swapMinor += part(deal.swapMinor);
		book.feeMinor += part(deal.feeMinor);
		books.set(book.strategyId, book);
		from = to;
	}
	if (profits.rest === 0) return shares.map(({ strategyId }) => strategyId);
	const nobody = entryOf(books, { key: UNATTRIBUTED, create: () => createSubBook(deal, UNATTRIBUTED) });
	nobody.realisedMinor += profits.rest;
	return [...new Set([...shares.map(({ strategyId }) => strategyId), UNATTRIBUTED])];
}

/** By the rule all is nobody's where no strategy has a book. */
function onlyHolder(books: SubBooks): number | null {
	return books.size === 0 || (books.size === 1 && books.has(UNATTRIBUTED)) ? UNATTRIBUTED : null;
}

/** What most deals are: one strategy's, which closes with as many points as the account. Undefined where it is not, or can't be booked; then nothing changed. */
function bookWhole(books: SubBooks, { deal, closedPoints }: DealBooking, owner: number): readonly number[] | undefined {
	const book = books.get(owner) ?? createSubBook(deal, owner);
	const fill = fillOf(book, deal);
	if (fill === undefined || fill.closedPoints !== closedPoints) return undefined;
	book.signedQty = fill.signedQty;
	book.openNotional = fill.openNotional;
	book.realisedMinor += deal.profitMinor;
	book.commissionMinor += deal.commissionMinor;
	book.swapMinor += deal.swapMinor;
	book.feeMinor += deal.feeMinor;
	books.set(owner, book);
	return [owner];
}

/** The money of a deal whose quantity could not be booked: nobody's. */
export function bookMoneyAlone(books: SubBooks, deal: VenueDeal): void {
	const nobody = entryOf(books, { key: UNATTRIBUTED, create: () => createSubBook(deal, UNATTRIBUTED) });
	nobody.realisedMinor += deal.profitMinor;
	nobody.commissionMinor += deal.commissionMinor;
	nobody.swapMinor += deal.swapMinor;
	nobody.feeMinor += deal.feeMinor;
}

/** Closes what nobody claims first, then what strategies hold, each its share of it by quantity; what is left opens unattributed. */
function sharesByRule(books: SubBooks, deal: VenueDeal): readonly { readonly strategyId: number; readonly qty: number }[] {
	const sign = deal.type === 'BUY' ? -1 : 1;
	const closable = (book: SubBook | undefined): number => Math.max(0, sign * (book?.signedQty ?? 0));
	const own = Math.min(deal.qty, closable(books.get(UNATTRIBUTED)));
	const holders = [...books.values()]
		.filter((book) => book.strategyId !== UNATTRIBUTED && closable(book) > 0)
		.sort((a, b) => a.strategyId - b.strategyId);
	const total = holders.reduce((sum, book) => sum + closable(book), 0);
	const closed = Math.min(deal.qty - own, total);
	const shares = new Map<number, number>();
	let upTo = 0;
	for (const book of holders) {
		const from = portion(closed, { upTo, of: total });
		upTo += closable(book);
		shares.set(book.strategyId, portion(closed, { upTo, of: total }) - from);
	}
	const nobodys = deal.qty - closed;
	if (nobodys > 0) shares.set(UNATTRIBUTED, nobodys);
	return [...shares].filter(([, qty]) => qty > 0).map(([strategyId, qty]) => ({ strategyId, qty }));
}

/**
 * The venue's profit is that of the account's netted position. Where the shares closed with as many points as it did, it is theirs, by points. Where strategies hold
 * against each other or at other prices, each gets what its own cost says at the present rate, and the rest stays unattributed: the sum is the venue's, always.
 */
function splitProfit(
	{ deal, closedPoints, estimate }: DealBooking,
	points: readonly number[],
): { readonly each: readonly number[]; readonly rest: number } {
	const sum = points.reduce((total, one) => total + one, 0);
	if (points.length === 1 && sum === closedPoints) return { each: [deal.profitMinor], rest: 0 };
	const isShared = sum === closedPoints && sum !== 0 && points.every((one) => one === 0 || one > 0 === sum > 0);
	let upTo = 0;
	const each = points.map((one) => {
		if (!isShared) return one === 0 ? 0 : (estimate(one) ?? 0);
		const from = portion(deal.profitMinor, { upTo: Math.abs(upTo), of: Math.abs(sum) });
		upTo += one;
		return portion(deal.profitMinor, { upTo: Math.abs(upTo), of: Math.abs(sum) }) - from;
	});
	return { each, rest: deal.profitMinor - each.reduce((total, one) => total + one, 0) };
}

/** The part of an amount that falls to the first `upTo` of `of`: differences of it add up to the amount, whatever the rounding. */
function portion(amount: number, { upTo, of }: { readonly upTo: number; readonly of: number }): number {
	return upTo === 0 ? 0 : (mulDiv(amount, { times: upTo, over: of }) ?? 0);
}

export function createSubBook(of: { readonly instrumentId: number; readonly positionTicket: bigint }, strategyId: number): SubBook {
	const { instrumentId, positionTicket } = of;
	const money = { realisedMinor: 0, commissionMinor: 0, swapMinor: 0, feeMinor: 0 };
	return { strategyId, instrumentId, positionTicket, signedQty: 0, openNotional: 0, ...money };
}

/** Takes over what the account held at our first sight: nobody's. */
export function adoptUnattributed(books: SubBooks, of: { readonly instrumentId: number; readonly positionTicket: bigint } & Held): void {
	let othersQty = 0;
	for (const book of books.values()) if (book.strategyId !== UNATTRIBUTED) othersQty += book.signedQty;
	const nobody = entryOf(books, { key: UNATTRIBUTED, create: () => createSubBook(of, UNATTRIBUTED) });
	nobody.signedQty = of.signedQty - othersQty;
	nobody.openNotional = of.openNotional;
}

export function viewSubBook(account: Account, book: SubBook): StrategyPositionView {
	const { tenantId, accountId } = account;
	const { strategyId, instrumentId, positionTicket, signedQty, openNotional } = book;
	const { realisedMinor, commissionMinor, swapMinor, feeMinor } = book;
	const hedging = account.config.mode === 'HEDGING';
	return {
		tenantId,
		accountId,
		strategyId,
		instrumentId,
		positionTicket: hedging ? positionTicket : 0n,
		side: signedQty < 0 ? 'SELL' : 'BUY',
		qty: Math.abs(signedQty),
		openNotional,
		realisedMinor,
		commissionMinor,
		swapMinor,
		feeMinor,
	};
}
