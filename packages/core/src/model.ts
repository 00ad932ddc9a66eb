/**
 * The words of the domain, shared by every room. Prices are integers at the instrument's `priceDigits`, quantities at its
 * `qtyDigits` (lots), money in minor units of its currency, times in ms since 1970 UTC. Tickets are bigint: MT5's exceed 2^53.
 */
export const sides = ['BUY', 'SELL'] as const;
export type Side = (typeof sides)[number];
/**
 * What a venue may have. STOP: becomes a market order once the price is reached, a buy on the ask, a sell on the bid. STOP_LIMIT: becomes a limit order at its
 * limit price then.
 */
export const venueOrderTypes = ['MARKET', 'LIMIT', 'STOP', 'STOP_LIMIT'] as const;
export type VenueOrderType = (typeof venueOrderTypes)[number];
/**
 * MARKET_IF_TOUCHED, LIMIT_IF_TOUCHED: as the two stops, with the market coming from the other side: a buy once the ask has fallen to the price, a sell once the
 * bid has risen to it. TRAILING_STOP: a stop that follows the market at a distance and never goes back.
 */
export const orderTypes = [...venueOrderTypes, 'MARKET_IF_TOUCHED', 'LIMIT_IF_TOUCHED', 'TRAILING_STOP'] as const;
export type OrderType = (typeof orderTypes)[number];
/** GTD: until a moment that the order names. DAY, AT_OPEN, AT_CLOSE: by the venue's calendar. */
export const timesInForce = ['GTC', 'DAY', 'GTD', 'IOC', 'FOK', 'AT_OPEN', 'AT_CLOSE'] as const;
export type TimeInForce = (typeof timesInForce)[number];
/** Unit of a trailing distance: of the price, of the venue's points, or basis points of the price that it follows. */
export const trailUnits = ['PRICE', 'POINTS', 'BPS'] as const;
export type TrailUnit = (typeof trailUnits)[number];
/** How far a trailing stop stays behind the market: a price, whole points, or whole basis points. */
export type Trail = { readonly by: TrailUnit; readonly distance: number };
/** What the engine does for an order because its venue can't: wait for its price, for a session, end it in time, link it to others, keep it from increasing. */
export const emulatedParts = ['TRIGGER', 'SESSION', 'EXPIRY', 'LINK', 'REDUCE_ONLY'] as const;
export type EmulatedPart = (typeof emulatedParts)[number];
/** One cancels the other; one triggers the others; one triggers others that cancel each other. */
export const contingencies = ['OCO', 'OTO', 'OTOCO'] as const;
export type Contingency = (typeof contingencies)[number];
/** What an order that the engine holds waits for. */
export const waitReasons = ['PRICE', 'OPEN', 'CLOSE', 'PARENT', 'APPROVAL'] as const;
export type WaitReason = (typeof waitReasons)[number];
export const accountModes = ['NETTING', 'HEDGING'] as const;
export type AccountMode = (typeof accountModes)[number];

/**
 * The three facts of an order: its life, a request on its way, and (elsewhere) what the venue's deals filled. HELD: awaits a second approver. ACCEPTED: works at
 * the venue, or at the engine where that emulates it. TRIGGERED: what it waited for has happened.
 */
export const orderLives = [
	'INITIALIZED',
	'HELD',
	'DENIED',
	'SUBMITTED',
	'ACCEPTED',
	'TRIGGERED',
	'UNKNOWN',
	'FILLED',
	'CANCELED',
	'REJECTED',
	'EXPIRED',
	'NOT_SENT',
	'PRESUMED_ABSENT',
] as const;
export type OrderLife = (typeof orderLives)[number];
export const pendingRequests = [
	'NONE',
	'NEW_SENT',
	'NEW_UNKNOWN',
	'REPLACE_SENT',
	'REPLACE_UNKNOWN',
	'CANCEL_SENT',
	'CANCEL_UNKNOWN',
] as const;
export type PendingRequest = (typeof pendingRequests)[number];

export const stopsPendings = ['NONE', 'SENT', 'UNKNOWN'] as const;
export type StopsPending = (typeof stopsPendings)[number];

/** Who is behind a command, as internal ids only (RTS 22 asks for the two deciders). It can't be added later, so it is there from the first journal. */
export type Envelope = {
	readonly principalId: number;
	/** Up to 2^53-1; 0 is none. */
	readonly sessionId: number;
	readonly investmentDeciderId: number;
	readonly executionDeciderId: number;
};

