import type { Side, VenueSpec } from './model.ts';
import type { ForeignMark, OrderStages } from './venue-news.ts';

/** What a venue says, already in integers and internal ids (the adapter maps symbols and magic). orderId 0: not one of ours. */
export type VenueEvent =
	| { readonly event: 'linkUp' }
	| { readonly event: 'linkDown' }
	| { readonly event: 'spec'; readonly instrumentId: number; readonly spec: VenueSpec }
	| { readonly event: 'account'; readonly account: VenueAccount }
	/** OrderSendAsync said no (nothing left the terminal), or passed it on. epoch: of the command. */
	| {
			readonly event: 'ack';
			readonly orderId: number;
			readonly epoch: number;
			readonly commandSeq: number;
			readonly sent: boolean;
			readonly retcode: number;
	  }
	/** The server's answer to one of our requests. */
	| {
			readonly event: 'result';
			readonly orderId: number;
			readonly epoch: number;
			readonly commandSeq: number;
			readonly retcode: number;
			readonly orderTicket: bigint;
			readonly dealTicket: bigint;
	  }
	| { readonly event: 'order'; readonly order: VenueOrder }
	| { readonly event: 'deal'; readonly deal: VenueDeal }
	/** The venue has no such deal any more. */
	| { readonly event: 'dealGone'; readonly ticket: bigint }
	| { readonly event: 'position'; readonly position: VenuePosition }
	/** What the terminal did by itself while no leader was there: cancelled the pending orders, or closed the positions too. `epoch`: the last leader it had seen. */
	| {
			readonly event: 'deadman';
			readonly flattened: boolean;
			readonly atMs: number;
			readonly epoch: number;
			readonly canceled: number;
			readonly closed: number;
	  }
	/** How long a request took, stage by stage, once it has been answered: for people, and for no decision. */
	| {
			readonly event: 'stages';
			readonly orderId: number;
			readonly epoch: number;
			readonly commandSeq: number;
			readonly stages: OrderStages;
	  }
	/** Whether what the terminal has is what it told: false where even its whole picture did not mend it, true once it does agree. */
	| { readonly event: 'state'; readonly agrees: boolean }
	| { readonly event: 'positionGone'; readonly positionTicket: bigint; readonly instrumentId: number }
	/** A complete picture: what is not in it is not there. Deals and finished orders since the time asked for. */
	| {
			readonly event: 'snapshot';
			readonly account: VenueAccount;
			readonly lastCommandEpoch: number;
			readonly lastCommandSeq: number;
			readonly orders: readonly VenueOrder[];
			readonly deals: readonly VenueDeal[];
			readonly positions: readonly VenuePosition[];
			readonly requests: readonly {
				readonly orderId: number;
				readonly epoch: number;
				readonly commandSeq: number;
				readonly sent: boolean;
				readonly retcode: number;
			}[];
	  };

export const stopOutModes = ['PERCENT', 'MONEY'] as const;
export type StopOutMode = (typeof stopOutModes)[number];
export type VenueAccount = {
	readonly balanceMinor: number;
	readonly creditMinor: number;
	readonly equityMinor: number;
	readonly marginMinor: number;
	readonly marginFreeMinor: number;
	/** Where the broker warns and where it closes positions: PERCENT, basis points of equity over margin; MONEY, minor units of equity. Null: unknown. */
	readonly stopOutMode: StopOutMode | null;
	readonly marginCall: number;
	readonly stopOut: number;
	readonly serverConnected: boolean;
	readonly tradeAllowed: boolean;
};
export type VenueOrder = {
	readonly orderId: number;
	/** Of an order that is not ours. */
	readonly foreign?: ForeignMark | undefined;
	readonly ticket: bigint;
	readonly instrumentId: number;
	readonly side: Side;
	readonly state: 'STARTED' | 'PLACED' | 'PARTIAL' | 'FILLED' | 'CANCELED' | 'REJECTED' | 'EXPIRED';
	readonly qty: number;
	readonly leavesQty: number;
	readonly price: number;
	/** Absent or 0: no stop-limit, or one that has become its limit order. */
	readonly limitPrice?: number | undefined;
	readonly sl: number;
	readonly tp: number;
	readonly positionTicket: bigint;
	/** The other position of a close-by, which carries both and no usable magic. Absent or 0n: no close-by. */
	readonly positionByTicket?: bigint | undefined;
	readonly venueAtMs: number;
};
export const dealTypes = [
	'BUY',
	'SELL',
	'BUY_CANCELED',
	'SELL_CANCELED',
	'BALANCE',
	'CREDIT',
	'CHARGE',
	'CORRECTION',
	'BONUS',
	'COMMISSION',
	'INTEREST',
	'DIVIDEND',
	'TAX',
	'OTHER',
] as const;
/** CLIENT: the terminal on a desk. */
export const dealReasons = [
	'CLIENT',
	'EXPERT',
	'SL',
	'TP',
	'STOP_OUT',
	'OTHER',
	'ROLLOVER',
	'DEADMAN',
	'MOBILE',
	'WEB',
	'VARIATION_MARGIN',
	'SPLIT',
] as const;
export type DealReason = (typeof dealReasons)[number];
export type VenueDeal = {
	readonly orderId: number;
	readonly ticket: bigint;
	readonly orderTicket: bigint;
	readonly positionTicket: bigint;
	readonly instrumentId: number;
	/** CANCELED: a deal that the venue took back; its profit is 0 then. All but the first four move money alone. */
	readonly type: (typeof dealTypes)[number];
	readonly entry: 'IN' | 'OUT' | 'INOUT' | 'OUT_BY';
	/** DEADMAN: the terminal's own switch, while no leader was there. */
	readonly reason: DealReason;
	readonly qty: number;
	readonly price: number;
	readonly profitMinor: number;
	readonly commissionMinor: number;
	readonly swapMinor: number;
	readonly feeMinor: number;
	readonly venueAtMs: number;
};
export type VenuePosition = {
	readonly positionTicket: bigint;
	readonly instrumentId: number;
	readonly side: Side;
	readonly qty: number;
	readonly priceOpen: number;
	readonly sl: number;
	readonly tp: number;
	readonly swapMinor: number;
	readonly profitMinor: number;
	readonly venueAtMs: number;
};
