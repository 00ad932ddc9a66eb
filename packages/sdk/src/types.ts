/** Public types of the SDK: plain, and of this package alone. Decimals are strings, never floating point. Tickets are bigint. */
export type Side = 'BUY' | 'SELL';
/** STOP, MARKET_IF_TOUCHED: `price` is where it becomes a market order. STOP_LIMIT, LIMIT_IF_TOUCHED: where it becomes a limit order at `limitPrice`. */
export type OrderType = 'MARKET' | 'LIMIT' | 'STOP' | 'STOP_LIMIT' | 'MARKET_IF_TOUCHED' | 'LIMIT_IF_TOUCHED' | 'TRAILING_STOP';
export type TimeInForce = 'GTC' | 'DAY' | 'GTD' | 'IOC' | 'FOK' | 'AT_OPEN' | 'AT_CLOSE';

export type ConnectOptions = {
	readonly host: string;
	readonly port: number;
	readonly credentialId: string;
	readonly secret: string;
	/** Present: TLS 1.3. `ca`: certificates to trust, PEM, where the system's do not do. `serverName`: the name in the certificate, where it is not the host. */
	readonly tls?: { readonly ca?: string; readonly serverName?: string };
	/** Default true: when this session vanishes, the gateway takes back its working entry orders. Orders that only reduce stay. */
	readonly cancelOnDisconnect?: boolean;
	/** Default 1,000. A gateway that says nothing for three heartbeats is given up, and so are we by it. */
	readonly heartbeatMs?: number;
	/** How long an answer is waited for, reconnects included (default 5,000). Then the outcome is `unknown`. */
	readonly requestTimeoutMs?: number;
	/** By account: the last accountSeq that you have kept. What came since is delivered first. Accounts that are not named start with what is new. */
	readonly resume?: Readonly<Record<number, number>>;
	/** Reports that wait for your program before the line is dropped till it has caught up (default 10,000). Nothing is lost then. */
	readonly maxWaitingReports?: number;
	readonly onStatus?: (status: Status) => void;
};

export type Status =
	| { readonly state: 'up'; readonly resumed: boolean }
	/** It is tried again. */
	| { readonly state: 'down'; readonly code: string; readonly message: string }
	/** It is not: the credential was revoked or taken over, say, or you closed it. */
	| { readonly state: 'closed'; readonly code: string; readonly message: string };

export type Account = {
	readonly accountId: number;
	readonly name: string;
	readonly mode: string;
	readonly currency: string;
	readonly currencyDigits: number;
};
export type Instrument = {
	readonly instrumentId: number;
	readonly symbol: string;
	readonly priceDigits: number;
	readonly qtyDigits: number;
};

