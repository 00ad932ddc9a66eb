import { dealReasons, dealTypes, type VenueDeal } from '../messages.ts';
import { addToIndex, createHashIndex, firstInIndex, type HashIndex, mixed, nextInIndex } from './hash-index.ts';
import type { Account } from './state.ts';

/**
 * Every deal of a shard as a row of numbers, one after the other, found by account and ticket. As objects they were most of what the collector had to carry. Each
 * row names the one before it of the same account.
 */
export type Deals = {
	count: number;
	readonly chunks: Float64Array[];
	readonly index: HashIndex;
	/** Deals with a ticket that a number does not hold exactly, by row. */
	readonly odd: Map<number, VenueDeal>;
};

const WIDTH = 18;
const ROWS = 128;
const entries = ['IN', 'OUT', 'INOUT', 'OUT_BY'] as const satisfies readonly VenueDeal['entry'][];

export function createDeals(): Deals {
	return { count: 0, chunks: [], index: createHashIndex(), odd: new Map() };
}

type Of<What> = { readonly account: Account } & What;

/** Undefined where the account has no such deal. */
export function findDeal(deals: Deals, of: Of<{ readonly ticket: bigint }>): VenueDeal | undefined {
	const row = rowOf(deals, of);
	return row === 0 ? undefined : dealAt(deals, row);
}

/** What the deal says now, in place of what it said. */
export function replaceDeal(deals: Deals, { account, deal }: Of<{ readonly deal: VenueDeal }>): void {
	const row = rowOf(deals, { account, ticket: deal.ticket });
	if (row !== 0) write(deals, { row, deal });
}

/** Takes in a deal that is not there yet. */
export function appendDeal(deals: Deals, { account, deal }: Of<{ readonly deal: VenueDeal }>): void {
	deals.count += 1;
	const row = deals.count;
	if (deals.chunks.length * ROWS < row) deals.chunks.push(new Float64Array(ROWS * WIDTH));
	const chunk = chunkOf(deals, row);
	const at = placeOf(row);
	chunk[at] = account.tenantId;
	chunk[at + 1] = account.accountId;
	chunk[at + 2] = account.lastDealRow;
	account.lastDealRow = row;
	account.dealCount += 1;
	write(deals, { row, deal });
	addToIndex(deals.index, { hash: hashOf(account, deal.ticket), value: row });
}

/** The account's, in the order in which they came. `from`: without so many of the first. */
export function dealsOf(deals: Deals, { account, from = 0 }: Of<{ readonly from?: number }>): VenueDeal[] {
	const found: VenueDeal[] = [];
	for (let row = account.lastDealRow, left = account.dealCount - from; row !== 0 && left > 0; left--) {
		found.push(dealAt(deals, row));
		row = chunkOf(deals, row)[placeOf(row) + 2] ?? 0;
	}
	return found.reverse();
}

function rowOf(deals: Deals, { account, ticket }: Of<{ readonly ticket: bigint }>): number {
	const hash = hashOf(account, ticket);
	const asNumber = Number(ticket);
	for (let row = firstInIndex(deals.index, hash); row !== 0; row = nextInIndex(deals.index, hash)) {
		const chunk = chunkOf(deals, row);
		const at = placeOf(row);
		const isIt = chunk[at + 3] === asNumber && chunk[at + 1] === account.accountId && chunk[at] === account.tenantId;
		if (isIt && (deals.odd.size === 0 || ticketAt(deals, row) === ticket)) return row;
	}
	return 0;
}

function ticketAt(deals: Deals, row: number): bigint {
	return deals.odd.get(row)?.ticket ?? BigInt(chunkOf(deals, row)[placeOf(row) + 3] ?? 0);
}

function hashOf({ tenantId, accountId }: Account, ticket: bigint): number {
	return mixed(mixed(mixed(0, tenantId), accountId), Number(ticket));
}

function write(deals: Deals, { row, deal }: { readonly row: number; readonly deal: VenueDeal }): void {
	const chunk = chunkOf(deals, row);
	const at = placeOf(row);
	const ticket = Number(deal.ticket);
	const orderTicket = Number(deal.orderTicket);
	const positionTicket = Number(deal.positionTicket);
	chunk[at + 3] = ticket;
	chunk[at + 4] = orderTicket;
	chunk[at + 5] = positionTicket;
	chunk[at + 6] = deal.orderId;
	chunk[at + 7] = deal.instrumentId;
	chunk[at + 8] = dealTypes.indexOf(deal.type);
	chunk[at + 9] = entries.indexOf(deal.entry);
	chunk[at + 10] = dealReasons.indexOf(deal.reason);
	chunk[at + 11] = deal.qty;
	chunk[at + 12] = deal.price;
	chunk[at + 13] = deal.profitMinor;
	chunk[at + 14] = deal.commissionMinor;
	chunk[at + 15] = deal.swapMinor;
	chunk[at + 16] = deal.feeMinor;
	chunk[at + 17] = deal.venueAtMs;
	const fits = Number.isSafeInteger(ticket) && Number.isSafeInteger(orderTicket) && Number.isSafeInteger(positionTicket);
	if (!fits) deals.odd.set(row, deal);
	else if (deals.odd.size > 0) deals.odd.delete(row);
}

function dealAt(deals: Deals, row: number): VenueDeal {
	const odd = deals.odd.size === 0 ? undefined : deals.odd.get(row);
	if (odd !== undefined) return odd;
	const chunk = chunkOf(deals, row);
	const at = placeOf(row);
	return {
		ticket: BigInt(chunk[at + 3] ?? 0),
		orderTicket: BigInt(chunk[at + 4] ?? 0),
		positionTicket: BigInt(chunk[at + 5] ?? 0),
		orderId: chunk[at + 6] ?? 0,
		instrumentId: chunk[at + 7] ?? 0,
		type: dealTypes[chunk[at + 8] ?? 0] ?? 'OTHER',
		entry: entries[chunk[at + 9] ?? 0] ?? 'IN',
		reason: dealReasons[chunk[at + 10] ?? 0] ?? 'OTHER',
		qty: chunk[at + 11] ?? 0,
		price: chunk[at + 12] ?? 0,
		profitMinor: chunk[at + 13] ?? 0,
		commissionMinor: chunk[at + 14] ?? 0,
		swapMinor: chunk[at + 15] ?? 0,
		feeMinor: chunk[at + 16] ?? 0,
		venueAtMs: chunk[at + 17] ?? 0,
	};
}

const none = new Float64Array(WIDTH);

function chunkOf({ chunks }: Deals, row: number): Float64Array {
	return chunks[Math.floor((row - 1) / ROWS)] ?? none;
}

function placeOf(row: number): number {
	return ((row - 1) % ROWS) * WIDTH;
}
