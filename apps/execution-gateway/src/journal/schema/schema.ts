import {
	type AccountView,
	accountModes,
	breakChoices,
	breakCodes,
	contingencies,
	type Denial,
	dealReasons,
	dealTypes,
	denialCodes,
	type EngineInput,
	type EngineOutput,
	type Envelope,
	type ExecutionView,
	emulatedParts,
	type ForeignMark,
	type ForeignOrderView,
	foreignOrderStates,
	foreignOrigins,
	type GroupLeg,
	haltLevels,
	levels,
	type OrderStages,
	type OrderView,
	orderLives,
	orderReasons,
	orderTypes,
	type PositionView,
	pendingRequests,
	type Reply,
	refusalCodes,
	type StrategyPositionView,
	sides,
	stopOutModes,
	stopsPendings,
	type Trail,
	timesInForce,
	trailUnits,
	type VenueAccount,
	type VenueDeal,
	type VenueEvent,
	type VenueOrder,
	type VenuePosition,
	type VenueSend,
	venueOrderTypes,
	waitReasons,
} from '@meridian/core';
import type { Fields, Format } from './types.ts';

/**
 * What a record holds, field by field, in the order in which it is written. A field that an input or output of the engine has and that
 * is not here does not compile. After a change: npm run generate -w @meridian/execution-gateway.
 */

const where = { tenantId: 'number', accountId: 'number' } as const;

const words = {
	Side: sides,
	OrderType: orderTypes,
	VenueOrderType: venueOrderTypes,
	TimeInForce: timesInForce,
	AccountMode: accountModes,
	OrderLife: orderLives,
	PendingRequest: pendingRequests,
	Level: levels,
	HaltLevel: haltLevels,
	DenialCode: denialCodes,
	RefusalCode: refusalCodes,
	BreakCode: breakCodes,
	BreakChoice: breakChoices,
	StopOutMode: stopOutModes,
	TrailUnit: trailUnits,
	EmulatedPart: emulatedParts,
	WaitReason: waitReasons,
	Contingency: contingencies,
	StopsPending: stopsPendings,
	SendAction: ['DEAL', 'PENDING', 'MODIFY', 'REMOVE', 'CLOSE_BY', 'SLTP'],
	ForeignOrigin: foreignOrigins,
	ForeignOrderState: foreignOrderStates,
	VenueOrderState: ['STARTED', 'PLACED', 'PARTIAL', 'FILLED', 'CANCELED', 'REJECTED', 'EXPIRED'],
	DealType: dealTypes,
	DealEntry: ['IN', 'OUT', 'INOUT', 'OUT_BY'],
	DealReason: dealReasons,
	OrderReason: orderReasons,
} as const;

const deal = {
	orderId: 'number',
	ticket: 'ticket',
	orderTicket: 'ticket',
	positionTicket: 'ticket',
	instrumentId: 'number',
	type: 'DealType',
	entry: 'DealEntry',
	reason: 'DealReason',
	qty: 'number',
	price: 'number',
	profitMinor: 'number',
	commissionMinor: 'number',
	swapMinor: 'number',
	feeMinor: 'number',
	venueAtMs: 'number',
} as const satisfies Fields<VenueDeal>;

type Output<Kind extends EngineOutput['kind']> = Extract<EngineOutput, { kind: Kind }>;

export type VenueRequest = Extract<VenueEvent, { event: 'snapshot' }>['requests'][number];