/** A tenant as configured. Pushed to the gateway, journalled, and acknowledged by version. */
export type TenantConfig = {
	readonly tenantId: number;
	readonly version: number;
	readonly slug: string;
	readonly baseCurrency: string;
	readonly active: boolean;
	readonly users: readonly UserConfig[];
	readonly instruments: readonly InstrumentConfig[];
	readonly accounts: readonly AccountConfig[];
	readonly desks?: readonly DeskConfig[] | undefined;
	readonly strategies?: readonly StrategyConfig[] | undefined;
	readonly limits?: LevelLimits | undefined;
	/** What the tenant's own policies allow whom. Absent: the tenant has none, and `mayTrade` alone decides. */
	readonly entitlements?: Entitlements | undefined;
	/** Whose working entry orders this configuration takes back, as a halt would. Absent in older journals: nobody's. */
	readonly takeBack?: { readonly whenInactive: boolean; readonly ofRemovedUsers: boolean } | undefined;
};
/**
 * Policies as the order path reads them: bitsets over accounts x instruments. Whoever is not in it may open nothing.
 * `accountIds` and `instrumentIds` are ascending; the bit of a pair is at account index x number of instruments + instrument index, 32 to a word.
 */
export type Entitlements = {
	readonly accountIds: readonly number[];
	readonly instrumentIds: readonly number[];
	/** Ascending by user. */
	readonly users: readonly { readonly userId: number; readonly grants: readonly Grant[] }[];
};
/** Pairs that share one maximal order size, in hundredths of a lot; null: no maximum here. */
export type Grant = { readonly maxCentilots: number | null; readonly words: readonly number[] };
export type UserConfig = {
	readonly userId: number;
	readonly active: boolean;
	readonly mayTrade: boolean;
	readonly mayHalt: boolean;
	/** May be the second person of an order that needs one. */
	readonly mayApprove?: boolean | undefined;
	readonly limits?: LevelLimits | undefined;
};
/** Accounts that are limited together. */
export type DeskConfig = { readonly deskId: number; readonly name: string; readonly limits?: LevelLimits | undefined };
/** What an order may say it belongs to. */
export type StrategyConfig = {
	readonly strategyId: number;
	readonly name: string;
	readonly active: boolean;
	readonly limits?: LevelLimits | undefined;
};
export type InstrumentConfig = {
	readonly instrumentId: number;
	readonly symbol: string;
	readonly priceDigits: number;
	readonly qtyDigits: number;
	readonly baseCurrency: string;
	readonly quoteCurrency: string;
	readonly active: boolean;
	/** On the restricted list: nobody of the tenant opens or increases in it. */
	readonly restricted?: boolean | undefined;
	readonly limits?: LevelLimits | undefined;
	/** The broker's own name for it, by broker server. */
	readonly brokerSymbols: readonly { readonly server: string; readonly symbol: string }[];
};
export type AccountConfig = {
	readonly accountId: number;
	readonly name: string;
	readonly mode: AccountMode;
	readonly currency: string;
	readonly currencyDigits: number;
	readonly server: string;
	readonly login: bigint;
	readonly active: boolean;
	readonly deskId?: number | null | undefined;
	/** Orders of unknown fate that leave no trace end by themselves as PRESUMED_ABSENT; absent: only when an operator says so. */
	readonly presumesAbsent?: boolean | undefined;
	/** Its terminal is known by a key that the tenant made, and by no other. The engine does not look at it. */
	readonly ownTerminalKey?: boolean | undefined;
	readonly limits: AccountLimits;
};
/** Where a limit may be set. The tightest wins, and a denial says whose it was. */
export const levels = ['TENANT', 'DESK', 'ACCOUNT', 'STRATEGY', 'INSTRUMENT', 'USER'] as const;
export type Level = (typeof levels)[number];

/** What of a tenant may be halted by itself. */
export const haltLevels = ['DESK', 'ACCOUNT', 'STRATEGY'] as const satisfies readonly Level[];
export type HaltLevel = (typeof haltLevels)[number];

const groups = ['TENANT', 'DESK', 'ACCOUNT'] as const;

/**
 * Every limit and the levels that know it; a configuration that sets one elsewhere is refused, for it would protect nobody. Money is in minor units of the
 * tenant's base currency, except daily loss and drawdown of an account: those are in its own.
 */