export type PlaceOrder = {
	readonly accountId: number;
	readonly symbol: string;
	/** 1 to 36 of A-Z a-z 0-9 . _ : - ; the same id with the same terms is the same order for ever. */
	readonly clientOrderId: string;
	readonly side: Side;
	readonly type: OrderType;
	/** Default GTC. */
	readonly timeInForce?: TimeInForce;
	/** In lots, e.g. "0.10". */
	readonly quantity: string;
	readonly price?: string;
	readonly limitPrice?: string;
	readonly stopLoss?: string;
	readonly takeProfit?: string;
	/** Of time in force GTD. */
	readonly expiresAt?: Date;
	/** Of a TRAILING_STOP: a price, or whole points or basis points. */
	readonly trail?: { readonly by: 'PRICE' | 'POINTS' | 'BPS'; readonly distance: string };
	/** It rests, or it is denied. */
	readonly postOnly?: boolean;
	/** Stop loss and target are for this order's own fills alone. */
	readonly bracket?: boolean;
	/** On a hedging account: the position that this order closes. */
	readonly positionTicket?: bigint;
	readonly reduceOnly?: boolean;
	/** The strategy whose limits it falls under besides. */
	readonly strategyId?: number;
};
/** Two to four orders that depend on each other, all or none. OCO: a fill of one takes the others back. OTO: the others go out once the first is filled. OTOCO: both. */
export type PlaceGroup = {
	readonly accountId: number;
	readonly contingency: 'OCO' | 'OTO' | 'OTOCO';
	readonly orders: readonly Omit<PlaceOrder, 'accountId'>[];
};
/** What is absent stays as it is; a stop loss or target of null is removed. */
export type AmendOrder = {
	readonly accountId: number;
	readonly symbol: string;
	readonly orderId: number;
	/** Your own id of this request: asked again, it is answered again and sends nothing. */
	readonly amendId: string;
	readonly quantity?: string;
	readonly price?: string;
	readonly limitPrice?: string;
	readonly stopLoss?: string | null;
	readonly takeProfit?: string | null;
};
/** Stop loss and target of an open position, which the venue keeps. What is absent stays as it is; null is removed. */
export type AmendPosition = {
	readonly accountId: number;
	readonly symbol: string;
	readonly positionTicket: bigint;
	/** Your own id of this request, as of an amend of an order. Asked again it tells how the position stands now. */
	readonly amendId: string;
	readonly stopLoss?: string | null;
	readonly takeProfit?: string | null;
};
/** Two opposite positions of a hedging account close each other. */
export type CloseBy = {
	readonly accountId: number;
	readonly symbol: string;
	readonly clientOrderId: string;
	readonly positionTicket: bigint;
	readonly positionByTicket: bigint;
};
export type CancelOrder = { readonly accountId: number; readonly orderId: number };
export type ClosePosition = {
	readonly accountId: number;
	readonly symbol: string;
	readonly clientOrderId: string;
	/** Not on a netting account, which has one position per symbol. */
	readonly positionTicket?: bigint;
	/** Default: all of it. */
	readonly quantity?: string;
};

export type Order = {
	readonly accountId: number;
	/** Ascending per account. Keep the last that you have seen, to resume after it. */
	readonly accountSeq: number;
	readonly journalSeq: number;
	readonly orderId: number;
	readonly clientOrderId: string;
	readonly symbol: string;
	readonly side: string;
	readonly type: string;
	readonly timeInForce: string;
	readonly quantity: string;
	readonly filledQuantity: string;
	/** Quantity whose exposure is still reserved. */
	readonly reservedQuantity: string;
	readonly price: string | null;
	readonly limitPrice: string | null;
	readonly expiresAt: Date | null;
	readonly reduceOnly: boolean;
	readonly postOnly: boolean;
	readonly bracket: boolean;
	/** What the gateway does for it because the venue can't; none while it is empty. */
	readonly emulated: readonly string[];
	/** What it waits for at the gateway; null: nothing. */
	readonly waitsFor: string | null;
	/** 0: none. */
	readonly parentOrderId: number;
	readonly ocoId: number;
	readonly stopLoss: string | null;
	readonly takeProfit: string | null;
	/** SUBMITTED, ACCEPTED, UNKNOWN, FILLED, ...; a newer gateway may know more. */
	readonly life: string;
	readonly pending: string;
	readonly positionTicket: bigint;
	readonly venueOrderTicket: bigint;
	readonly strategyId: number | null;
	/** The venue's retcode where it refused; 0 otherwise. */
	readonly retcode: number;
	readonly updatedAt: Date;
};
export type Fill = {
	readonly accountId: number;
	readonly accountSeq: number;
	readonly journalSeq: number;
	/** 0: of no order of ours. */
	readonly orderId: number;
	readonly symbol: string;
	readonly dealTicket: bigint;
	readonly venueOrderTicket: bigint;
	readonly positionTicket: bigint;
	readonly type: string;
	readonly entry: string;
	readonly reason: string;
	readonly quantity: string;
	readonly price: string;
	/** In the account's currency. */
	readonly profit: string;
	readonly commission: string;
	readonly swap: string;
	readonly fee: string;
	readonly late: boolean;
	readonly venueAt: Date;
};

