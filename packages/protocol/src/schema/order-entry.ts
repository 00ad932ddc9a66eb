import type { ProtocolSchema, RecordSchema } from './types.ts';

/** What an order is asked to be. Names of side, type and tif are those of @meridian/core. */
const terms = {
	instrumentId: 'u32',
	clientOrderId: 'str',
	side: 'str',
	type: 'str',
	tif: 'str',
	qty: 'int',
	price: 'optInt',
	sl: 'optInt',
	tp: 'optInt',
	positionTicket: 'u64',
	/** 0: of no strategy. */
	strategyId: 'u32',
	/** Of tif GTD. */
	expiresAtMs: 'optInt',
	/** Of a STOP_LIMIT or LIMIT_IF_TOUCHED. */
	limitPrice: 'optInt',
	postOnly: 'bool',
	bracket: 'bool',
	/** "": no trailing stop. */
	trailBy: 'str',
	trailDistance: 'optInt',
	reduceOnly: 'bool',
} as const satisfies RecordSchema;

/** Why risk said no; denialCode "": it did not. */
const denial = {
	denialCode: 'str',
	denialValue: 'optInt',
	denialLimit: 'optInt',
	denialHeadroom: 'optInt',
	denialLevel: 'str',
} as const satisfies RecordSchema;

/** An order as it now is. */
const order = {
	accountId: 'u32',
	accountSeq: 'int',
	journalSeq: 'int',
	orderId: 'int',
	...terms,
	life: 'str',
	pending: 'str',
	filledQty: 'int',
	filledNotional: 'int',
	reservedQty: 'int',
	venueOrderTicket: 'u64',
	positionByTicket: 'u64',
	/** Words with spaces between: what the engine does for it. */
	emulated: 'str',
	waitsFor: 'str',
	parentOrderId: 'int',
	ocoId: 'int',
	...denial,
	retcode: 'u32',
	createdAtMs: 'int',
	updatedAtMs: 'int',
} as const satisfies RecordSchema;

/**
 * Institution <-> gateway: direct order entry. Same frame and mutual login as the other two; docs/order-entry.md tells an integrator
 * the rules. Tenant, principal and accounts come from the credential and are in no message. Words of the domain are text, so that a
 * client of today can show a state that the engine learns tomorrow.
 */