export const limitLevels = {
	maxOrderQtyLots: levels,
	maxOrderNotionalMinor: levels,
	priceCollarBps: levels,
	maxMarkAgeMs: levels,
	/** Each level counts its own open orders. */
	maxOpenOrders: levels,
	/** Per instrument and side, working and unknown orders included. Tenant and desk: all their accounts together; elsewhere the account. */
	maxNetLots: levels,
	/** Share of free margin that must stay free after the fill. */
	marginReserveBps: levels,
	/** Both or none: a bucket of `ordersBurst` that fills by `ordersPerSecond`, one per level. */
	ordersPerSecond: levels,
	ordersBurst: levels,
	maxSpreadBps: levels,
	maxGrossMinor: groups,
	/** Of each currency but the tenant's own. */
	maxNetCurrencyMinor: groups,
	/** Worth of one instrument's position, of the account's equity. */
	maxConcentrationBps: levels,
	/** Equity over margin after the fill. */
	minMarginLevelBps: levels,
	maxDailyLossMinor: groups,
	maxDrawdownMinor: ['TENANT', 'DESK', 'ACCOUNT', 'STRATEGY'],
	/** 0: off. */
	duplicateWindowMs: groups,
	/** An order worth more needs a second approver. */
	approvalNotionalMinor: levels,
	/** As of orders. */
	amendsPerSecond: levels,
	amendsBurst: levels,
	/** Orders and amends of the UTC day for each deal. */
	maxOrdersPerTrade: levels,
} as const satisfies Record<string, readonly Level[]>;
export type LimitName = keyof typeof limitLevels;
export const limitNames = Object.keys(limitLevels) as LimitName[];

/** Absent (null) denies what it would have limited: fail closed. */
export type AccountLimits = { readonly [Name in LimitName]: number | null };
/** At the other levels absent means that none is set there. */
export type LevelLimits = { readonly [Name in LimitName]?: number | null | undefined };

/** How the venue calculates profit and margin of a symbol. OTHER: a way that we do not know, whose margin can't be known either. */
export const calcModes = [
	'FOREX',
	'FOREX_NO_LEVERAGE',
	'CFD',
	'CFD_LEVERAGE',
	'CFD_INDEX',
	'FUTURES',
	'EXCH_STOCKS',
	'EXCH_FUTURES',
	'OTHER',
] as const;
export type CalcMode = (typeof calcModes)[number];

/** What a terminal says about an instrument at its broker. Without it every increase is denied. */
export type VenueSpec = {
	readonly digits: number;
	/** Units of the base currency (or the underlying) in one lot. */
	readonly contractSize: number;
	/** At the instrument's qtyDigits. */
	readonly qtyMin: number;
	readonly qtyMax: number;
	readonly qtyStep: number;
	/** Minimal distance of stops and limits from the quote, at priceDigits. */
	readonly stopsLevel: number;
	readonly freezeLevel: number;
	/** Smallest price step, at priceDigits. */
	readonly tickSize: number;
	readonly tradeMode: 'DISABLED' | 'LONG_ONLY' | 'SHORT_ONLY' | 'CLOSE_ONLY' | 'FULL';
	readonly orderTypes: readonly VenueOrderType[];
	readonly timesInForce: readonly TimeInForce[];
	readonly calcMode: CalcMode;
	/** Margin rates in parts per million (1,000,000 = 1): to open, and to hold (0: the same). */
	readonly marginRatePpm: number;
	readonly maintenanceRatePpm: number;
	/** What one lot costs to open and to hold where the broker states it, in minor units of the margin currency; 0: by the formula of the mode. */
	readonly marginInitialMinor: number;
	readonly marginMaintenanceMinor: number;
	/** Of what is hedged: only the larger leg counts, or each hedged lot by `marginHedged`: a contract size, or minor units where an initial margin is stated. */
	readonly hedgedUseLeg: boolean;
	readonly marginHedged: number;
	/** What one tick of one lot is worth, in millionths of the account's currency; of futures and index CFDs only. */
	readonly tickValueMicro: number;
	readonly marginCurrency: string;
	readonly leverage: number;
	/** Trading sessions in broker time: seconds since Sunday 00:00. */
	readonly sessions: readonly { readonly fromSec: number; readonly toSec: number }[];
	readonly serverOffsetSec: number;
};

