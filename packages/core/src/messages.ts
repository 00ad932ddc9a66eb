import type {
	Contingency,
	DenialCode,
	Envelope,
	HaltLevel,
	Level,
	OrderType,
	RefusalCode,
	Side,
	TenantConfig,
	TimeInForce,
	Trail,
	VenueOrderType,
} from './model.ts';
import type { EngineState } from './state/state.ts';
import type { VenueEvent } from './venue-event.ts';
import type { ForeignOrderView, OrderStages } from './venue-news.ts';
import type { AccountView, ExecutionView, OrderView, PositionView, StrategyPositionView } from './views.ts';

export * from './venue-event.ts';
export * from './venue-news.ts';

export type * from './views.ts';

/** Everything the engine may depend on. What it decides is a function of these, in order: journal them and it can be replayed. */
export type EngineInput =
	| { readonly kind: 'configure'; readonly config: TenantConfig }
	| ({ readonly kind: 'place' } & PlaceOrder)
	| ({ readonly kind: 'placeGroup' } & PlaceGroup)
	| ({ readonly kind: 'amend' } & AmendOrder)
	| {
			readonly kind: 'cancel';
			readonly tenantId: number;
			readonly accountId: number;
			readonly orderId: number;
			readonly envelope: Envelope;
	  }
	/** Every working order of the account; null: whatever instrument, whatever side. */
	| {
			readonly kind: 'cancelAll';
			readonly tenantId: number;
			readonly accountId: number;
			readonly instrumentId: number | null;
			readonly side: Side | null;
			readonly envelope: Envelope;
	  }
	| {
			readonly kind: 'close';
			readonly tenantId: number;
			readonly accountId: number;
			readonly instrumentId: number;
			readonly positionTicket: bigint;
			readonly clientOrderId: string;
			readonly qty: number | null;
			readonly envelope: Envelope;
	  }
	| ({ readonly kind: 'closeBy' } & CloseBy)
	| ({ readonly kind: 'amendPosition' } & AmendPosition)
	| ({ readonly kind: 'resolveBreak' } & ResolveBreak)
	/** A second person's word about an order that is HELD. */
	| {
			readonly kind: 'decide';
			readonly tenantId: number;
			readonly accountId: number;
			readonly orderId: number;
			readonly approved: boolean;
			readonly envelope: Envelope;
	  }
	/** An operator's word that an order of unknown fate never came to be; taken where the evidence allows it. */
	| {
			readonly kind: 'presumeAbsent';
			readonly tenantId: number;
			readonly accountId: number;
			readonly orderId: number;
			readonly envelope: Envelope;
	  }
	| { readonly kind: 'halt'; readonly tenantId: number; readonly halted: boolean; readonly envelope: Envelope }
	| ({ readonly kind: 'haltPart' } & HaltPart)
	/** A new process took over: every SUBMITTED order without venue evidence becomes UNKNOWN, links are down, command sequences start again in this epoch. */
	| { readonly kind: 'epoch'; readonly epoch: number }
	| {
			readonly kind: 'mark';
			readonly tenantId: number;
			readonly accountId: number;
			readonly instrumentId: number;
			readonly bid: number;
			readonly ask: number;
			readonly venueAtMs: number;
	  }
	| ({ readonly kind: 'venue'; readonly tenantId: number; readonly accountId: number } & VenueEvent)
	| { readonly kind: 'timer' };

export type PlaceOrder = {
	readonly tenantId: number;
	readonly accountId: number;
	readonly instrumentId: number;
	readonly clientOrderId: string;
	readonly side: Side;
	readonly type: OrderType;
	readonly tif: TimeInForce;
	/** Of a GTD order, by our clock; the venue counts whole seconds, and never one too many. Absent in older journals. */
	readonly expiresAtMs?: number | null | undefined;
	readonly qty: number;
	readonly price: number | null;
	/** Of a STOP_LIMIT: the price of the limit order that it becomes. Absent in older journals, as in the next two types. */
	readonly limitPrice?: number | null | undefined;
	readonly sl: number | null;
	readonly tp: number | null;
	/** 0n: none. On a hedging account: the position this order closes or reduces. */
	readonly positionTicket: bigint;
	readonly reduceOnly: boolean;
	/** Of a LIMIT: it rests, or it is denied. */
	readonly postOnly?: boolean | undefined;
	/** Of a TRAILING_STOP. */
	readonly trail?: Trail | undefined;
	/** Stop loss and target are for this order's own fills alone. On a hedging account they always are; on a netting account they become orders of their own. */
	readonly bracket?: boolean | undefined;
	/** Whose limits it falls under besides; absent: of no strategy. */
	readonly strategyId?: number | null | undefined;
	readonly envelope: Envelope;
};