/** An open position and its stops. */
export type Position = {
	readonly accountId: number;
	readonly accountSeq: number;
	readonly journalSeq: number;
	readonly symbol: string;
	readonly positionTicket: bigint;
	readonly side: string;
	readonly quantity: string;
	readonly stopLoss: string | null;
	readonly takeProfit: string | null;
	/** SENT: the venue is asked for others; UNKNOWN: it did not answer; NONE: these are in force. */
	readonly stopsPending: string;
	/** The venue's retcode where it refused the last request; 0 otherwise. */
	readonly stopsRetcode: number;
};

export type Report = { readonly kind: 'order'; readonly order: Order } | { readonly kind: 'fill'; readonly fill: Fill };

/** Why risk said no. */
export type Denial = {
	readonly code: string;
	readonly value: number | null;
	readonly limit: number | null;
	/** How much was left of the limit: below 0 by what was too much. */
	readonly headroom: number | null;
	/** Whose limit it was: TENANT, DESK, ACCOUNT, ...; null where none was at stake. */
	readonly level: string | null;
};

/**
 * What became of a request that was not decided. None of these is an exception, so that no catch block sends an order twice.
 * `unknown`: it may or may not have been acted on. The same ids ask again without doing it twice; others may double it.
 * `notSent`: it was certainly not acted on, and never will be.
 */
export type Failure =
	| { readonly kind: 'rejected'; readonly code: string; readonly message: string; readonly retryAfterMs: number }
	| { readonly kind: 'notSent'; readonly message: string }
	| { readonly kind: 'unknown'; readonly message: string };

export type Outcome =
	| { readonly kind: 'order'; readonly order: Order; readonly duplicate: boolean }
	| ({ readonly kind: 'denied'; readonly order: Order } & Denial)
	| Failure;

/** All orders of the group, in the order in which they were asked for. `denied`: none of them was taken, and the code is of the first that was at fault. */
export type GroupOutcome =
	| { readonly kind: 'orders'; readonly orders: readonly Order[]; readonly duplicate: boolean }
	| ({ readonly kind: 'denied'; readonly orders: readonly Order[] } & Denial)
	| Failure;

/** `denied`: the position keeps the stops that it has. */
export type PositionOutcome =
	| { readonly kind: 'position'; readonly position: Position; readonly duplicate: boolean }
	| ({ readonly kind: 'denied'; readonly position: Position } & Denial)
	| Failure;

export type Client = {
	readonly status: Status;
	readonly accounts: readonly Account[];
	readonly instruments: readonly Instrument[];
	/** False: a drop copy. */
	readonly mayTrade: boolean;
	placeOrder(order: PlaceOrder): Promise<Outcome>;
	placeGroup(group: PlaceGroup): Promise<GroupOutcome>;
	/** `denied` with an order that is not DENIED: it works on with its old terms. */
	amendOrder(amend: AmendOrder): Promise<Outcome>;
	/** What the venue made of it is told by asking again with the same amendId. */
	amendPosition(amend: AmendPosition): Promise<PositionOutcome>;
	closeBy(pair: CloseBy): Promise<Outcome>;
	/** Whether the venue took it back is told by a report. */
	cancelOrder(order: CancelOrder): Promise<Outcome>;
	closePosition(close: ClosePosition): Promise<Outcome>;
	/** Every execution report of the credential's accounts, once, in the order of each account's accountSeq. One reader; it ends when the client is closed. */
	reports(): AsyncIterableIterator<Report>;
	/** Logs out. Requests that still wait end as `unknown`. */
	close(): Promise<void>;
};

/** The first connection failed: nothing was sent. */
export class ConnectError extends Error {
	override readonly name = 'ConnectError';
	readonly code: string;
	constructor(code: string, message: string) {
		super(`${code}: ${message}`);
		this.code = code;
	}
}
