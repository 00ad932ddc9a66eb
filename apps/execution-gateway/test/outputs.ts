import type { EngineOutput, ExecutionView, OrderView } from '@meridian/core';

type Place = { readonly tenantId: number; readonly accountId: number; readonly orderId: number; readonly accountSeq: number };

const atMs = 1_700_000_000_000;

/** An order as the engine tells it. */
export function orderOutput({ accountSeq, ...place }: Place, change: Partial<OrderView> = {}): EngineOutput {
	const order: OrderView = {
		clientOrderId: `client-${place.orderId}`,
		instrumentId: 1,
		side: 'BUY',
		type: 'MARKET',
		tif: 'IOC',
		qty: 10,
		price: null,
		sl: null,
		tp: null,
		positionTicket: 0n,
		positionByTicket: 0n,
		expiresAtMs: null,
		limitPrice: null,
		strategyId: null,
		...{
			reduceOnly: false,
			postOnly: false,
			trail: null,
			...{ parentOrderId: 0, ocoId: 0, bracket: false },
			emulated: [],
			waitsFor: null,
			decidedById: 0,
			isPresumable: false,
		},
		life: 'SUBMITTED',
		pending: 'NONE',
		filledQty: 0,
		filledNotional: 0,
		reservedQty: 10,
		venueOrderTicket: 0n,
		denial: null,
		retcode: 0,
		envelope: { principalId: 1, sessionId: 1, investmentDeciderId: 1, executionDeciderId: 1 },
		createdAtMs: atMs,
		updatedAtMs: atMs + accountSeq,
		...place,
		...change,
	};
	return { kind: 'order', accountSeq, order };
}

/** A deal of that order as the engine books it. */
export function executionOutput({ accountSeq, ...place }: Place, change: Partial<ExecutionView> = {}): EngineOutput {
	const execution: ExecutionView = {
		ticket: BigInt(place.orderId),
		orderTicket: BigInt(place.orderId),
		positionTicket: BigInt(place.orderId),
		instrumentId: 1,
		type: 'BUY',
		entry: 'IN',
		reason: 'EXPERT',
		qty: 10,
		price: 110_010,
		profitMinor: 0,
		commissionMinor: 0,
		swapMinor: 0,
		feeMinor: 0,
		venueAtMs: atMs,
		late: false,
		revision: 0,
		bookedAtMs: atMs + accountSeq,
		...place,
		...change,
	};
	return { kind: 'execution', accountSeq, execution };
}