export type GroupLeg = Omit<PlaceOrder, 'tenantId' | 'accountId' | 'envelope'>;

/** Two to four orders that depend on each other. OTO, OTOCO: on the first of them. */
export type PlaceGroup = {
	readonly tenantId: number;
	readonly accountId: number;
	readonly contingency: Contingency;
	readonly orders: readonly GroupLeg[];
	readonly envelope: Envelope;
};

/** The kill switch of one desk, account or strategy. */
export type HaltPart = {
	readonly tenantId: number;
	readonly level: HaltLevel;
	readonly subjectId: number;
	readonly halted: boolean;
	readonly envelope: Envelope;
};

/** Two opposite positions of a hedging account close each other, as far as the smaller reaches. */
export type CloseBy = {
	readonly tenantId: number;
	readonly accountId: number;
	readonly instrumentId: number;
	readonly positionTicket: bigint;
	readonly positionByTicket: bigint;
	readonly clientOrderId: string;
	readonly envelope: Envelope;
};

/** What an operator makes of a break: the venue is right, look again, or the account trades no more until somebody accepts what the venue has. */
export const breakChoices = ['ACCEPT_VENUE', 'RETRY', 'HALT'] as const;
export type BreakChoice = (typeof breakChoices)[number];
export type ResolveBreak = {
	readonly tenantId: number;
	readonly accountId: number;
	/** The account sequence under which the break was told. */
	readonly breakSeq: number;
	readonly choice: BreakChoice;
	readonly envelope: Envelope;
};

/** Why risk said no. `level`: whose limit it was; null where no limit was at stake. */
export type Denial = {
	readonly code: DenialCode;
	readonly value: number | null;
	readonly limit: number | null;
	/** How much was left: below 0 by what was too much. Null where there is nothing to subtract. */
	readonly headroom: number | null;
	readonly level: Level | null;
};

/** New terms of a working order. null: as it is; sl or tp 0: none. */
export type AmendOrder = {
	readonly tenantId: number;
	readonly accountId: number;
	readonly orderId: number;
	/** The client's own id of this request: asked again, it gets the same answer and sends nothing. */
	readonly amendId: string;
	readonly qty: number | null;
	readonly price: number | null;
	readonly limitPrice?: number | null | undefined;
	readonly sl: number | null;
	readonly tp: number | null;
	readonly envelope: Envelope;
};

/** Other stops of an open position. null: as it is; 0: none. */
export type AmendPosition = {
	readonly tenantId: number;
	readonly accountId: number;
	readonly instrumentId: number;
	readonly positionTicket: bigint;
	/** The client's own id of this request, as of an amend of an order. */
	readonly amendId: string;
	readonly sl: number | null;
	readonly tp: number | null;
	readonly envelope: Envelope;
};

/** What the engine decided. `accountSeq` is dense per account; the projector and subscribers count on it. */
export type EngineOutput =
	/** For the one who asked; `command` outputs come first in the array that apply() returns. */
	| { readonly kind: 'reply'; readonly reply: Reply }
	| { readonly kind: 'order'; readonly accountSeq: number; readonly order: OrderView }
	| { readonly kind: 'execution'; readonly accountSeq: number; readonly execution: ExecutionView }
	| { readonly kind: 'position'; readonly accountSeq: number; readonly position: PositionView }
	| { readonly kind: 'strategyPosition'; readonly accountSeq: number; readonly position: StrategyPositionView }
	| { readonly kind: 'account'; readonly accountSeq: number; readonly account: AccountView }
	| { readonly kind: 'tenant'; readonly tenantId: number; readonly halted: boolean; readonly configVersion: number }
	| {
			readonly kind: 'partHalted';
			readonly tenantId: number;
			readonly level: HaltLevel;
			readonly subjectId: number;
			readonly halted: boolean;
			readonly principalId: number;
	  }
	/** Something an operator must see; never thrown away. */
	| {
			readonly kind: 'break';
			readonly accountSeq: number;
			readonly tenantId: number;
			readonly accountId: number;
			readonly code: BreakCode;
			readonly orderId: number;
			readonly ticket: bigint;
	  }
	/** A break is no longer open: an operator chose, or a later picture agrees (choice null, principal 0). */
	| {
			readonly kind: 'breakResolved';
			readonly accountSeq: number;
			readonly tenantId: number;
			readonly accountId: number;
			readonly breakSeq: number;
			readonly choice: BreakChoice | null;
			readonly principalId: number;
	  }
	/** An order at the venue that is not ours, whenever it has changed; takes no sequence of the account's, since its break tells when it comes and goes. */
	| { readonly kind: 'foreignOrder'; readonly tenantId: number; readonly accountId: number; readonly order: ForeignOrderView }
	/** How long the request that placed an order took. No state of the account's, so that it takes none of its sequence. */
	| {
			readonly kind: 'stages';
			readonly tenantId: number;
			readonly accountId: number;
			readonly orderId: number;
			readonly stages: OrderStages;
	  }
	/** The terminal is to be asked for its whole picture. */
	| { readonly kind: 'refresh'; readonly tenantId: number; readonly accountId: number }
	/** To be sent once this record is in the journal, and never again. */
	| { readonly kind: 'send'; readonly tenantId: number; readonly accountId: number; readonly send: VenueSend };

