import type { EngineInput } from '@meridian/core';
import type { Answer, Shard } from '../engine/shard.ts';
import { denialFields } from '../entry/replies.ts';
import { BadRequest, inputOf } from '../entry/requests.ts';
import type { DirectMessage, Line } from './line.ts';
import { orderFields } from './reports.ts';
import type { Seat } from './seat.ts';

export type Command = Extract<DirectMessage, { name: 'NewOrder' | 'CancelOrder' | 'ClosePosition' | 'AmendOrder' | 'CloseBy' }>;
export type OrderInput = Extract<EngineInput, { kind: 'place' | 'cancel' | 'close' | 'amend' | 'closeBy' }>;
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
	else if (reply?.outcome === 'refused') line.reject({ requestId, refSeq: message.seq, code: reply.code, message: reply.message });
	else line.reject({ requestId, refSeq: message.seq, code: 'NOT_READY', message: 'the engine gave no answer' });
}

/** Why a request does not reach the engine. An account of another tenant and one that does not exist look the same. */
function refusalOf(message: Command, seat: Seat): Refusal | undefined {
	const { credential } = seat;
	if (!credential.mayTrade) return { code: 'NOT_ALLOWED', message: 'this credential may only read' };
	if (!credential.accountIds.includes(message.body.accountId))
		return { code: 'UNKNOWN_ACCOUNT', message: 'this credential has no such account' };
	const reduces = message.name !== 'AmendOrder' && (message.name !== 'NewOrder' || message.body.reduceOnly);
	const retryAfterMs = (reduces ? seat.reducing : seat.orders).take();
	if (retryAfterMs === 0) return undefined;
	const limit = `${credential.ordersPerSecond} orders a second`;
	return { code: 'THROTTLED', message: `this credential has ${limit}: nothing was done, ask again later`, retryAfterMs };
}

/** The trusted door's own reading of a request, with the tenant and the principal of the credential. */
function engineInput(message: Command, seat: Seat): OrderInput | Refusal {
	const { tenantId } = seat.credential;
	const by = { correlationId: '', tenantId, ...seat.envelope };
	try {
		const input =
			message.name === 'NewOrder'
				? inputOf({ name: 'PlaceOrder', seq: message.seq, body: { ...message.body, ...by } })
				: message.name === 'AmendOrder'
					? inputOf({ name: 'AmendOrder', seq: message.seq, body: { ...message.body, ...by } })
					: message.name === 'CloseBy'
						? inputOf({ name: 'CloseBy', seq: message.seq, body: { ...message.body, ...by } })
						: message.name === 'CancelOrder'
							? inputOf({ name: 'CancelOrder', seq: message.seq, body: { ...message.body, ...by } })
							: inputOf({ name: 'ClosePosition', seq: message.seq, body: { ...message.body, ...by } });
		if (input !== undefined && isOrderInput(input)) return input;
		throw new Error(`${message.name} is no command`);
	} catch (error) {
		if (!(error instanceof BadRequest)) throw error;
		return { code: 'INVALID_REQUEST', message: error.message };
	}
}

function isOrderInput(input: EngineInput): input is OrderInput {
	return ['place', 'cancel', 'close', 'amend', 'closeBy'].includes(input.kind);
}