const structs = {
	Envelope: {
		...{ principalId: 'number', sessionId: 'number', investmentDeciderId: 'number', executionDeciderId: 'number' },
	} satisfies Fields<Envelope>,
	Denial: {
		...{ code: 'DenialCode', value: 'number|null', limit: 'number|null', headroom: 'number|null', level: 'Level|null' },
	} satisfies Fields<Denial>,
	Trail: { by: 'TrailUnit', distance: 'number' } satisfies Fields<Trail>,
	VenueAccount: {
		...{ balanceMinor: 'number', creditMinor: 'number', equityMinor: 'number', marginMinor: 'number', marginFreeMinor: 'number' },
		...{ stopOutMode: 'StopOutMode|null', marginCall: 'number', stopOut: 'number', serverConnected: 'boolean', tradeAllowed: 'boolean' },
	} satisfies Fields<VenueAccount>,
	ForeignMark: { origin: 'ForeignOrigin', type: 'VenueOrderType|null', reason: 'OrderReason|null' } satisfies Fields<ForeignMark>,
	VenueOrder: {
		...{ orderId: 'number', ticket: 'ticket', instrumentId: 'number', side: 'Side', state: 'VenueOrderState' },
		...{ qty: 'number', leavesQty: 'number', price: 'number', limitPrice: 'number?', sl: 'number', tp: 'number' },
		...{ positionTicket: 'ticket', positionByTicket: 'ticket?', venueAtMs: 'number', foreign: 'ForeignMark?' },
	} satisfies Fields<VenueOrder>,
	ForeignOrderView: {
		...{ ticket: 'ticket', origin: 'ForeignOrigin', type: 'VenueOrderType|null', instrumentId: 'number', side: 'Side' },
		...{ state: 'ForeignOrderState', qty: 'number', leavesQty: 'number', price: 'number', limitPrice: 'number', sl: 'number' },
		...{ tp: 'number', venueAtMs: 'number', updatedAtMs: 'number', reason: 'OrderReason|null' },
	} satisfies Fields<ForeignOrderView>,
	VenueDeal: deal,
	VenuePosition: {
		...{ positionTicket: 'ticket', instrumentId: 'number', side: 'Side', qty: 'number', priceOpen: 'number', sl: 'number', tp: 'number' },
		...{ swapMinor: 'number', profitMinor: 'number', venueAtMs: 'number' },
	} satisfies Fields<VenuePosition>,
	VenueRequest: {
		...{ orderId: 'number', epoch: 'number', commandSeq: 'number', sent: 'boolean', retcode: 'number' },
	} satisfies Fields<VenueRequest>,
	OrderView: {
		...where,
		...{ orderId: 'number', clientOrderId: 'text', instrumentId: 'number', side: 'Side', type: 'OrderType', tif: 'TimeInForce' },
		...{ qty: 'number', price: 'number|null', sl: 'number|null', tp: 'number|null', positionTicket: 'ticket', positionByTicket: 'ticket' },
		...{ expiresAtMs: 'number|null', limitPrice: 'number|null', strategyId: 'number|null', life: 'OrderLife', pending: 'PendingRequest' },
		...{ filledQty: 'number', filledNotional: 'number', reservedQty: 'number', venueOrderTicket: 'ticket', denial: 'Denial|null' },
		...{ reduceOnly: 'boolean', postOnly: 'boolean', trail: 'Trail|null', emulated: 'EmulatedPart[]', waitsFor: 'WaitReason|null' },
		...{ parentOrderId: 'number', ocoId: 'number', bracket: 'boolean' },
		...{ decidedById: 'number', isPresumable: 'boolean' },
		...{ retcode: 'number', envelope: 'Envelope', createdAtMs: 'number', updatedAtMs: 'number' },
	} satisfies Fields<OrderView>,
	OrderStages: {
		...{ sentAtMs: 'number', toTerminalUs: 'number|null', inTerminalUs: 'number|null', toAnswerUs: 'number|null' },
		...{ toDealUs: 'number|null', toGatewayUs: 'number|null', roundTripUs: 'number|null' },
		...{ sentBid: 'number|null', sentAsk: 'number|null', dealBid: 'number|null', dealAsk: 'number|null' },
	} satisfies Fields<OrderStages>,
	GroupLeg: {
		...{ instrumentId: 'number', clientOrderId: 'text', side: 'Side', type: 'OrderType', tif: 'TimeInForce', expiresAtMs: 'number|null?' },
		...{ qty: 'number', price: 'number|null', limitPrice: 'number|null?', sl: 'number|null', tp: 'number|null', positionTicket: 'ticket' },
		...{ reduceOnly: 'boolean', strategyId: 'number|null?', postOnly: 'boolean?', trail: 'Trail?', bracket: 'boolean?' },
	} satisfies Fields<GroupLeg>,
	ExecutionView: {
		...deal,
		...where,
		...{ late: 'boolean', bookedAtMs: 'number', revision: 'number' },
	} satisfies Fields<ExecutionView>,
	PositionView: {
		...where,
		...{
			instrumentId: 'number',
			positionTicket: 'ticket',
			side: 'Side',
			qty: 'number',
			openNotional: 'number',
			sl: 'number',
			tp: 'number',
		},
		...{
			stopsPending: 'StopsPending',
			stopsRetcode: 'number',
			realisedMinor: 'number',
			swapMinor: 'number',
			openedAtMs: 'number',
			updatedAtMs: 'number',
		},
	} satisfies Fields<PositionView>,
	AccountView: {
		...where,
		...{ mode: 'AccountMode', link: 'boolean', reconciled: 'boolean', serverConnected: 'boolean', tradeAllowed: 'boolean' },
		...{ balanceMinor: 'number', venueEquityMinor: 'number|null', venueMarginMinor: 'number|null', realisedMinor: 'number' },
		...{ commissionMinor: 'number', swapMinor: 'number', feeMinor: 'number', updatedAtMs: 'number' },
	} satisfies Fields<AccountView>,
	StrategyPositionView: {
		...where,
		...{ strategyId: 'number', instrumentId: 'number', positionTicket: 'ticket', side: 'Side', qty: 'number', openNotional: 'number' },
		...{ realisedMinor: 'number', commissionMinor: 'number', swapMinor: 'number', feeMinor: 'number' },
	} satisfies Fields<StrategyPositionView>,
	VenueSend: {
		...{ epoch: 'number', commandSeq: 'number', orderId: 'number', instrumentId: 'number', action: 'SendAction', type: 'VenueOrderType' },
		...{ side: 'Side', qty: 'number', price: 'number', limitPrice: 'number', sl: 'number', tp: 'number', tif: 'TimeInForce' },
		...{ expiresAtMs: 'number|null', positionTicket: 'ticket', positionByTicket: 'ticket', orderTicket: 'ticket' },
		postOnly: 'boolean',
	} satisfies Fields<VenueSend>,
} as const;

