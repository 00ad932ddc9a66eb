import {
	breakChoices,
	contingencies,
	type EngineInput,
	type Envelope,
	type GroupLeg,
	haltLevels,
	orderTypes,
	type PlaceOrder,
	sides,
	type Trail,
	timesInForce,
	trailUnits,
} from '@meridian/core';
import type { AnyMessage, EntryProtocol, Message } from '@meridian/protocol';

type Entry<Name extends keyof EntryProtocol> = Message<EntryProtocol, Name>;
export type EntryMessage = AnyMessage<EntryProtocol>;

/** A request whose words we do not know: refused, and nothing is done. */
export class BadRequest extends Error {
	override readonly name = 'BadRequest';
}

function oneOf<const Value extends string>(known: readonly Value[], value: string, field: string): Value {
	const found = known.find((candidate) => candidate === value);
	if (found === undefined) throw new BadRequest(`${field} is one of ${known.join(', ')}; got ${JSON.stringify(value.slice(0, 40))}`);
	return found;
}

const clientIdPattern = /^[A-Za-z0-9._:-]{1,36}$/;

function clientId(value: string, field: string): string {
	if (!clientIdPattern.test(value)) throw new BadRequest(`${field} is 1 to 36 of A-Z a-z 0-9 . _ : -`);
	return value;
}

function envelope(body: { principalId: number; sessionId: number; investmentDeciderId: number; executionDeciderId: number }): Envelope {
	return {
		principalId: body.principalId,
		sessionId: body.sessionId,
		investmentDeciderId: body.investmentDeciderId,
		executionDeciderId: body.executionDeciderId,
	};
}

/** What an order says of itself, whichever message carries it. */
type OrderBody = Omit<Entry<'PlaceOrderGroup'>['orders'][number], 'clientOrderId'>;

function orderOf(body: OrderBody): Omit<GroupLeg, 'clientOrderId'> {
	return {
		instrumentId: body.instrumentId,
		side: oneOf(sides, body.side, 'side'),
		type: oneOf(orderTypes, body.type, 'type'),
		tif: oneOf(timesInForce, body.tif, 'tif'),
		expiresAtMs: body.expiresAtMs,
		qty: body.qty,
		price: body.price,
		limitPrice: body.limitPrice,
		sl: body.sl,
		tp: body.tp,
		positionTicket: body.positionTicket,
		reduceOnly: body.reduceOnly,
		strategyId: body.strategyId === 0 ? null : body.strategyId,
		postOnly: body.postOnly,
		bracket: body.bracket,
		trail: trailOf(body),
	};
}

function trailOf({ trailBy, trailDistance }: Pick<OrderBody, 'trailBy' | 'trailDistance'>): Trail | undefined {
	if ((trailBy === '') !== (trailDistance === null))
		throw new BadRequest('a trailing distance has a unit: give trailBy and trailDistance, or neither');
	return trailDistance === null ? undefined : { by: oneOf(trailUnits, trailBy, 'trailBy'), distance: trailDistance };
}

export function termsOf(body: Entry<'PlaceOrder'> | Entry<'PreviewOrder'>): Omit<PlaceOrder, 'clientOrderId'> {
	return { ...orderOf(body), tenantId: body.tenantId, accountId: body.accountId, envelope: envelope(body) };
}

function legOf(body: Entry<'PlaceOrderGroup'>['orders'][number]): GroupLeg {
	return { ...orderOf(body), clientOrderId: clientId(body.clientOrderId, 'clientOrderId') };
}

/** The engine's input for a request that changes something. @throws BadRequest */
export function inputOf(message: EntryMessage): EngineInput | undefined {
	switch (message.name) {
		case 'PlaceOrder':
			return { ...termsOf(message.body), kind: 'place', clientOrderId: clientId(message.body.clientOrderId, 'clientOrderId') };
		case 'PlaceOrderGroup': {
			const { tenantId, accountId, orders } = message.body;
			const contingency = oneOf(contingencies, message.body.contingency, 'contingency');
			return { kind: 'placeGroup', tenantId, accountId, contingency, orders: orders.map(legOf), envelope: envelope(message.body) };
		}
		case 'AmendPosition': {
			const { tenantId, accountId, instrumentId, positionTicket, sl, tp } = message.body;
			const amendId = clientId(message.body.amendId, 'amendId');
			const stops = { positionTicket, amendId, sl, tp };
			return { kind: 'amendPosition', tenantId, accountId, instrumentId, ...stops, envelope: envelope(message.body) };
		}
		case 'DecideOrder': {
			const { tenantId, accountId, orderId, approved } = message.body;
			return { kind: 'decide', tenantId, accountId, orderId, approved, envelope: envelope(message.body) };
		}
		case 'PresumeAbsent': {
			const { tenantId, accountId, orderId } = message.body;
			return { kind: 'presumeAbsent', tenantId, accountId, orderId, envelope: envelope(message.body) };
		}
		case 'AmendOrder': {
			const { tenantId, accountId, orderId, qty, price, limitPrice, sl, tp } = message.body;
			const amendId = clientId(message.body.amendId, 'amendId');
			return { kind: 'amend', tenantId, accountId, orderId, amendId, qty, price, limitPrice, sl, tp, envelope: envelope(message.body) };
		}
		case 'CancelOrder': {
			const { tenantId, accountId, orderId } = message.body;
			return { kind: 'cancel', tenantId, accountId, orderId, envelope: envelope(message.body) };
		}
		case 'CancelOrders': {
			const { tenantId, accountId, instrumentId, side } = message.body;
			const only = { instrumentId: instrumentId === 0 ? null : instrumentId, side: side === '' ? null : oneOf(sides, side, 'side') };
			return { kind: 'cancelAll', tenantId, accountId, ...only, envelope: envelope(message.body) };
		}
		case 'ClosePosition': {
			const { tenantId, accountId, instrumentId, positionTicket, qty } = message.body;
			return {
				kind: 'close',
				tenantId,
				accountId,
				instrumentId,
				positionTicket,
				clientOrderId: clientId(message.body.clientOrderId, 'clientOrderId'),
				qty,
				envelope: envelope(message.body),
			};
		}
		case 'CloseBy': {
			const { tenantId, accountId, instrumentId, positionTicket, positionByTicket } = message.body;
			const clientOrderId = clientId(message.body.clientOrderId, 'clientOrderId');
			const pair = { positionTicket, positionByTicket };
			return { kind: 'closeBy', tenantId, accountId, instrumentId, ...pair, clientOrderId, envelope: envelope(message.body) };
		}
		case 'ResolveBreak': {
			const { tenantId, accountId, breakSeq } = message.body;
			const choice = oneOf(breakChoices, message.body.choice, 'choice');
			return { kind: 'resolveBreak', tenantId, accountId, breakSeq, choice, envelope: envelope(message.body) };
		}
		case 'HaltTenant':
			return { kind: 'halt', tenantId: message.body.tenantId, halted: message.body.halted, envelope: envelope(message.body) };
		case 'HaltPart': {
			const { tenantId, subjectId, halted } = message.body;
			const level = oneOf(haltLevels, message.body.level, 'level');
			return { kind: 'haltPart', tenantId, level, subjectId, halted, envelope: envelope(message.body) };
		}
		default:
			return undefined;
	}
}
