import type { ProtocolSchema, RecordSchema } from './types.ts';

const envelope = { correlationId: 'str', tenantId: 'u32', principalId: 'u32', sessionId: 'u32', investmentDeciderId: 'u32', executionDeciderId: 'u32' } as const satisfies RecordSchema;

/**
 * API (or any trusted service) <-> gateway: requests, replies and events. Same frame and mutual login as the terminal protocol
 * (labels "client" and "gateway"). Prices are integers at the instrument's priceDigits, quantities at its qtyDigits, money in
 * minor units, times in ms since 1970 UTC. Enums are the names of @meridian/core as strings: readable in a capture, and this link is not the bottleneck.
 */
export const entryProtocol = {
	Challenge: { id: 1, doc: 'gateway', fields: { protocolVersion: 'u16', gatewayNonce: 'bytes' } },
	Login: { id: 2, doc: 'client', fields: { protocolVersion: 'u16', client: 'str', clientNonce: 'bytes', loginMac: 'bytes' } },
	LoginOk: { id: 3, doc: 'gateway', fields: { gatewayMac: 'bytes', epoch: 'u64' } },
	LoginRefused: { id: 4, doc: 'gateway', fields: { reason: 'str' } },
	Ping: { id: 5, doc: 'either', fields: { timeUs: 'u64' } },
	Pong: { id: 6, doc: 'either', fields: { timeUs: 'u64' } },

	Configure: { id: 10, doc: 'a tenant as configured (TenantConfig of @meridian/core as JSON), versioned; an older version is refused', fields: { requestId: 'u32', tenantId: 'u32', version: 'u32', config: 'str' } },
	PlaceOrder: {
		id: 11,
		doc: 'positionTicket closes or reduces that hedging position',
		fields: {
			requestId: 'u32', ...envelope, accountId: 'u32', instrumentId: 'u32', clientOrderId: 'str', side: 'str', type: 'str', tif: 'str', qty: 'int', price: 'optInt', sl: 'optInt', tp: 'optInt',
			positionTicket: 'u64', reduceOnly: 'bool',
		},
	},
	CancelOrder: { id: 12, doc: '', fields: { requestId: 'u32', ...envelope, accountId: 'u32', orderId: 'int' } },
	ClosePosition: { id: 13, doc: 'positionTicket 0 with instrumentId closes a netting position; qty null closes all of it', fields: { requestId: 'u32', ...envelope, accountId: 'u32', instrumentId: 'u32', positionTicket: 'u64', clientOrderId: 'str', qty: 'optInt' } },
	HaltTenant: { id: 14, doc: '', fields: { requestId: 'u32', ...envelope, halted: 'bool' } },
	PreviewOrder: {
		id: 15,
		doc: 'the same checks, dry: no id is used up and nothing is journalled',
		fields: { requestId: 'u32', ...envelope, accountId: 'u32', instrumentId: 'u32', side: 'str', type: 'str', tif: 'str', qty: 'int', price: 'optInt', sl: 'optInt', tp: 'optInt', positionTicket: 'u64', reduceOnly: 'bool' },
	},
	Status: { id: 16, doc: 'state of the venue links of a tenant (0: all tenants)', fields: { requestId: 'u32', tenantId: 'u32' } },

	OrderReply: {
		id: 20,
		doc: 'the order as it now is (also after a denial: life DENIED); journalSeq is the sequence of its record',
		fields: {
			requestId: 'u32', journalSeq: 'int', accountSeq: 'int', duplicate: 'bool', tenantId: 'u32', accountId: 'u32', orderId: 'int', clientOrderId: 'str', instrumentId: 'u32', side: 'str', type: 'str', tif: 'str',
			qty: 'int', price: 'optInt', sl: 'optInt', tp: 'optInt', positionTicket: 'u64', life: 'str', pending: 'str', filledQty: 'int', filledNotional: 'int', reservedQty: 'int', venueOrderTicket: 'u64',
			denialCode: 'str', denialValue: 'optInt', denialLimit: 'optInt', retcode: 'u32', createdAtMs: 'int', updatedAtMs: 'int',
		},
	},
	PreviewReply: { id: 21, doc: 'denialCode "" means it would pass', fields: { requestId: 'u32', denialCode: 'str', denialValue: 'optInt', denialLimit: 'optInt', notionalMinor: 'optInt', marginMinor: 'optInt' } },
	Done: { id: 22, doc: '', fields: { requestId: 'u32', journalSeq: 'int' } },
	Refused: { id: 23, doc: 'the request itself is at fault: nothing was done. code is a RefusalCode of @meridian/core', fields: { requestId: 'u32', code: 'str', message: 'str' } },
	StatusReply: {
		id: 24,
		doc: 'ticksReceived counts since the process started; drained says that every frame read from that terminal has gone through the engine',
		fields: {
			requestId: 'u32', epoch: 'u64', journalSeq: 'int',
			accounts: { list: { tenantId: 'u32', accountId: 'u32', link: 'bool', reconciled: 'bool', serverConnected: 'bool', tradeAllowed: 'bool', ticksReceived: 'int', framesReceived: 'int', lastTickAtMs: 'int', pingUs: 'int', venueName: 'str' } },
		},
	},
} as const satisfies ProtocolSchema;
export type EntryProtocol = typeof entryProtocol;
