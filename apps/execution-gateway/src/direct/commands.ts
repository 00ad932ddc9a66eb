import type { EngineInput, Envelope } from '@meridian/core';
import type { Answer, Shard } from '../engine/shard.ts';
import { denialFields, positionReply } from '../entry/replies.ts';
import { BadRequest, type EntryMessage, inputOf } from '../entry/requests.ts';
import type { DirectMessage, Line } from './line.ts';
import { orderFields } from './reports.ts';
import type { Seat } from './seat.ts';

const kinds = ['place', 'placeGroup', 'cancel', 'close', 'amend', 'amendPosition', 'closeBy'] as const;
export type OrderInput = Extract<EngineInput, { kind: (typeof kinds)[number] }>;
const commandNames = ['NewOrder', 'NewOrderGroup', 'AmendOrder', 'AmendPosition', 'CloseBy', 'CancelOrder', 'ClosePosition'] as const;
export type Command = Extract<DirectMessage, { name: (typeof commandNames)[number] }>;
export const isCommand = (message: DirectMessage): message is Command => commandNames.some((name) => name === message.name);
type Refusal = { readonly code: string; readonly message: string; readonly retryAfterMs?: number };

/** Asks the engine in the credential's name, and answers the request once. `done` hears what was asked and became of it, where it reached the engine. */
export function command(
	message: Command,
	input: { readonly seat: Seat; readonly line: Line; readonly shard: Shard; readonly done: (asked: OrderInput, answer: Answer) => void },
): void {
	const { seat, line, shard } = input;
	const { requestId } = message.body;
	const refusal = refusalOf(message, seat);
	const asked = refusal ?? engineInput(message, seat);
	if ('code' in asked) {
		line.reject({ requestId, refSeq: message.seq, ...asked });
		return;
	}
	shard.submit(asked, (answer) => {
		input.done(asked, answer);
		tell(message, { line, answer });
	});
}

function tell(message: Command, { line, answer }: { readonly line: Line; readonly answer: Answer }): void {
	const { requestId } = message.body;
	const { reply, journalSeq } = answer;
	if (reply?.outcome === 'order')
		line.send('OrderAnswer', {
			requestId,
			duplicate: reply.duplicate,
			...orderFields(reply.order, { accountSeq: reply.accountSeq, journalSeq }),
			...(reply.amendDenial === undefined ? {} : denialFields(reply.amendDenial)),
		});
	else if (reply?.outcome === 'orders') {
		const { accountSeq, duplicate } = reply;
		line.send('OrderGroupAnswer', {
			requestId,
			duplicate,
			orders: reply.orders.map((order) => orderFields(order, { accountSeq, journalSeq })),
		});
	} else if (reply?.outcome === 'position') {
		const { side, qty } = reply.position;
		line.send('PositionAnswer', { ...positionReply(reply, { requestId, journalSeq }), side, qty });
	} else if (reply?.outcome === 'refused') line.reject({ requestId, refSeq: message.seq, code: reply.code, message: reply.message });
	else line.reject({ requestId, refSeq: message.seq, code: 'NOT_READY', message: 'the engine gave no answer' });
}

/** Why a request does not reach the engine. An account of another tenant and one that does not exist look the same. */
function refusalOf(message: Command, seat: Seat): Refusal | undefined {
	const { credential } = seat;
	if (!credential.mayTrade) return { code: 'NOT_ALLOWED', message: 'this credential may only read' };
	if (!credential.accountIds.includes(message.body.accountId))
		return { code: 'UNKNOWN_ACCOUNT', message: 'this credential has no such account' };
	const retryAfterMs = (onlyReduces(message) ? seat.reducing : seat.orders).take(
		message.name === 'NewOrderGroup' ? message.body.orders.length : 1,
	);
	if (retryAfterMs === 0) return undefined;
	const limit = `${credential.ordersPerSecond} orders a second`;
	return { code: 'THROTTLED', message: `this credential has ${limit}: nothing was done, ask again later`, retryAfterMs };
}

/** What may not add to a position has a budget of its own. */
function onlyReduces(message: Command): boolean {
	switch (message.name) {
		case 'AmendOrder':
			return false;
		case 'NewOrder':
			return message.body.reduceOnly;
		case 'NewOrderGroup':
			return message.body.orders.every(({ reduceOnly }) => reduceOnly);
		default:
			return true;
	}
}

/** The trusted door's own reading of a request, with the tenant and the principal of the credential. */
function engineInput(message: Command, seat: Seat): OrderInput | Refusal {
	try {
		const input = inputOf(entryMessage(message, { correlationId: '', tenantId: seat.credential.tenantId, ...seat.envelope }));
		if (input !== undefined && isOrderInput(input)) return input;
		throw new Error(`${message.name} is no command`);
	} catch (error) {
		if (!(error instanceof BadRequest)) throw error;
		return { code: 'INVALID_REQUEST', message: error.message };
	}
}

type By = { readonly correlationId: string; readonly tenantId: number } & Envelope;
/** One case each: so the compiler sees that a body is all that its message at the other door needs. */
function entryMessage(message: Command, by: By): EntryMessage {
	const { seq } = message;
	switch (message.name) {
		case 'NewOrder':
			return { name: 'PlaceOrder', seq, body: { ...message.body, ...by } };
		case 'NewOrderGroup':
			return { name: 'PlaceOrderGroup', seq, body: { ...message.body, ...by } };
		case 'AmendOrder':
			return { name: 'AmendOrder', seq, body: { ...message.body, ...by } };
		case 'AmendPosition':
			return { name: 'AmendPosition', seq, body: { ...message.body, ...by } };
		case 'CloseBy':
			return { name: 'CloseBy', seq, body: { ...message.body, ...by } };
		case 'CancelOrder':
			return { name: 'CancelOrder', seq, body: { ...message.body, ...by } };
		case 'ClosePosition':
			return { name: 'ClosePosition', seq, body: { ...message.body, ...by } };
	}
}

const isOrderInput = (input: EngineInput): input is OrderInput => kinds.some((kind) => kind === input.kind);