export const breakCodes = [
	'CONTRADICTION',
	'OVERFILL',
	'LATE_FILL',
	'DUPLICATE_DEAL',
	'FOREIGN_DEAL',
	/** The venue took a deal back, or said it anew: the books follow by reversing entries. */
	'DEAL_BUST',
	'DEAL_CORRECTED',
	'POSITION_MISMATCH',
	'BALANCE_MISMATCH',
	'MARGIN_MODE_MISMATCH',
	/** The account fell to the broker's margin call level, or to where he closes positions. */
	'MARGIN_CALL',
	'STOP_OUT',
	'UNMAPPED_SYMBOL',
	'FOREIGN_ORDER',
	'STATE_MISMATCH',
	'DEADMANS_SWITCH',
	'PRESUMED_ABSENT',
	'EXIT_REFUSED',
] as const;
export type BreakCode = (typeof breakCodes)[number];

export type Reply =
	| {
			readonly outcome: 'order';
			readonly order: OrderView;
			readonly accountSeq: number;
			readonly duplicate: boolean;
			/** Why risk denied an amend: the order works on with its old terms. */
			readonly amendDenial?: Denial | undefined;
	  }
	/** Of a group, in the order in which it was asked for. */
	| { readonly outcome: 'orders'; readonly orders: readonly OrderView[]; readonly accountSeq: number; readonly duplicate: boolean }
	/** With `denial`: the position keeps the stops that it has. */
	| {
			readonly outcome: 'position';
			readonly position: PositionView;
			readonly accountSeq: number;
			readonly duplicate: boolean;
			readonly denial?: Denial | undefined;
	  }
	| { readonly outcome: 'done' }
	/** Cancels sent now, and orders left out because the venue has given them no ticket yet. */
	| { readonly outcome: 'canceling'; readonly sent: number; readonly notReady: number }
	| { readonly outcome: 'refused'; readonly code: RefusalCode; readonly message: string };

export type VenueSend = {
	/** Epoch of the leader and a sequence that is dense per account within it. */
	readonly epoch: number;
	readonly commandSeq: number;
	readonly orderId: number;
	readonly instrumentId: number;
	/** SLTP: of a position, and of no order: its orderId is 0. */
	readonly action: 'DEAL' | 'PENDING' | 'MODIFY' | 'REMOVE' | 'CLOSE_BY' | 'SLTP';
	/** What the venue is asked for: of an emulated order the one that its trigger makes of it. */
	readonly type: VenueOrderType;
	readonly side: Side;
	readonly qty: number;
	readonly price: number;
	/** Of a STOP_LIMIT; else 0. */
	readonly limitPrice: number;
	readonly sl: number;
	readonly tp: number;
	readonly tif: TimeInForce;
	readonly expiresAtMs: number | null;
	/** It may only rest. */
	readonly postOnly: boolean;
	readonly positionTicket: bigint;
	/** Of a close-by; else 0n. */
	readonly positionByTicket: bigint;
	readonly orderTicket: bigint;
};

/** The engine. apply() never throws on any input of these types; stateHash() is equal for equal histories. */
export type Engine = {
	apply(input: EngineInput, atMs: number): readonly EngineOutput[];
	/** The checks, dry. */
	preview(
		order: Omit<PlaceOrder, 'clientOrderId'>,
		atMs: number,
	): { readonly denial: OrderView['denial']; readonly notionalMinor: number | null; readonly marginMinor: number | null };
	/** Whether a quote of this instrument may set something off, so that it must not wait for the next input. */
	watches(at: { readonly tenantId: number; readonly accountId: number; readonly instrumentId: number }): boolean;
	/** When a timer is needed next, because an order that the engine holds is due; null: no order waits for time. */
	wakeAtMs(): number | null;
	stateHash(): string;
	/** What it remembers, alive: to be copied as it is (structured clone) and given to createEngine() of the same build. */
	memory(): EngineMemory;
};

/** Plain data without a contract: only createEngine() of the build that made it may read it. */
export type EngineMemory = EngineState;