type InputOf<Name extends string> = Name extends `venue.${infer Event}`
	? Extract<EngineInput, { kind: 'venue'; event: Event }>
	: Extract<EngineInput, { kind: Name }>;
type InputName = Exclude<EngineInput['kind'], 'venue'> | `venue.${VenueEvent['event']}`;
type Inputs = { readonly [Name in InputName]: Fields<Omit<InputOf<Name>, 'kind' | 'event'>> };

const ask = { ...where, instrumentId: 'number', clientOrderId: 'text', envelope: 'Envelope' } as const;
const inputs = {
	/** Seldom and large, and of many shapes: text that a person can read. */
	configure: { config: 'json' },
	place: {
		...ask,
		...{ side: 'Side', type: 'OrderType', tif: 'TimeInForce', expiresAtMs: 'number|null?', qty: 'number', price: 'number|null' },
		...{ limitPrice: 'number|null?', sl: 'number|null', tp: 'number|null', positionTicket: 'ticket', reduceOnly: 'boolean' },
		...{ strategyId: 'number|null?', postOnly: 'boolean?', trail: 'Trail?', bracket: 'boolean?' },
	},
	placeGroup: { ...where, contingency: 'Contingency', orders: 'GroupLeg[]', envelope: 'Envelope' },
	amendPosition: {
		...where,
		...{ instrumentId: 'number', positionTicket: 'ticket', amendId: 'text', sl: 'number|null', tp: 'number|null', envelope: 'Envelope' },
	},
	amend: {
		...where,
		...{ orderId: 'number', amendId: 'text', qty: 'number|null', price: 'number|null', limitPrice: 'number|null?', sl: 'number|null' },
		...{ tp: 'number|null', envelope: 'Envelope' },
	},
	cancel: { ...where, orderId: 'number', envelope: 'Envelope' },
	cancelAll: { ...where, instrumentId: 'number|null', side: 'Side|null', envelope: 'Envelope' },
	close: { ...ask, positionTicket: 'ticket', qty: 'number|null' },
	closeBy: { ...ask, positionTicket: 'ticket', positionByTicket: 'ticket' },
	resolveBreak: { ...where, breakSeq: 'number', choice: 'BreakChoice', envelope: 'Envelope' },
	decide: { ...where, orderId: 'number', approved: 'boolean', envelope: 'Envelope' },
	presumeAbsent: { ...where, orderId: 'number', envelope: 'Envelope' },
	halt: { tenantId: 'number', halted: 'boolean', envelope: 'Envelope' },
	haltPart: { tenantId: 'number', level: 'HaltLevel', subjectId: 'number', halted: 'boolean', envelope: 'Envelope' },
	epoch: { epoch: 'number' },
	mark: { ...where, instrumentId: 'number', bid: 'number', ask: 'number', venueAtMs: 'number' },
	timer: {},
	'venue.linkUp': where,
	'venue.linkDown': where,
	'venue.spec': { ...where, instrumentId: 'number', spec: 'json' },
	'venue.account': { ...where, account: 'VenueAccount' },
	'venue.ack': { ...where, orderId: 'number', epoch: 'number', commandSeq: 'number', sent: 'boolean', retcode: 'number' },
	'venue.result': {
		...where,
		orderId: 'number',
		epoch: 'number',
		commandSeq: 'number',
		retcode: 'number',
		orderTicket: 'ticket',
		dealTicket: 'ticket',
	},
	'venue.order': { ...where, order: 'VenueOrder' },
	'venue.deal': { ...where, deal: 'VenueDeal' },
	'venue.dealGone': { ...where, ticket: 'ticket' },
	'venue.position': { ...where, position: 'VenuePosition' },
	'venue.positionGone': { ...where, positionTicket: 'ticket', instrumentId: 'number' },
	'venue.deadman': { ...where, flattened: 'boolean', atMs: 'number', epoch: 'number', canceled: 'number', closed: 'number' },
	'venue.state': { ...where, agrees: 'boolean' },
	'venue.stages': { ...where, orderId: 'number', epoch: 'number', commandSeq: 'number', stages: 'OrderStages' },
	'venue.snapshot': {
		...where,
		...{ account: 'VenueAccount', lastCommandEpoch: 'number', lastCommandSeq: 'number', orders: 'VenueOrder[]', deals: 'VenueDeal[]' },
		...{ positions: 'VenuePosition[]', requests: 'VenueRequest[]' },
	},
} as const satisfies Inputs;