export const orderEntryProtocol = {
	Challenge: { id: 1, doc: 'gateway: first frame after connect, sequence 0', fields: { protocolVersion: 'u16', gatewayNonce: 'bytes' } },
	Logon: {
		id: 2,
		doc: 'client, sequence 0: who it is, with proof. sessionKey is chosen at random when a client begins to number its frames; the same key after a reconnect continues that session. nextOutboundSeq: the sequence of its next frame; nextInboundSeq: the one it expects of the gateway. resume: per account, the last accountSeq that it has; an account that is not named starts with what happens from now on',
		fields: {
			protocolVersion: 'u16',
			credentialId: 'str',
			clientNonce: 'bytes',
			loginMac: 'bytes',
			sessionKey: 'u64',
			nextOutboundSeq: 'u32',
			nextInboundSeq: 'u32',
			heartbeatMs: 'u32',
			cancelOnDisconnect: 'bool',
			resume: { list: { accountId: 'u32', afterAccountSeq: 'int' } },
		},
	},
	LogonOk: {
		id: 3,
		doc: 'gateway, sequence 0: its own proof. resumed: it remembers this session, and the last frame of it that it acted on is receivedSeq; a later one never was and never will be. accounts: what the credential may see, and how far each has come',
		fields: {
			gatewayMac: 'bytes',
			epoch: 'u64',
			resumed: 'bool',
			receivedSeq: 'u32',
			heartbeatMs: 'u32',
			mayTrade: 'bool',
			ordersPerSecond: 'u32',
			accounts: { list: { accountId: 'u32', name: 'str', mode: 'str', currency: 'str', currencyDigits: 'u8', accountSeq: 'int' } },
			instruments: { list: { instrumentId: 'u32', symbol: 'str', priceDigits: 'u8', qtyDigits: 'u8' } },
		},
	},
	LogonReject: {
		id: 4,
		doc: 'gateway, sequence 0: why; it closes the line next. expectedSeq: with SEQUENCE_TOO_LOW the lowest nextOutboundSeq that it would take',
		fields: { code: 'str', message: 'str', expectedSeq: 'u32' },
	},
	Heartbeat: { id: 5, doc: 'either side, when it has said nothing else for heartbeatMs', fields: {} },
	SequenceReset: {
		id: 6,
		doc: 'client: the sequences up to nextSeq are given up, its next frame has nextSeq. It carries the sequence that the gateway expects',
		fields: { nextSeq: 'u32' },
	},
	Logout: { id: 7, doc: 'either side: why the line ends; it closes next', fields: { code: 'str', message: 'str' } },

	NewOrder: {
		id: 10,
		doc: 'client; strategyId 0: of no strategy',
		fields: { requestId: 'u32', accountId: 'u32', ...terms },
	},
	CancelOrder: { id: 11, doc: 'client', fields: { requestId: 'u32', accountId: 'u32', orderId: 'int' } },
	ClosePosition: {
		id: 12,
		doc: 'client: positionTicket 0 closes a netting position; qty null closes all of it',
		fields: {
			requestId: 'u32',
			accountId: 'u32',
			instrumentId: 'u32',
			positionTicket: 'u64',
			clientOrderId: 'str',
			qty: 'optInt',
		},
	},
	AmendOrder: {
		id: 14,
		doc: 'client: new terms of a working order; null: as it is, sl or tp 0: none. amendId: the id of this request. Answered by OrderAnswer; with a denialCode and a life that is not DENIED the order works on as it was',
		fields: {
			requestId: 'u32',
			accountId: 'u32',
			orderId: 'int',
			amendId: 'str',
			qty: 'optInt',
			price: 'optInt',
			limitPrice: 'optInt',
			sl: 'optInt',
			tp: 'optInt',
		},
	},
	CloseBy: {
		id: 15,
		doc: 'client: two opposite positions of a hedging account close each other',
		fields: {
			requestId: 'u32',
			accountId: 'u32',
			instrumentId: 'u32',
			positionTicket: 'u64',
			positionByTicket: 'u64',
			clientOrderId: 'str',
		},
	},
	NewOrderGroup: {
		id: 16,
		doc: 'client: two to four orders of one account, all or none. contingency OCO: a fill of one takes the others back; OTO: the others go out once the first is filled; OTOCO: both. Answered by OrderGroupAnswer',
		fields: { requestId: 'u32', accountId: 'u32', contingency: 'str', orders: { list: terms } },
	},
	AmendPosition: {
		id: 17,
		doc: 'client: other stops of an open position, which the venue keeps; null: as it is, 0: none. Answered by PositionAnswer',
		fields: {
			requestId: 'u32',
			accountId: 'u32',
			instrumentId: 'u32',
			positionTicket: 'u64',
			amendId: 'str',
			sl: 'optInt',
			tp: 'optInt',
		},
	},
	ResendRequest: {
		id: 13,
		doc: 'client: the reports of an account after afterAccountSeq once more, ended by ResendDone; one at a time',
		fields: { requestId: 'u32', accountId: 'u32', afterAccountSeq: 'int' },
	},

	OrderAnswer: {
		id: 20,
		doc: 'gateway, once per request: the order as it now is, also where it was denied (life DENIED). duplicate: the client order id was known, and nothing was done',
		fields: { requestId: 'u32', duplicate: 'bool', ...order },
	},
	OrderGroupAnswer: {
		id: 25,
		doc: 'gateway: the orders of a group as they now are, in the order in which they were asked for. Where one is denied all are: the others with GROUP_DENIED',
		fields: { requestId: 'u32', duplicate: 'bool', orders: { list: order } },
	},
	PositionAnswer: {
		id: 26,
		doc: 'gateway: the position as it now is. stopsPending SENT: the venue is asked; UNKNOWN: it did not answer; NONE: what stands there is in force, stopsRetcode is the refusal of the last request. With a denialCode nothing was asked',
		fields: {
			requestId: 'u32',
			duplicate: 'bool',
			accountId: 'u32',
			accountSeq: 'int',
			journalSeq: 'int',
			instrumentId: 'u32',
			positionTicket: 'u64',
			side: 'str',
			qty: 'int',
			sl: 'int',
			tp: 'int',
			stopsPending: 'str',
			stopsRetcode: 'u32',
			...denial,
		},
	},
	Reject: {
		id: 21,
		doc: 'gateway: the frame refSeq was not acted on. requestId 0: it had none. THROTTLED says when to come again, SEQUENCE_GAP which sequence is expected',
		fields: { requestId: 'u32', refSeq: 'u32', code: 'str', message: 'str', retryAfterMs: 'u32', expectedSeq: 'u32' },
	},
	OrderReport: {
		id: 22,
		doc: 'gateway: execution report, an order of the account changed. resent: it may have been sent before',
		fields: { resent: 'bool', ...order },
	},
	FillReport: {
		id: 23,
		doc: "gateway: execution report, one of the venue's deals was booked. orderId 0: it belongs to no order of ours (a deposit, say). late: it came after its order's end",
		fields: {
			resent: 'bool',
			accountId: 'u32',
			accountSeq: 'int',
			journalSeq: 'int',
			orderId: 'int',
			dealTicket: 'u64',
			venueOrderTicket: 'u64',
			positionTicket: 'u64',
			instrumentId: 'u32',
			type: 'str',
			entry: 'str',
			reason: 'str',
			qty: 'int',
			price: 'int',
			profitMinor: 'int',
			commissionMinor: 'int',
			swapMinor: 'int',
			feeMinor: 'int',
			venueAtMs: 'int',
			bookedAtMs: 'int',
			late: 'bool',
		},
	},
	ResendDone: {
		id: 24,
		doc: 'gateway: the account is level, what follows is new. requestId 0: it was asked for in the Logon. complete false: the journal no longer reaches back as far as was asked',
		fields: { requestId: 'u32', accountId: 'u32', throughAccountSeq: 'int', complete: 'bool' },
	},
} as const satisfies ProtocolSchema;
export type OrderEntryProtocol = typeof orderEntryProtocol;
