import type { EngineInput, EngineOutput, PlaceOrder, Side, TenantConfig, VenueDeal } from '@meridian/core';
import { venueAccount, venueSpec, wideLimits } from '@meridian/core/testing';

/** What an engine is fed: it answers with its outputs, from which the flow reads what was sent. */
export type Feed = (input: EngineInput, atMs: number) => readonly EngineOutput[];

export const flowEnvelope = { principalId: 1, sessionId: 1, investmentDeciderId: 1, executionDeciderId: 1 };
const limits = wideLimits();
const figures = venueAccount({ equityMinor: 1_000_000_000, marginFreeMinor: 1_000_000_000 });
const spec = venueSpec({ orderTypes: ['MARKET', 'LIMIT'], timesInForce: ['IOC', 'GTC'] });

function configOf(accounts: number): TenantConfig {
	return {
		...{ tenantId: 1, version: 1, slug: 'flow', baseCurrency: 'EUR', active: true },
		users: [{ userId: 1, active: true, mayTrade: true, mayHalt: true }],
		instruments: [
			{
				...{ instrumentId: 1, symbol: 'EURUSD', priceDigits: 5, qtyDigits: 2, baseCurrency: 'EUR', quoteCurrency: 'USD', active: true },
				brokerSymbols: [],
			},
		],
		accounts: Array.from({ length: accounts }, (_, index) => ({
			...{ accountId: index + 1, name: `flow ${index + 1}`, mode: 'NETTING' as const, currency: 'EUR', currencyDigits: 2 },
			...{ server: 's', login: BigInt(index + 1), active: true, limits },
		})),
	};
}

export type OrderFlow = {
	/** The inputs of one order after these: a quote, the order, the venue's acknowledgement, its answer and the deal. */
	next(): void;
	readonly orders: number;
};

export const inputsPerOrder = 5;

/** Accounts that are connected and reconciled. */
export function openVenue(feed: Feed, { accounts, nowMs }: { readonly accounts: number; readonly nowMs: number }): void {
	feed({ kind: 'configure', config: configOf(accounts) }, nowMs);
	feed({ kind: 'epoch', epoch: 1 }, nowMs);
	for (let accountId = 1; accountId <= accounts; accountId++) {
		const where = { tenantId: 1, accountId } as const;
		feed({ kind: 'venue', ...where, event: 'linkUp' }, nowMs);
		feed({ kind: 'venue', ...where, event: 'spec', instrumentId: 1, spec }, nowMs);
		const none = { orders: [], deals: [], positions: [], requests: [] };
		feed({ kind: 'venue', ...where, event: 'snapshot', account: figures, lastCommandEpoch: 0, lastCommandSeq: 0, ...none }, nowMs);
	}
}

/**
 * A terminal's side of the story: connected and reconciled accounts on which market orders are filled one after another, the same
 * for the same number of accounts. @throws where the engine sends nothing for an order.
 */
export function openOrderFlow(
	feed: Feed,
	input: { readonly accounts: number; readonly startMs?: number; readonly firstOrder?: number },
): OrderFlow {
	let nowMs = input.startMs ?? 1_000;
	let orders = (input.firstOrder ?? 1) - 1;
	openVenue(feed, { accounts: input.accounts, nowMs });
	return {
		get orders() {
			return orders;
		},
		next() {
			nowMs += 1;
			const accountId = (orders % input.accounts) + 1;
			const round = Math.floor(orders / input.accounts);
			orders += 1;
			const side = round % 2 === 0 ? 'BUY' : 'SELL';
			feed({ kind: 'mark', tenantId: 1, accountId, instrumentId: 1, bid: 110_000, ask: 110_010, venueAtMs: nowMs }, nowMs);
			const placed = feed(marketOrder({ accountId, side, clientOrderId: `flow-${orders}` }), nowMs);
			const sent = placed.find((output) => output.kind === 'send')?.send;
			if (sent === undefined)
				throw new Error(`order ${orders} was not sent: ${JSON.stringify(placed[0], (_, v) => (typeof v === 'bigint' ? `${v}` : v))}`);
			const { orderId, epoch, commandSeq } = sent;
			const ticket = BigInt(orders);
			const [orderTicket, dealTicket] = [ticket, ticket];
			feed({ kind: 'venue', event: 'ack', tenantId: 1, accountId, orderId, epoch, commandSeq, sent: true, retcode: 10008 }, nowMs);
			const done = 10009;
			feed(
				{ kind: 'venue', event: 'result', tenantId: 1, accountId, orderId, epoch, commandSeq, retcode: done, orderTicket, dealTicket },
				nowMs,
			);
			feed({ kind: 'venue', event: 'deal', tenantId: 1, accountId, deal: dealOf({ orderId, ticket, side, atMs: nowMs }) }, nowMs);
			// The venue's figures free the margin that fills have taken.
			if (round % 50 === 0) feed({ kind: 'venue', event: 'account', tenantId: 1, accountId, account: figures }, nowMs);
		},
	};
}

/** One flat literal each: put together from parts they cost more than some of what they set off, in every figure of who is fed. */
function marketOrder(of: {
	readonly accountId: number;
	readonly side: Side;
	readonly clientOrderId: string;
}): PlaceOrder & { readonly kind: 'place' } {
	return {
		kind: 'place',
		tenantId: 1,
		accountId: of.accountId,
		instrumentId: 1,
		clientOrderId: of.clientOrderId,
		side: of.side,
		type: 'MARKET',
		tif: 'IOC',
		qty: 100,
		price: null,
		sl: null,
		tp: null,
		positionTicket: 0n,
		reduceOnly: false,
		envelope: flowEnvelope,
	};
}

function dealOf(of: { readonly orderId: number; readonly ticket: bigint; readonly side: Side; readonly atMs: number }): VenueDeal {
	return {
		orderId: of.orderId,
		ticket: of.ticket,
		orderTicket: of.ticket,
		positionTicket: 1n,
		instrumentId: 1,
		type: of.side,
		entry: 'IN',
		reason: 'EXPERT',
		qty: 100,
		price: 110_005,
		profitMinor: 0,
		commissionMinor: 0,
		swapMinor: 0,
		feeMinor: 0,
		venueAtMs: of.atMs,
	};
}