const replies = {
	order: { order: 'OrderView&', accountSeq: 'number', duplicate: 'boolean', amendDenial: 'Denial?' },
	orders: { orders: 'OrderView[]', accountSeq: 'number', duplicate: 'boolean' },
	position: { position: 'PositionView', accountSeq: 'number', duplicate: 'boolean', denial: 'Denial?' },
	done: {},
	canceling: { sent: 'number', notReady: 'number' },
	refused: { code: 'RefusalCode', message: 'text' },
} as const satisfies { readonly [Name in Reply['outcome']]: Fields<Omit<Extract<Reply, { outcome: Name }>, 'outcome'>> };

const outputs = {
	reply: { reply: 'Reply' },
	order: { accountSeq: 'number', order: 'OrderView&' },
	execution: { accountSeq: 'number', execution: 'ExecutionView' },
	position: { accountSeq: 'number', position: 'PositionView' },
	strategyPosition: { accountSeq: 'number', position: 'StrategyPositionView' },
	account: { accountSeq: 'number', account: 'AccountView' },
	tenant: { tenantId: 'number', halted: 'boolean', configVersion: 'number' },
	partHalted: { tenantId: 'number', level: 'HaltLevel', subjectId: 'number', halted: 'boolean', principalId: 'number' },
	break: { accountSeq: 'number', ...where, code: 'BreakCode', orderId: 'number', ticket: 'ticket' },
	breakResolved: { accountSeq: 'number', ...where, breakSeq: 'number', choice: 'BreakChoice|null', principalId: 'number' },
	refresh: where,
	stages: { ...where, orderId: 'number', stages: 'OrderStages' },
	foreignOrder: { ...where, order: 'ForeignOrderView' },
	send: { ...where, send: 'VenueSend' },
} as const satisfies { readonly [Kind in EngineOutput['kind']]: Fields<Omit<Output<Kind>, 'kind'>> };

export const recordFormat = {
	words,
	structs,
	unions: {
		EngineInput: { by: ['kind', 'event'], variants: inputs },
		Reply: { by: ['outcome'], variants: replies },
		EngineOutput: { by: ['kind'], variants: outputs },
	},
} as const satisfies Format;
