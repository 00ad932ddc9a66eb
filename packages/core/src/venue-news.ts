import type { Side, VenueOrderType } from './model.ts';

/** Stages of one request on its way, in microseconds; null where it did not come so far, or could not be measured. */
export type OrderStages = {
	/** When the gateway sent it, ms UTC. */
	readonly sentAtMs: number;
	/** From there to its arrival in the terminal: both clocks are compared by pings, so it is wrong by half of the quickest one at most. */
	readonly toTerminalUs: number | null;
	/** From arrival until OrderSendAsync returned. */
	readonly inTerminalUs: number | null;
	/** From there until the server's answer was told in the terminal. */
	readonly toAnswerUs: number | null;
	/** From the same moment until the first deal was. */
	readonly toDealUs: number | null;
	/** From the deal in the terminal to its arrival here. */
	readonly toGatewayUs: number | null;
	/** The whole way by the gateway's own clock, to the first deal or, where none followed, to the answer. */
	readonly roundTripUs: number | null;
	/** The terminal's last quote when the gateway sent the request, and when it heard of the first deal; null where there was none. */
	readonly sentBid: number | null;
	readonly sentAsk: number | null;
	readonly dealBid: number | null;
	readonly dealAsk: number | null;
};

/** Who placed an order that is not ours: somebody in the terminal, or the broker for him; another program (it carries a number of its own); the dead-man's switch. */
export const foreignOrigins = ['HAND', 'PROGRAM', 'DEADMAN'] as const;
export type ForeignOrigin = (typeof foreignOrigins)[number];
/** By what way the venue says that an order came. CLIENT: the terminal on a desk; EXPERT: a program in one; the rest but OTHER are the venue's own. */
export const orderReasons = ['CLIENT', 'MOBILE', 'WEB', 'EXPERT', 'SL', 'TP', 'STOP_OUT', 'OTHER'] as const;
export type OrderReason = (typeof orderReasons)[number];
/** reason: null where the venue does not say. */
export type ForeignMark = {
	readonly origin: ForeignOrigin;
	readonly type: VenueOrderType | null;
	readonly reason: OrderReason | null;
};

/** GONE: a whole picture does not show it any more, and does not say how it ended. */
export const foreignOrderStates = ['STARTED', 'PLACED', 'PARTIAL', 'FILLED', 'CANCELED', 'REJECTED', 'EXPIRED', 'GONE'] as const;
export type ForeignOrderView = {
	readonly ticket: bigint;
	readonly origin: ForeignOrigin;
	readonly type: VenueOrderType | null;
	readonly reason: OrderReason | null;
	readonly instrumentId: number;
	readonly side: Side;
	readonly state: (typeof foreignOrderStates)[number];
	readonly qty: number;
	readonly leavesQty: number;
	readonly price: number;
	/** 0: none. */
	readonly limitPrice: number;
	readonly sl: number;
	readonly tp: number;
	/** The venue's own time of its last change. */
	readonly venueAtMs: number;
	readonly updatedAtMs: number;
};
