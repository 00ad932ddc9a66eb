/** Numbers of the protocol. Generated into the MQL5 header and the docs; 0 always means "unknown" and denies. */
export const wireEnums = {
	Side: { BUY: 1, SELL: 2 },
	/** Types of OrderSend and OrderItem. */
	OrderType: { MARKET_BUY: 1, MARKET_SELL: 2, BUY_LIMIT: 3, SELL_LIMIT: 4, BUY_STOP: 5, SELL_STOP: 6, BUY_STOP_LIMIT: 7, SELL_STOP_LIMIT: 8, CLOSE_BY: 9 },
	OrderAction: { DEAL: 1, PENDING: 2, SLTP: 3, MODIFY: 4, REMOVE: 5, CLOSE_BY: 6 },
	OrderState: { STARTED: 1, PLACED: 2, CANCELED: 3, PARTIAL: 4, FILLED: 5, REJECTED: 6, EXPIRED: 7, REQUEST_ADD: 8, REQUEST_MODIFY: 9, REQUEST_CANCEL: 10 },
	Filling: { FOK: 1, IOC: 2, RETURN: 3, BOC: 4 },
	TimeType: { GTC: 1, DAY: 2, SPECIFIED: 3, SPECIFIED_DAY: 4 },
	DealType: { BUY: 1, SELL: 2, BALANCE: 3, CREDIT: 4, CHARGE: 5, CORRECTION: 6, BONUS: 7, COMMISSION: 8, INTEREST: 9, OTHER: 10 },
	DealEntry: { IN: 1, OUT: 2, INOUT: 3, OUT_BY: 4 },
	DealReason: { CLIENT: 1, EXPERT: 2, SL: 3, TP: 4, STOP_OUT: 5, ROLLOVER: 6, OTHER: 7 },
	MarginMode: { NETTING: 1, EXCHANGE: 2, HEDGING: 3 },
	AccountMode: { DEMO: 1, CONTEST: 2, REAL: 3 },
	SymbolTradeMode: { DISABLED: 1, LONG_ONLY: 2, SHORT_ONLY: 3, CLOSE_ONLY: 4, FULL: 5 },
	ExecutionMode: { REQUEST: 1, INSTANT: 2, MARKET: 3, EXCHANGE: 4 },
	CalcMode: { FOREX: 1, FOREX_NO_LEVERAGE: 2, CFD: 3, CFD_LEVERAGE: 4, CFD_INDEX: 5, FUTURES: 6, OTHER: 7 },
	TransactionType: { ORDER_ADD: 1, ORDER_UPDATE: 2, ORDER_DELETE: 3, HISTORY_ADD: 4, HISTORY_UPDATE: 5, HISTORY_DELETE: 6, DEAL_ADD: 7, DEAL_UPDATE: 8, DEAL_DELETE: 9, POSITION: 10 },
} as const satisfies Readonly<Record<string, Readonly<Record<string, number>>>>;
