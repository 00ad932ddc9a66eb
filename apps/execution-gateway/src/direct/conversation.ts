import type { Shard } from '../engine/shard.ts';
import { command, isCommand } from './commands.ts';
import type { Counters } from './counters.ts';
import type { EntryOrders } from './entry-orders.ts';
import type { Feed, Reader } from './feed.ts';
import type { Body, DirectMessage, Line } from './line.ts';
import type { Seat } from './seat.ts';

export type Talk = {
	readonly shard: Shard;
	readonly feed: Feed;
	readonly entryOrders: EntryOrders;
	readonly counters: Counters;
};

/** One frame of a session that is logged on: its sequence first, then what it asks. A frame is acted on at most once. */
export function converse(
	message: DirectMessage,
	input: Talk & { readonly seat: Seat; readonly line: Line; readonly reader: Reader },
): void {
	const { seat, line } = input;
	const expectedSeq = seat.receivedSeq + 1;
	const requestId = 'requestId' in message.body ? message.body.requestId : 0;
	const refSeq = message.seq;
	if (refSeq < expectedSeq) {
		line.reject({ code: 'SEQUENCE_TOO_LOW', message: `frame ${refSeq} was already acted on`, requestId, refSeq, expectedSeq });
		line.end('SEQUENCE_TOO_LOW', `frame ${refSeq} came again; ${expectedSeq} is the next`);
		return;
	}
	if (refSeq > expectedSeq) {
		line.reject({
			...{ requestId, refSeq, expectedSeq },
			code: 'SEQUENCE_GAP',
			message: `frame ${expectedSeq} is missing: send it, or a SequenceReset that gives it up; nothing was done`,
		});
		return;
	}
	seat.receivedSeq = refSeq;
	if (isCommand(message)) {
		input.counters.command(seat.credential.tenantId);
		command(message, { ...input, done: (asked, answer) => input.entryOrders.placed(seat, { asked, answer }) });
		return;
	}
	switch (message.name) {
		case 'Heartbeat':
			return;
		case 'SequenceReset':
			reset(message.body, { seat, line, refSeq });
			return;
		case 'Logout':
			line.end('LOGOUT', 'goodbye');
			return;
		case 'ResendRequest':
			resend(message.body, { ...input, refSeq });
			return;
		default:
			line.reject({ code: 'UNEXPECTED', message: `${message.name} is not for an institution to send here`, requestId, refSeq });
			line.end('UNEXPECTED', `${message.name} has no place in a session`);
	}
}

function reset(body: Body<'SequenceReset'>, at: { readonly seat: Seat; readonly line: Line; readonly refSeq: number }): void {
	if (body.nextSeq > at.refSeq) at.seat.receivedSeq = body.nextSeq - 1;
	else at.line.reject({ code: 'INVALID_REQUEST', message: `nextSeq must be above ${at.refSeq}`, refSeq: at.refSeq });
}

function resend(
	{ accountId, afterAccountSeq, requestId }: Body<'ResendRequest'>,
	at: Talk & { readonly seat: Seat; readonly line: Line; readonly reader: Reader; readonly refSeq: number },
): void {
	const { seat, line, reader, refSeq } = at;
	const { tenantId, accountIds } = seat.credential;
	if (!accountIds.includes(accountId))
		return line.reject({ code: 'UNKNOWN_ACCOUNT', message: 'this credential has no such account', requestId, refSeq });
	if (afterAccountSeq < 0) return line.reject({ code: 'INVALID_REQUEST', message: 'afterAccountSeq is 0 or more', requestId, refSeq });
	if (reader.isResending)
		return line.reject({ code: 'RESEND_BUSY', message: 'wait for ResendDone, then ask for the next account', requestId, refSeq });
	reader.isResending = true;
	void at.feed
		.resume(reader, { place: { tenantId, accountId }, afterSeq: afterAccountSeq, requestId })
		.catch(() => line.end('INTERNAL', 'the journal could not be read'))
		.finally(() => {
			reader.isResending = false;
		});
}