/** Why the request itself could not be taken: nothing was done, no order exists. */
export const refusalCodes = [
	'UNKNOWN_TENANT',
	'UNKNOWN_ACCOUNT',
	'UNKNOWN_ORDER',
	'UNKNOWN_POSITION',
	'UNKNOWN_BREAK',
	'UNKNOWN_SUBJECT',
	'NOT_CANCELABLE',
	'NOT_AMENDABLE',
	'NOT_HELD',
	'NOT_UNKNOWN',
	'CLIENT_ORDER_ID_REUSED',
	'AMEND_ID_REUSED',
	'INVALID_REQUEST',
	'NOT_ALLOWED',
	'STALE_CONFIG',
	'NOT_READY',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

/** Why risk denied an order: one code per cause. The number is the check of docs/engine.md. Increase only, except where the matrix says otherwise. */
export const denialCodes = [
	'TENANT_INACTIVE',
	'ACCOUNT_INACTIVE',
	'USER_INACTIVE',
	'USER_NOT_ALLOWED',
	'STRATEGY_INACTIVE', // 1
	'HALTED', // 2
	'INSTRUMENT_UNKNOWN',
	'INSTRUMENT_INACTIVE',
	'INSTRUMENT_SPEC_MISSING',
	'SIDE_NOT_ALLOWED',
	'TRADING_DISABLED', // 3
	'SESSION_CLOSED', // 4
	'QTY_NOT_POSITIVE',
	'QTY_OFF_STEP',
	'QTY_BELOW_MIN',
	'QTY_ABOVE_MAX',
	'QTY_NOT_AMENDABLE', // 5
	'PRICE_MISSING',
	'PRICE_NOT_ALLOWED',
	'PRICE_OFF_TICK',
	'PRICE_NOT_POSITIVE',
	'PRICE_WRONG_SIDE',
	'LIMIT_PRICE_WRONG_SIDE',
	'TRAIL_MISSING',
	'TRAIL_NOT_ALLOWED',
	'STOPS_INVALID',
	'STOPS_TOO_CLOSE',
	'STOPS_FROZEN', // 6 (and the side of SL/TP)
	'POST_ONLY_NOT_ALLOWED',
	'POST_ONLY_WOULD_TAKE', // 7
	'BRACKET_NOT_ALLOWED', // 8
	'ORDER_TYPE_UNSUPPORTED',
	'TIF_UNSUPPORTED', // 8
	'EXPIRY_MISSING',
	'EXPIRY_NOT_ALLOWED',
	'EXPIRY_PASSED', // 9
	'MAX_ORDER_QTY', // 10
	'MAX_ORDER_NOTIONAL',
	'FX_RATE_MISSING', // 11
	'PRICE_COLLAR',
	'MARK_MISSING', // 12
	'MARK_STALE', // 13
	'SPREAD_TOO_WIDE', // 14
	'MAX_OPEN_ORDERS', // 15
	'MAX_NET_POSITION', // 16
	'MAX_GROSS_EXPOSURE', // 17
	'MAX_CURRENCY_EXPOSURE', // 18
	'CONCENTRATION',
	'EQUITY_NOT_POSITIVE', // 19
	'MARGIN_INSUFFICIENT',
	'ACCOUNT_STATE_MISSING', // 20
	'MARGIN_LEVEL',
	'MARGIN_CALL', // 21
	'DAILY_LOSS', // 22
	'DRAWDOWN', // 23
	'ORDER_RATE', // 24
	'AMEND_RATE',
	'ORDER_TO_TRADE', // 25
	'DUPLICATE_ORDER', // 26
	'SELF_CROSS', // 27
	'CLOSE_EXCEEDS_POSITION',
	'REDUCE_ONLY_WOULD_INCREASE', // 28
	'VENUE_LINK_DOWN',
	'VENUE_NOT_RECONCILED',
	'VENUE_TRADE_DISABLED', // 29
	'INSTRUMENT_RESTRICTED',
	'APPROVAL_REQUIRED',
	'APPROVAL_REFUSED', // 30
	'GROUP_DENIED', // another order of its group was denied
	'LIMIT_MISSING', // any check whose limit is not configured
	'NUMBER_OUT_OF_RANGE', // a product or sum beyond exact range
	'NOT_ENTITLED',
	'ENTITLED_SIZE', // 30, at the end: journals hold a code by its place
] as const;
export type DenialCode = (typeof denialCodes)[number];
