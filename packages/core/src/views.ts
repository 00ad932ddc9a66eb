import type { Denial, VenueDeal } from './messages.ts';
import type {
	AccountMode,
	EmulatedPart,
	Envelope,
	OrderLife,
	OrderType,
	PendingRequest,
	Side,
	StopsPending,
	TimeInForce,
	Trail,
	WaitReason,
} from './model.ts';

/** Pictures of what the engine holds, as they go out: to who asked, to the rows, to subscribers. */

export type OrderView = {
	readonly tenantId: number;
	readonly accountId: number;
	readonly orderId: number;
	readonly clientOrderId: string;
	readonly instrumentId: number;
	readonly side: Side;
	readonly type: OrderType;
	readonly tif: TimeInForce;
	readonly expiresAtMs: number | null;
	readonly qty: number;
	readonly price: number | null;
	readonly limitPrice: number | null;
	readonly sl: number | null;
	readonly tp: number | null;
	readonly positionTicket: bigint;
	/** The position that closes the other one: of a close-by. 0n: none. */
	readonly positionByTicket: bigint;
	readonly life: OrderLife;
	readonly pending: PendingRequest;
	readonly filledQty: number;
	/** Sum of price x qty of its deals: the average price is filledNotional / filledQty, never stored. */
	readonly filledNotional: number;
	/** Quantity whose exposure is still reserved: leaves while working or unknown, else 0; `orders/exposure.ts` says what an order that waits reserves. */
	readonly reservedQty: number;
	readonly venueOrderTicket: bigint;
	readonly strategyId: number | null;
	readonly reduceOnly: boolean;
	readonly postOnly: boolean;
	readonly trail: Trail | null;
	/** What the engine does for it, because the venue can't. */
	readonly emulated: readonly EmulatedPart[];
	/** What it waits for at the engine; null: nothing. */
	readonly waitsFor: WaitReason | null;
	/** The order that it waits for, or protects the fills of; 0: none. */
	readonly parentOrderId: number;
	/** The first of the orders that cancel each other, which this is one of; 0: none. */
	readonly ocoId: number;
	readonly bracket: boolean;
	/** Who decided on it where it was HELD; 0: nobody. */
	readonly decidedById: number;
	/** Its fate is unknown, and the evidence is enough to take it for absent. */
	readonly isPresumable: boolean;
	readonly denial: Denial | null;
	/** MT5's retcode where the venue refused; 0 otherwise. */
	readonly retcode: number;
	readonly envelope: Envelope;
	readonly createdAtMs: number;
	readonly updatedAtMs: number;
};
export type ExecutionView = VenueDeal & {
	readonly tenantId: number;
	readonly accountId: number;
	readonly late: boolean;
	readonly bookedAtMs: number;
	/** 0: as the venue first said it. Odd: the entry before it reversed, quantity and money negative. Even: said anew. Nothing booked is ever changed. */
	readonly revision: number;
};
/** What one strategy holds of a position, and the money of its deals. `strategyId` 0: nobody's. `positionTicket` 0n: of a netting account. */
export type StrategyPositionView = {
	readonly tenantId: number;
	readonly accountId: number;
	readonly strategyId: number;
	readonly instrumentId: number;
	readonly positionTicket: bigint;
	readonly side: Side;
	readonly qty: number;
	readonly openNotional: number;
	readonly realisedMinor: number;
	readonly commissionMinor: number;
	readonly swapMinor: number;
	readonly feeMinor: number;
};
/** qty 0: closed. openNotional = sum of price x qty of what is open (open cost, never an average). */
export type PositionView = {
	readonly tenantId: number;
	readonly accountId: number;
	readonly instrumentId: number;
	readonly positionTicket: bigint;
	readonly side: Side;
	readonly qty: number;
	readonly openNotional: number;
	readonly sl: number;
	readonly tp: number;
	/** A request for other stops that is not settled. */
	readonly stopsPending: StopsPending;
	/** MT5's retcode where the venue refused the last one; 0 otherwise. */
	readonly stopsRetcode: number;
	readonly realisedMinor: number;
	readonly swapMinor: number;
	readonly openedAtMs: number;
	readonly updatedAtMs: number;
};
export type AccountView = {
	readonly tenantId: number;
	readonly accountId: number;
	readonly mode: AccountMode;
	readonly link: boolean;
	readonly reconciled: boolean;
	readonly serverConnected: boolean;
	readonly tradeAllowed: boolean;
	/** Booked from deals (the venue's balance is checked against it). */
	readonly balanceMinor: number;
	readonly venueEquityMinor: number | null;
	readonly venueMarginMinor: number | null;
	/** Profit of closed positions, and the costs by kind, as the venue's deals say. */
	readonly realisedMinor: number;
	readonly commissionMinor: number;
	readonly swapMinor: number;
	readonly feeMinor: number;
	readonly updatedAtMs: number;
};
