import type { ProtocolSchema } from './types.ts';

/**
 * Gateway <-> Expert Advisor. The EA connects out. Frame: u32 length of the rest | u8 message id | u32 sender's sequence | fields.
 * Prices, volumes and money are doubles here because they are doubles in MetaTrader; the gateway turns them into integers.
 * Enums carry the protocol's own numbers (enums.ts), never MQL5's; retcodes and flag masks are MQL5's documented numbers.
 */
export const terminalProtocol = {
	// Login. Both sides prove the key: loginMac = HMAC-SHA256(key, "terminal" | gatewayNonce | terminalNonce),
	// gatewayMac = HMAC-SHA256(key, "gateway" | terminalNonce | gatewayNonce). Off loopback the labels are "terminal-mac" and "gateway-mac", and from
	// LoginOk on every frame ends with 16 bytes of HMAC-SHA256(session key, direction | frame without them): the session key is
	// HMAC-SHA256(key, "session" | gatewayNonce | terminalNonce), the direction "t" from the terminal and "g" from the gateway, the frame's length counts
	// the 16 bytes, and each side's sequence goes up by one with every frame.
	Challenge: { id: 1, doc: 'gateway: first frame after connect', fields: { protocolVersion: 'u16', gatewayNonce: 'bytes' } },
	Login: {
		id: 2,
		doc: 'terminal: who it is, and proof',
		fields: { protocolVersion: 'u16', login: 'u64', server: 'str', terminalNonce: 'bytes', loginMac: 'bytes', eaVersion: 'str', frameMac: 'bool' },
	},
	LoginOk: {
		id: 3,
		doc: "gateway: its own proof, and the leader's epoch; a terminal that has seen a higher epoch drops the line",
		fields: { gatewayMac: 'bytes', epoch: 'u64' },
	},
	LoginRefused: { id: 4, doc: 'gateway: why; it closes the line next', fields: { reason: 'str' } },
	Ping: { id: 5, doc: 'either side: heartbeat, at least every second', fields: { timeUs: 'u64' } },
	Pong: { id: 6, doc: "echo of the ping's time", fields: { timeUs: 'u64' } },

	Hello: {
		id: 10,
		doc: 'terminal: after LoginOk, before the first snapshot',
		fields: {
			terminalBuild: 'u32',
			company: 'str',
			currency: 'str',
			currencyDigits: 'u8',
			leverage: 'u32',
			marginMode: 'u8',
			accountMode: 'u8',
			hedgeAllowed: 'bool',
			fifoClose: 'bool',
			connected: 'bool',
			tradeAllowed: 'bool',
			serverOffsetSec: 'int',
			eaStartedMs: 'u64',
			lastCommandEpoch: 'u64',
			lastCommandSeq: 'u64',
			highestEpoch: 'u64',
		},
	},
	Symbol: {
		id: 11,
		doc: 'terminal: one per subscribed symbol, before the snapshot and whenever it changes',
		fields: {
			symbol: 'str',
			digits: 'u8',
			point: 'f64',
			tickSize: 'f64',
			contractSize: 'f64',
			volumeMin: 'f64',
			volumeMax: 'f64',
			volumeStep: 'f64',
			stopsLevelPoints: 'u32',
			freezeLevelPoints: 'u32',
			tradeMode: 'u8',
			executionMode: 'u8',
			fillingMask: 'u32',
			orderMask: 'u32',
			expirationMask: 'u32',
			calcMode: 'u8',
			/** Multipliers of the margin of a buy, and what one lot costs where the broker says so himself (0: by the formula of calcMode). */
			marginRate: 'f64',
			marginRateMaintenance: 'f64',
			marginInitial: 'f64',
			marginMaintenance: 'f64',
			/** Of what is hedged: of the larger leg alone, or by this contract size (money, where marginInitial is set). */
			marginHedged: 'f64',
			hedgedUseLeg: 'bool',
			/** One tick of one lot in the account's currency; of futures and index CFDs only, 0 for all others, whose profit needs none. */
			tickValue: 'f64',
			currencyBase: 'str',
			currencyProfit: 'str',
			currencyMargin: 'str',
			marginRateSell: 'f64',
			swapMode: 'u8',
			swapLong: 'f64',
			swapShort: 'f64',
			/** The day of the triple swap; 0 is Sunday. */
			swapTripleDay: 'u8',
			/** Levels of the book on each side; 0: the broker shows none. */
			bookDepth: 'u32',
			/** In broker server time; day 0 is Sunday. */
			sessions: { list: { day: 'u8', fromSec: 'u32', toSec: 'u32' } },
		},
	},
	Account: {
		id: 12,
		doc: 'terminal: in every snapshot and after every change',
		fields: {
			balance: 'f64',
			credit: 'f64',
			equity: 'f64',
			profit: 'f64',
			margin: 'f64',
			marginFree: 'f64',
			/** Where the broker warns and where it closes: percent of margin level, or money of equity. */
			stopOutMode: 'u8',
			marginCall: 'f64',
			stopOut: 'f64',
			connected: 'bool',
			tradeAllowed: 'bool',
		},
	},
	Clock: {
		id: 13,
		doc: "terminal: its server's clock minus UTC has changed (daylight saving)",
		fields: { serverOffsetSec: 'int' },
	},
	DeadmanReport: {
		id: 14,
		doc: "terminal: after Hello, until a picture has been asked for: what the dead-man's switch did while no gateway was there. What it sent carries the magic 57005",
		fields: { action: 'u8', atMs: 'u64', epoch: 'u64', canceled: 'u32', closed: 'u32' },
	},

	SnapshotBegin: {
		id: 20,
		doc: 'terminal: the items that follow, up to SnapshotEnd, are one complete picture',
		fields: { snapshotId: 'u32' },
	},
	PositionItem: {
		id: 21,
		doc: 'terminal: one open position (snapshot, and after each change as TRADE_TRANSACTION_POSITION or a deal)',
		fields: {
			ticket: 'u64',
			identifier: 'u64',
			symbol: 'str',
			side: 'u8',
			volume: 'f64',
			priceOpen: 'f64',
			sl: 'f64',
			tp: 'f64',
			swap: 'f64',
			profit: 'f64',
			magic: 'u64',
			timeMs: 'u64',
		},
	},
	OrderItem: {
		id: 22,
		doc: 'terminal: one order, working or (historical) finished; a close-by names both positions, and its magic means nothing',
		fields: {
			ticket: 'u64',
			symbol: 'str',
			type: 'u8',
			state: 'u8',
			historical: 'bool',
			volumeInitial: 'f64',
			volumeCurrent: 'f64',
			price: 'f64',
			stopLimit: 'f64',
			sl: 'f64',
			tp: 'f64',
			magic: 'u64',
			positionId: 'u64',
			positionById: 'u64',
			timeSetupMs: 'u64',
			timeDoneMs: 'u64',
		},
	},
	DealItem: {
		id: 23,
		doc: 'terminal: one deal with its money (snapshot: all since the time asked for; live: after each DEAL_ADD, once history has it)',
		fields: {
			ticket: 'u64',
			order: 'u64',
			positionId: 'u64',
			symbol: 'str',
			type: 'u8',
			entry: 'u8',
			reason: 'u8',
			volume: 'f64',
			price: 'f64',
			profit: 'f64',
			commission: 'f64',
			swap: 'f64',
			fee: 'f64',
			magic: 'u64',
			timeMs: 'u64',
		},
	},
	RequestItem: {
		id: 24,
		doc: "terminal: what became of a recent gateway command here (the EA's memory; empty after an EA restart). epoch: a commandSeq alone is ambiguous after a gateway restart. retcode is the server's once it has answered, 10008 before",
		fields: { commandSeq: 'u64', orderId: 'u64', sent: 'bool', retcode: 'u32', requestId: 'u32', epoch: 'u64' },
	},
	SnapshotEnd: {
		id: 25,
		doc: 'terminal: end of the picture. A command above lastCommandSeq never arrived.',
		fields: {
			snapshotId: 'u32',
			positions: 'u32',
			orders: 'u32',
			deals: 'u32',
			lastCommandEpoch: 'u64',
			lastCommandSeq: 'u64',
			connected: 'bool',
			tradeAllowed: 'bool',
			/** As StateHash's. */
			hash: 'u32',
		},
	},
	StateHash: {
		id: 27,
		doc: 'terminal: every two seconds: how many positions and working orders it has, what they hash to (the sum of FNV-1a over the fields of each PositionItem without swap and profit, and of each OrderItem), and the balance. A gateway that has heard something else asks for the whole picture',
		fields: { positions: 'u32', orders: 'u32', hash: 'u32', balance: 'f64', credit: 'f64' },
	},
	SnapshotRequest: {
		id: 26,
		doc: 'gateway: the time (ms, broker time) from which deals and finished orders are wanted, and the symbols to stream: each from after the last tick that arrived here (its time, and how many of that millisecond; 0: from now on). afterDeal: a known deal at which the history may begin instead; 0: none',
		fields: { sinceMs: 'u64', afterDeal: 'u64', symbols: { list: { symbol: 'str', lastTickMs: 'u64', ticksAtLast: 'u32' } } },
	},

	Tick: {
		id: 30,
		doc: 'terminal: one tick; none is lost or sent twice',
		fields: { symbol: 'str', timeMs: 'u64', bid: 'f64', ask: 'f64', last: 'f64', flags: 'u32' },
	},

	Book: {
		id: 31,
		doc: 'terminal: the market depth of a symbol whenever it changes, from the highest price down; side is the side that rests there',
		fields: { symbol: 'str', timeMs: 'u64', levels: { list: { side: 'u8', price: 'f64', volume: 'f64' } } },
	},

	OrderSend: {
		id: 40,
		doc: 'gateway: one trade request. commandSeq is dense per account and epoch; magic = orderId. A terminal refuses epochs below the highest it has seen.',
		fields: {
			epoch: 'u64',
			commandSeq: 'u64',
			orderId: 'u64',
			action: 'u8',
			symbol: 'str',
			type: 'u8',
			volume: 'f64',
			price: 'f64',
			stopLimit: 'f64',
			sl: 'f64',
			tp: 'f64',
			deviationPoints: 'u32',
			filling: 'u8',
			timeType: 'u8',
			expirationSec: 'u64',
			position: 'u64',
			positionBy: 'u64',
			order: 'u64',
			comment: 'str',
		},
	},
	TradeAck: {
		id: 41,
		doc: "terminal: answer of OrderSendAsync. sent=true only says that the terminal passed it on. Both times are of the terminal's own steady clock",
		fields: {
			commandSeq: 'u64',
			orderId: 'u64',
			sent: 'bool',
			retcode: 'u32',
			requestId: 'u32',
			lastError: 'u32',
			receivedUs: 'u64',
			sentUs: 'u64',
		},
	},
	TradeResult: {
		id: 42,
		doc: "terminal: the server's answer (TRADE_TRANSACTION_REQUEST), joined to the command",
		fields: { commandSeq: 'u64', orderId: 'u64', retcode: 'u32', order: 'u64', deal: 'u64', volume: 'f64', price: 'f64', comment: 'str', answeredUs: 'u64' },
	},
	TradeTransaction: {
		id: 43,
		doc: 'terminal: any other trade transaction, as it came (unfilled fields are zero); the facts follow as OrderItem, DealItem, PositionItem',
		fields: { type: 'u8', order: 'u64', deal: 'u64', position: 'u64', symbol: 'str', orderState: 'u8', price: 'f64', volume: 'f64' },
	},
	DealGone: {
		id: 45,
		doc: 'terminal: the server took a deal out of the history (TRADE_TRANSACTION_DEAL_DELETE)',
		fields: { ticket: 'u64' },
	},
	PositionGone: {
		id: 44,
		doc: 'terminal: a position that was there is closed',
		fields: { ticket: 'u64', identifier: 'u64', symbol: 'str' },
	},
} as const satisfies ProtocolSchema;
export type TerminalProtocol = typeof terminalProtocol;
